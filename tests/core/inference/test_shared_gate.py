"""Two processes' gates before one provider."""

import asyncio

import pytest

from core.errors import LimitReached, UserError
from core.inference.engine import Finished, Task
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
        self.under_way: set[str] = set()
        self.pauses: dict[Task, float] = {}
        self.questions = 0
        self.answers = True

    async def take(self, engine: str, task: Task, call: str, *, rate: Rate | None, at_once: int | None) -> float:
        self.questions += 1
        now = self._clock.now()
        if self.pauses.get(task, 0.0) > now:
            return self.pauses[task] - now
        if at_once is not None and len(self.under_way) >= at_once:
            return 1.0
        if rate is not None:
            held = sorted(at for at in self.calls.values() if at > now - PERIODS[rate.period])
            if len(held) >= rate.units:
                return held[0] + PERIODS[rate.period] - now
            self.calls[call] = now
        self.under_way.add(call)
        return 0.0

    async def leave(self, engine: str, call: str, *, counts: bool) -> None:
        if not self.answers:
            raise UserError("limits-unreachable")
        self.under_way.remove(call)
        if not counts:
            del self.calls[call]

    async def hold(self, engine: str, task: Task, seconds: float) -> None:
        self.pauses[task] = self._clock.now() + seconds


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
    await callers.come("cy", "dan")
    await clock.turn(61)  # by then half of the window is free at once
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


async def test_who_waits_for_room_among_all_keeps_their_place_and_is_told_it(store: SqliteStore) -> None:
    clock = TurnedClock()
    window = Window(clock)
    gate = SharedGate(store, clock, {"hub": Rate(units=8, period="minute")}, window=window)
    window.calls = {str(number): clock.now() + number * 5 for number in range(8)}
    callers = Callers(gate)
    await callers.come("ada", "ada", "ada", "bo")
    await clock.turn(1)
    assert callers.order == []
    assert window.questions == 1, "once it is known that there is no room, nobody asks"
    assert {told.sentence.id for told in callers.told} == {"gate-waiting"}
    await clock.turn(180)
    assert callers.order[:2] == ["ada", "bo"]
    await asyncio.wait_for(asyncio.gather(*callers.tasks), 30)


async def test_places_and_pauses_are_shared(store: SqliteStore) -> None:
    clock = TurnedClock()
    window = Window(clock)
    here, there = (SharedGate(store, clock, {}, at_once={"hub": 1}, window=window) for _ in range(2))
    first = ticket("ada")
    async for _ in here.enter(first):
        pass
    callers = Callers(there)
    await callers.come("bo")
    await clock.turn(3)
    assert callers.order == []
    here.punished(first, 30)
    await here.leave(first, "failed")
    assert window.under_way == set()
    await clock.turn(28)
    assert callers.order == [], "the pause that one was asked for holds for all"
    await clock.turn(4)
    assert callers.order == ["bo"]


async def test_an_answer_that_was_made_is_not_lost_with_the_window(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    clock = TurnedClock()
    window = Window(clock)
    gate = SharedGate(store, clock, FOUR, window=window)
    first = ticket("ada")
    async for _ in gate.enter(first):
        pass
    window.answers = False
    await gate.leave(first, "ok", Finished(engine="hub", model="m"))
    assert "The other processes could not be told that a call to hub has ended." in caplog.messages
    assert [spend.outcome for spend in await store.spent(None, 0.0)] == ["ok"]
