"""A store that is out of order while a job runs, or whose process dies: nothing that was answered is lost or bought
again."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.errors import StoreAway
from core.domain.events import Done, Facts, Offer, Picture, Recording, TextDelta, TextReplace
from core.inference.requests import InferenceRequest
from core.media.processes import MediaProcesses
from core.quota.place_rules import parse_rates
from core.quota.policy import NO_LIMITS, QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly
from tests.core.jobs.test_unfinished_runs import Disk, FragilePlatform, LeapClock
from tests.core.recording_platform import request
from tests.core.scripted_engine import Answer, ScriptedEngine, usual

AWAY = 100.0


class Bot(Assembly):
    """A process with all commands and one engine, whose platform needs the store for every event."""

    def __init__(
        self, store: SqliteStore, engine: ScriptedEngine, clock: LeapClock, policy: QuotaPolicy = NO_LIMITS
    ) -> None:
        super().__init__(store, BUILT_IN, [engine], clock=clock, policy=policy)
        self.platform = FragilePlatform(store, clock)
        self.platforms["test"] = self.platform


async def in_thread(_processes: MediaProcesses, work: Callable[..., object], *args: object, **kwargs: object) -> object:
    """Does the work of a pool process in a thread of this one."""
    return await asyncio.to_thread(work, *args, **kwargs)


@pytest.mark.parametrize("command", ["chat", "imagine"])
async def test_a_store_that_is_away_while_a_model_answers_costs_time_and_nothing_else(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    clock, disk = LeapClock(real_seconds=0.02), Disk(store, monkeypatch)
    # The start of a process takes real time, in which this clock would leap far ahead.
    monkeypatch.setattr(MediaProcesses, "run", in_thread)
    back_at = list[float]()

    def answer(asked: InferenceRequest) -> Answer:
        """Answers, and the disk fills up meanwhile."""
        back_at.append(clock.time + AWAY)
        disk.full = lambda: clock.time < back_at[0]
        return usual(asked)

    engine = ScriptedEngine(answer)
    bot = Bot(store, engine, clock)
    bot.start()
    await bot.accept(request("chat", message="hi") if command == "chat" else request("imagine", prompt="a fox"))
    await bot.wait_for("r1")
    job = await store.job("r1")
    assert job is not None
    assert (job.state, job.run, job.tries) == ("done", 1, 0)
    assert len(engine.asked) == 1
    assert isinstance(bot.platform.shown["r1"][-1], Done)
    assert back_at[0] <= clock.time < back_at[0] + 60, "settled within a minute of the return"
    (spend,) = await store.spends(None, 0)
    assert (spend.outcome, spend.units) == ("ok", 1)
    await bot.shut_down()


async def test_a_note_that_cannot_be_read_costs_no_answer(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(keys: object) -> None:
        raise StoreAway("store-failed")

    bot = Bot(store, ScriptedEngine(), LeapClock(), QuotaPolicy(user=parse_rates(["text_to_image=3/hour"])))
    bot.start()
    monkeypatch.setattr(store, "arrival_times", away)
    await bot.accept(request("imagine", prompt="a fox"))
    await bot.wait_for("r1")
    shown = bot.platform.shown["r1"]
    assert isinstance(shown[-1], Done)
    assert [event.notes for event in shown if isinstance(event, Facts)] == [()]
    await bot.shut_down()


@pytest.mark.parametrize("writes", [8, 12, 16, 20, 24, 40])
async def test_a_show_that_a_crash_interrupts_makes_only_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """`/perform` asks four times. A process dies before a write; at most what it was asking for is asked again."""
    store, clock, engine = await SqliteStore.open(tmp_path), LeapClock(), ScriptedEngine()
    first = Bot(store, engine, clock)
    first.start()
    disk = Disk(store, monkeypatch)
    disk.last = writes
    accepting = asyncio.create_task(first.accept(request("perform", subject="a fox")))
    async with asyncio.timeout(20):
        await disk.dead.wait()
    asked_before = len(engine.asked)
    later = await SqliteStore.open(tmp_path)
    # An ending and its buttons may be stored at the same time, by two transactions.
    await later._database.write(lambda transaction: transaction.execute("DELETE FROM stored_action").rowcount)
    second = Bot(later, engine, clock)
    second.start()
    await second.wait_for("r1")
    shown = second.platform.shown["r1"]
    assert [sum(isinstance(event, kind) for event in shown) for kind in (Picture, Recording, Done)] == [1, 1, 1]
    assert any(isinstance(event, TextReplace | TextDelta) and "painter" in event.text for event in shown)
    (offer,) = [event for event in shown if isinstance(event, Offer)]
    assert all([await later.stored_action(str(button.id)) for button in offer.actions])
    assert 4 <= len(engine.asked) <= 5
    assert len(engine.asked) - asked_before < 4
    await second.shut_down()
    await later.close()
    disk.buried.set()
    await asyncio.gather(accepting, return_exceptions=True)
    await first.shut_down()
    await store.close()
