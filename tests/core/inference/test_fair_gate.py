"""The call gate from the caller's side, with a clock that the test moves."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import CreditsUsedUp, LimitReached
from core.domain.ledger import Spend
from core.domain.limits import Rate
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.cache import CachedEngine
from core.inference.fair_gate import FairGate
from core.inference.gate import Permit
from core.inference.outputs import Finished, TextChunk, Waiting
from core.inference.requests import ChatRequest, ImageRequest
from core.inference.router import Router
from core.store.sqlite.store import SqliteStore
from tests.core.quota.samples import spend
from tests.core.scripted_engine import ScriptedEngine, text

FOUR = {"hub": Rate(units=4, period="minute")}


class PromptStore(SqliteStore):
    """Keeps no unfinished calls, so that the moved clock need not wait for the disk before each of them."""

    async def begin_call(self, call: str, engine: str, at: float, job: str) -> None:
        """As `Ledger.begin_call`."""

    async def record(self, spend: Spend, call: str | None = None) -> None:
        """As `Ledger.record`."""
        await super().record(spend)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store."""
    store = await PromptStore.open(tmp_path, poll_seconds=3600)
    yield store
    await store.close()


class TurnedClock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.at = 1000.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.at + seconds, future))
        await future

    async def turn(self, seconds: float) -> None:
        """Goes on in steps of a quarter of a second."""
        for _ in range(round(seconds * 4)):
            self.at += 0.25
            for until, future in self._sleepers:
                if until <= self.at and not future.done():
                    future.set_result(None)
            for _ in range(10):
                await asyncio.sleep(0)


def permit(user: str) -> Permit:
    """A request of a person, or of one of several guests from one address: `guest 1`, `guest 2`."""
    network = "their address" if user.startswith("guest") else ""
    return Permit(
        task=Task.CHAT_COMPLETION,
        engine="hub",
        model=None,
        request=ChatRequest(messages=(), user=user, network=network, job=f"job of {user}"),
    )


class Callers:
    """People at a gate, and the order in which they are let in."""

    def __init__(self, gate: FairGate) -> None:
        self.gate = gate
        self.order: list[str] = []
        self.admitted: list[Permit] = []
        self.told: list[Waiting] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def _call(self, user: str) -> None:
        entering = permit(user)
        async for waiting in self.gate.enter(entering):
            self.told.append(waiting)
        self.order.append(user)
        self.admitted.append(entering)

    async def come(self, *users: str) -> None:
        for user in users:
            self.tasks.append(asyncio.create_task(self._call(user)))
            await settled(lambda: False)


async def settled(done: Callable[[], bool]) -> None:
    """Lets everything run that can."""
    for _ in range(20):
        if done():
            return
        await asyncio.sleep(0)


async def test_calls_wait_in_fair_order_and_are_told_their_place(store: SqliteStore) -> None:
    clock = TurnedClock()
    callers = Callers(FairGate(store, clock, FOUR))
    await callers.come("heavy", "heavy", "heavy", "heavy", "heavy", "light")
    assert callers.order == ["heavy", "heavy"]  # half of the window in one go
    assert [waiting.sentence.values["count"] for waiting in callers.told] == [0, 1, 2, 0]
    await clock.turn(130)
    await asyncio.wait_for(asyncio.gather(*callers.tasks), 30)
    assert callers.order[2] == "light"


async def test_fresh_cookies_have_one_share_together(store: SqliteStore) -> None:
    clock = TurnedClock()
    callers = Callers(FairGate(store, clock, FOUR))
    await callers.come(*(f"guest {number}" for number in range(8)))
    await callers.come("ann", "ann", "ben", "ben")
    await clock.turn(240)
    await asyncio.wait_for(asyncio.gather(*callers.tasks), 30)
    last = max(number for number, user in enumerate(callers.order) if not user.startswith("guest"))
    assert len([user for user in callers.order[:last] if user.startswith("guest")]) <= 4, callers.order


async def test_a_cancelled_call_makes_room(store: SqliteStore) -> None:
    clock = TurnedClock()
    callers = Callers(FairGate(store, clock, FOUR))
    await callers.come("a", "a", "b", "c")
    callers.tasks[2].cancel()
    await asyncio.gather(callers.tasks[2], return_exceptions=True)
    await clock.turn(40)
    assert callers.order == ["a", "a", "c"]


async def test_a_wait_that_is_too_long_is_refused_with_its_length(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {"hub": Rate(units=1, period="hour")}, longest_wait_seconds=60)
    callers = Callers(gate)
    await callers.come("a")
    with pytest.raises(LimitReached) as refused:
        await anext(gate.enter(permit("b")))
    assert refused.value.seconds == 3600
    assert refused.value.sentence.id == "gate-too-long"


async def test_a_refusal_of_the_provider_holds_back_the_others_of_its_task(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {})
    refusing = ScriptedEngine(lambda _: [LimitReached("speak-nothing", seconds=30)], name="hub")
    router = Router({Task.CHAT_COMPLETION: [refusing]}, gate)
    with pytest.raises(LimitReached):
        [output async for output in router.chat_completion(ChatRequest(messages=()))]
    callers = Callers(gate)
    await callers.come("a")
    await clock.turn(29)
    assert callers.order == []
    await clock.turn(2)
    assert callers.order == ["a"]


async def test_a_rate_limit_of_the_provider_holds_back_the_whole_line(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, FOUR)
    callers = Callers(gate)
    await callers.come("a", "a", "b", "c")
    assert callers.order == ["a", "a"]
    await gate.throttled(permit("a"), 90)
    await clock.turn(80)
    assert callers.order == ["a", "a"], "nobody finds out for themselves"
    assert callers.told[-1].sentence.id == "gate-held"
    await clock.turn(40)
    assert callers.order == ["a", "a", "b", "c"]
    await callers.come("a", "a", "a", "a")
    await gate.payment_required(permit("a"), CreditsUsedUp("engine-not-here", seconds=3600))
    with pytest.raises(CreditsUsedUp):
        await asyncio.wait_for(callers.tasks[-1], 30)


async def test_a_shorter_pause_does_not_end_a_longer_one(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {})
    await gate.throttled(permit("a"), 30)
    await gate.throttled(permit("b"), 5)
    callers = Callers(gate)
    await callers.come("a")
    await clock.turn(29)
    assert callers.order == []
    await clock.turn(2)
    assert callers.order == ["a"]


async def test_a_pause_that_an_engine_keeps_by_itself_holds_back_the_others_too(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {})
    pausing = Waiting(sentence=say("speak-nothing"), seconds_left=30.0, pause=30.0)
    hub = ScriptedEngine(lambda _: [pausing, *text("yes")], name="hub")
    assert [
        output async for output in Router({Task.CHAT_COMPLETION: [hub]}, gate).chat_completion(ChatRequest(messages=()))
    ]
    callers = Callers(gate)
    await callers.come("a")
    await clock.turn(29)
    assert callers.order == []
    assert callers.told[0].sentence.id == "gate-held"
    await clock.turn(2)
    assert callers.order == ["a"]


async def test_a_pause_that_is_too_long_leaves_the_task_to_the_next_engine(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {}, longest_wait_seconds=60)
    await gate.throttled(permit("a"), 3600)
    hub, builtin = ScriptedEngine(name="hub"), ScriptedEngine(lambda _: text("yes"), name="builtin")
    router = Router({Task.CHAT_COMPLETION: [hub, builtin], Task.TEXT_TO_IMAGE: [hub]}, gate)
    said = [output async for output in router.chat_completion(ChatRequest(messages=()))]
    assert said[0] == TextChunk("yes")
    assert hub.asked == []
    painted = [output async for output in router.text_to_image(ImageRequest(prompt="x"))]
    assert painted, "another task of the same engine goes on"


async def test_several_waits_together_are_no_longer_than_the_longest_wait(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {}, longest_wait_seconds=60)
    callers = Callers(gate)
    await gate.throttled(permit("a"), 40)
    await callers.come("a")
    await clock.turn(30)
    await gate.throttled(permit("a"), 45)
    await clock.turn(11)
    with pytest.raises(LimitReached) as refused:
        await asyncio.wait_for(callers.tasks[0], 30)
    assert (refused.value.sentence.id, refused.value.seconds) == ("gate-too-long", 35.0)
    await callers.come("b")
    await clock.turn(35)
    assert callers.order == ["b"], "35 seconds alone are not too long"


async def test_a_wait_in_line_counts_what_was_waited_before(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {"hub": Rate(units=1, period="minute")}, longest_wait_seconds=60)
    callers = Callers(gate)
    await callers.come("a")
    assert callers.order == ["a"]
    await clock.turn(10)
    await gate.throttled(permit("a"), 20)
    await callers.come("b")
    await clock.turn(15)
    await gate.withdraw(callers.admitted[0])
    await callers.come("c")
    await clock.turn(10)
    assert callers.order == ["a", "b"]
    with pytest.raises(LimitReached) as refused:
        await asyncio.wait_for(callers.tasks[2], 30)
    assert refused.value.seconds <= 60


async def test_a_restart_remembers_the_window(store: SqliteStore) -> None:
    clock = TurnedClock()
    clock.at = 10.0
    for _ in range(4):
        call = spend("j", 1)
        await store.record(type(call)(**{**vars(call), "engine": "hub"}))
    gate = FairGate(store, clock, FOUR)
    await gate.restore()
    callers = Callers(gate)
    await callers.come("a")
    assert callers.order == []
    await clock.turn(52)
    assert callers.order == ["a"]


CALLING = """
import asyncio, pathlib, sys
from core.domain.clock import SystemClock
from core.domain.tasks import Task
from core.inference.requests import ChatRequest
from core.inference.fair_gate import FairGate
from core.inference.gate import Permit
from core.domain.limits import Rate
from core.store.sqlite.store import SqliteStore

async def call():
    store = await SqliteStore.open(pathlib.Path(sys.argv[1]))
    gate = FairGate(store, SystemClock(), {"hub": Rate(units=2, period="hour")}, share=1.0)
    for number in range(2):
        request = ChatRequest(messages=(), user=str(number))
        permit = Permit(task=Task.CHAT_COMPLETION, engine="hub", model=None, request=request)
        async for _ in gate.enter(permit):
            pass
        if not number:
            await gate.leave(permit, "ok")
        print("called", flush=True)
    await asyncio.Event().wait()

asyncio.run(call())
"""


async def test_a_call_that_was_under_way_when_the_process_was_killed_stays_in_the_window(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CALLING, str(tmp_path), stdout=asyncio.subprocess.PIPE, env=dict(os.environ)
    )
    assert process.stdout is not None
    assert [await process.stdout.readline() for _ in range(2)] == [b"called\n"] * 2
    process.kill()
    await process.wait()
    store = await SqliteStore.open(tmp_path)
    for units, room in ((2, False), (3, True)):
        rates = {"hub": Rate(units=units, period="hour")}
        gate = FairGate(store, SystemClock(), rates, longest_wait_seconds=0, share=1.0)
        await gate.restore()
        assert await enters(gate, "b") is room, "one call had ended, and one was under way"
    await store.close()


async def enters(gate: FairGate, user: str) -> bool:
    try:
        async for _ in gate.enter(permit(user)):
            pass
    except LimitReached:
        return False
    return True


async def test_a_cached_answer_takes_no_place_and_the_ledger_knows(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, FOUR)
    callers = Callers(gate)
    for outcome, cached in (("ok", True), ("ok", True), ("stopped", False), ("failed", False)):
        await callers.come("a")
        await gate.leave(callers.admitted[-1], outcome, Finished(engine="hub", model="m", cached=cached))  # type: ignore[arg-type]
    assert callers.order == ["a"] * 4
    assert [spent.units for spent in await store.spends(None, 0)] == [0, 0, 1, 0]


async def test_without_credits_a_task_goes_to_the_next_engine_without_asking_each_time(store: SqliteStore) -> None:
    clock = TurnedClock()
    hub = ScriptedEngine(lambda _: [CreditsUsedUp("engine-not-here", seconds=3600)], name="hub")
    builtin = ScriptedEngine(lambda _: text("yes"), name="builtin")
    gate = FairGate(store, clock, FOUR)
    router = Router({Task.CHAT_COMPLETION: [hub, builtin]}, gate)
    for _ in range(5):
        said = [output async for output in router.chat_completion(ChatRequest(messages=()))]
        assert said[0] == TextChunk("yes")
    assert len(hub.asked) == 1
    clock.at += 3600
    assert [output async for output in router.chat_completion(ChatRequest(messages=()))]
    assert len(hub.asked) == 2


async def test_a_cached_answer_never_waits_and_no_hold_or_missing_credit_stops_it(store: SqliteStore) -> None:
    clock = TurnedClock()
    gate = FairGate(store, clock, {"hub": Rate(units=1, period="hour")})
    hub = ScriptedEngine(name="hub")
    router = Router({Task.TEXT_TO_IMAGE: [CachedEngine(hub, store, clock)]}, gate)
    request = ImageRequest(prompt="a fox", seed=7, user="a", job="first")
    made = [output async for output in router.text_to_image(request)]
    await gate.throttled(Permit(task=Task.TEXT_TO_IMAGE, engine="hub", model=None, request=request), 3600)
    await gate.payment_required(
        Permit(task=Task.TEXT_TO_IMAGE, engine="hub", model=None, request=request),
        CreditsUsedUp("engine-not-here", seconds=9),
    )
    again = [output async for output in router.text_to_image(replace(request, user="b", job="second"))]
    assert again[:-1] == made[:-1]
    assert isinstance(again[-1], Finished)
    assert again[-1].cached
    await router.note_answers("asked", "second", "b", clock.now())
    assert await router.has_answers("asked", "b")
    for other in (replace(request, seed=8), replace(request, fresh=True)):
        with pytest.raises(CreditsUsedUp):
            [output async for output in router.text_to_image(other)]
    assert len(hub.asked) == 1
    assert [(spent.job, spent.units, spent.outcome) for spent in await store.spends(None, 0)] == [
        ("first", 1, "ok"),
        ("second", 0, "ok"),
    ]


@pytest.mark.parametrize("days", [-3, 3])
async def test_a_clock_that_jumps_by_days_makes_no_pause_longer(store: SqliteStore, days: int) -> None:
    clock = TurnedClock()
    clock.at += 10 * 86_400
    gate = FairGate(store, clock, FOUR)
    await gate.throttled(permit("a"), 30)
    clock.at += days * 86_400
    callers = Callers(gate)
    await callers.come("a")
    assert callers.order == ([] if days < 0 else ["a"])
    await clock.turn(31)
    assert callers.order == ["a"]


async def test_requests_of_a_clock_that_was_ahead_fill_the_window_once(store: SqliteStore) -> None:
    clock = TurnedClock()
    for number in range(4):
        await store.record(replace(spend(f"job {number}", 1), engine="hub", at=clock.at + 3 * 86_400))
    gate = FairGate(store, clock, FOUR)
    await gate.restore()
    callers = Callers(gate)
    await callers.come("a")
    assert callers.order == []
    await clock.turn(61)
    assert callers.order == ["a"]
