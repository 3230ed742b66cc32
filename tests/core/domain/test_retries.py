"""Work is done again after its waits, only for errors that may pass."""

import pytest

from core.domain.retries import (
    FIRST_RECONNECT_SECONDS,
    LONGEST_RECONNECT_SECONDS,
    STEADY_SECONDS,
    retry,
    stay_connected,
)


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


class Line:
    """Connections that each hold for so many seconds and then break; its clock moves with them. The last one fails for
    good."""

    def __init__(self, *held: float) -> None:
        self.held = list(held)
        self.time = 1_000_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    async def connect(self) -> None:
        if not self.held:
            raise ValueError("for good")
        self.time += self.held.pop(0)
        raise ConnectionError

    async def failure(self) -> str:
        return await stay_connected(
            self.connect, failure=lambda error: str(error) if isinstance(error, ValueError) else None, clock=self
        )


async def test_each_wait_for_a_connection_is_about_twice_as_long_up_to_a_limit() -> None:
    line = Line(*[0.0] * 10)
    assert await line.failure() == "for good"
    for number, wait in enumerate(line.waits):
        usual = min(LONGEST_RECONNECT_SECONDS, FIRST_RECONNECT_SECONDS * 2**number)
        assert usual * 0.5 <= wait <= usual * 1.5
    assert len(line.waits) == 10


async def test_after_a_connection_that_held_the_waits_start_over() -> None:
    line = Line(*[0.0] * 10, STEADY_SECONDS + 1, 0.0)
    await line.failure()
    assert line.waits[9] >= LONGEST_RECONNECT_SECONDS * 0.5
    assert line.waits[10] <= FIRST_RECONNECT_SECONDS * 1.5
