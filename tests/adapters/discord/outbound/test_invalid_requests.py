"""The count of invalid requests, in virtual time."""

from adapters.discord.outbound.invalid_requests import CALM_BELOW, WINDOW_SECONDS, InvalidRequests
from tests.servers.clock import MovableClock


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.moved = MovableClock()

    def now(self) -> float:
        return self.moved()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing waits")


def test_half_of_the_limit_in_ten_minutes_is_too_much() -> None:
    clock, told = Clock(), list[str]()
    invalid = InvalidRequests(clock, lambda key, _: told.append(key))
    for status in (200, 400, 404, 500):
        invalid.count(status)
    for at in range(CALM_BELOW - 1):
        invalid.count((401, 403, 429)[at % 3])
    invalid.count(429, shared=True)
    assert (invalid.is_calm, told) == (True, [])
    invalid.count(403)
    invalid.count(403)
    assert (invalid.is_calm, told) == (False, ["discord-invalid-requests"])
    clock.moved.advance(WINDOW_SECONDS + 1)
    assert invalid.is_calm
