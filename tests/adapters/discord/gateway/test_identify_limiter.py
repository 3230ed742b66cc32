"""Shards identify one after the other."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.gateway.identify_limiter import (
    IDENTIFY_SECONDS,
    LONGEST_WAIT_SECONDS,
    IdentifyLimiter,
    SharedIdentifyLimiter,
)
from core.domain.errors import StoreAway

NOW = 1_800_000_000.0


class RecordingClock:
    """A clock that records waits and moves only when a test moves it."""

    def __init__(self) -> None:
        self.at = NOW
        self.waits: list[float] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class MovingClock(RecordingClock):
    """A clock that moves while somebody waits."""

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


@given(steps=st.lists(st.floats(0, 20), min_size=2, max_size=8))
async def test_two_shards_of_a_bucket_identify_five_seconds_apart(steps: list[float]) -> None:
    clock = RecordingClock()
    identify_limiter, moments = IdentifyLimiter(clock), []
    for step in steps:
        clock.at += step
        await identify_limiter.wait(0)
        moments.append(clock.at + clock.waits[-1])
        clock.at = moments[-1]
    assert all(later - earlier >= 5 for earlier, later in pairwise(moments))


async def test_another_bucket_does_not_wait() -> None:
    clock = RecordingClock()
    identify_limiter = IdentifyLimiter(clock)
    for bucket in (0, 1, 2):
        await identify_limiter.wait(bucket)
    assert clock.waits == [0, 0, 0]


class Turns:
    """Leases whose clock is that of the test. They may be away."""

    def __init__(self, clock: RecordingClock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self.away = False
        self.moments: list[float] = []

    async def take_lease(
        self, name: str, owner: str, at: float, seconds: float, *, instead_of: str | None = None
    ) -> bool:
        if self.away:
            raise StoreAway("store-away")
        if self._until.get(name, 0.0) > self._clock.at:
            return False
        self._until[name] = self._clock.at + seconds
        self.moments.append(self._clock.at)
        return True


async def test_shards_of_all_processes_take_turns() -> None:
    clock = MovingClock()
    turns = Turns(clock)
    for _ in range(3):  # each a process of its own
        await SharedIdentifyLimiter(clock, turns, "7").wait(0)  # type: ignore[arg-type]
    await SharedIdentifyLimiter(clock, turns, "7").wait(1)  # type: ignore[arg-type]
    first, second, third, other = turns.moments
    assert (second - first >= 5, third - second >= 5, other - third) == (True, True, 0)


async def test_without_the_database_a_process_takes_turns_with_itself() -> None:
    clock = RecordingClock()
    turns = Turns(clock)
    turns.away = True
    identify_limiter = SharedIdentifyLimiter(clock, turns, "7")  # type: ignore[arg-type]
    for _ in range(2):
        await identify_limiter.wait(0)
    assert clock.waits == [0, IDENTIFY_SECONDS]


async def test_a_turn_too_far_ahead_is_ignored() -> None:
    clock = RecordingClock()
    identify_limiter = IdentifyLimiter(clock)
    await identify_limiter.wait(0)
    clock.at -= 10 * LONGEST_WAIT_SECONDS  # the clock is set back
    await identify_limiter.wait(0)
    assert clock.waits == [0, 0]
