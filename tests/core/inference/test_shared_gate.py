"""Two processes' gates before one provider."""

import asyncio

import pytest

from core.errors import LimitReached
from core.inference.engine import Finished
from core.inference.shared_gate import SharedGate
from core.quota.limit import PERIODS, Rate
from core.store.sqlite import SqliteStore
from tests.core.quota.test_fair_gate import Callers, TurnedClock, ticket
from tests.core.store.conftest import store

__all__ = ["store"]

FOUR = {"hub": Rate(units=4, period="minute")}


class Window:
    """Room that both share, at the tests' own time."""

    def __init__(self, clock: TurnedClock) -> None:
        self._clock = clock
        self.calls: dict[str, float] = {}

    async def take(self, engine: str, rate: Rate, call: str) -> float:
        now = self._clock.now()
        held = sorted(at for at in self.calls.values() if at > now - PERIODS[rate.period])
        if len(held) >= rate.units:
            return held[0] + PERIODS[rate.period] - now
        self.calls[call] = now
        return 0.0

    async def give_back(self, engine: str, call: str) -> None:
        del self.calls[call]


async def test_two_processes_together_never_call_more_often_than_the_provider_allows(store: SqliteStore) -> None:
    clock = TurnedClock()
    window = Window(clock)
    here, there = (Callers(SharedGate(store, clock, FOUR, window=window)) for _ in range(2))
    await here.come("ada", "bo", "cy")
    await there.come("dan", "eve", "fay")
    await clock.turn(59)
    assert len(here.order) + len(there.order) == 4
    await clock.turn(120)
    assert sorted(here.order + there.order) == ["ada", "bo", "cy", "dan", "eve", "fay"]
    times = sorted(window.calls.values())
    assert all(later - earlier >= 60 for earlier, later in zip(times, times[4:], strict=False))
    await asyncio.gather(*here.tasks, *there.tasks)


async def test_a_cached_answer_and_one_who_gives_up_leave_their_room(store: SqliteStore) -> None:
    clock = TurnedClock()
    window = Window(clock)
    gate = SharedGate(store, clock, FOUR, window=window)
    first = ticket("ada")
    async for _ in gate.enter(first):
        pass
    assert len(window.calls) == 1
    await gate.leave(first, "ok", Finished(engine="hub", model="m", cached=True))
    assert window.calls == {}
    window.calls = {str(number): clock.now() for number in range(4)}
    callers = Callers(gate)
    await callers.come("bo")
    assert callers.order == []
    assert callers.told
    callers.tasks[0].cancel()
    await asyncio.gather(*callers.tasks, return_exceptions=True)
    window.calls.clear()
    await callers.come("cy", "dan")  # half of the window is free at once
    assert callers.order == ["cy", "dan"]
    assert len(window.calls) == 2


async def test_who_would_wait_too_long_is_refused_with_the_time(store: SqliteStore) -> None:
    clock = TurnedClock()
    window = Window(clock)
    gate = SharedGate(store, clock, FOUR, window=window, longest_wait_seconds=30)
    window.calls = {str(number): clock.now() for number in range(4)}
    with pytest.raises(LimitReached) as refused:
        async for _ in gate.enter(ticket("ada")):
            pass
    assert refused.value.seconds == 60
