"""Work is done again after its waits, only for errors that may pass."""

import pytest

from core.domain.retries import retry


class Work:
    """Raises its errors one after the other, then returns the number of attempts."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.attempts = 0
        self.slept: list[float] = []

    async def __call__(self) -> int:
        self.attempts += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.attempts

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def retried(self) -> int:
        return await retry(
            self, waits=(1, 2), retryable=lambda error: isinstance(error, ConnectionError), sleep=self.sleep
        )


async def test_work_is_done_again_until_it_succeeds() -> None:
    work = Work(ConnectionError(), ConnectionError())
    assert await work.retried() == 3
    assert work.slept == [1, 2]


async def test_the_error_of_the_last_attempt_is_raised() -> None:
    last = ConnectionError("last")
    work = Work(ConnectionError(), ConnectionError(), last)
    with pytest.raises(ConnectionError) as raised:
        await work.retried()
    assert raised.value is last
    assert work.slept == [1, 2]


async def test_an_error_that_stays_is_raised_without_a_wait() -> None:
    work = Work(ValueError("it stays"))
    with pytest.raises(ValueError, match="stays"):
        await work.retried()
    assert (work.attempts, work.slept) == (1, [])
