"""Jobs whose run does not come to its end: each ends in one answer or one failure, without a restart.

A restart is needed only where the process died. Waiting takes no time here: a sleep advances the clock.
"""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.errors import StoreAway
from core.domain.events import Done, Event, Failure, Stopped, TextDelta
from core.domain.jobs import ACKNOWLEDGE_SECONDS, Job
from core.domain.operating_limits import OperatingLimits
from core.domain.sentences import Sentence
from core.i18n.rendering import render
from core.jobs import worker
from core.jobs.runner import PLATFORM_SECONDS
from core.jobs.verdicts import Accepted
from core.jobs.worker import SWEEP_SECONDS
from core.platform import Renderer
from core.store.ports.store import Store
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly
from tests.core.recording_platform import RecordingPlatform, request

LIMITS = OperatingLimits()
LONG = 400.0


class LeapClock:
    """A clock that moves only while somebody sleeps, which takes `real_seconds`, so that other work goes on."""

    def __init__(self, real_seconds: float = 0.001) -> None:
        self.time = 1_000_000.0
        self._real_seconds = real_seconds

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        until = self.time + seconds
        await asyncio.sleep(self._real_seconds)
        self.time = max(self.time, until)


class Disk:
    """The disk under a store. It may be full, or its process may die before a write."""

    def __init__(self, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full: Callable[[], bool] = lambda: False
        self.writes = 0
        self.last: int | None = None
        self.dead = asyncio.Event()
        self.buried = asyncio.Event()
        for name in ("write", "write_together"):
            monkeypatch.setattr(store._database, name, partial(self.write, getattr(store._database, name)))

    async def write(self, write: Callable[..., Awaitable[Any]], *work: Any, **how: Any) -> Any:
        if "renew_leases" in work[0].__qualname__ and not self.dead.is_set():  # they come with time, not with the job
            return await write(*work, **how)
        if self.writes == self.last:
            self.dead.set()
            await self.buried.wait()
            raise StoreAway("store-failed")
        self.writes += 1
        if self.full():
            raise StoreAway("store-full")
        return await write(*work, **how)


class FragilePlatform(RecordingPlatform):
    """A platform whose replies need the store, and whose next replies may not open."""

    def __init__(self, store: Store, clock: LeapClock) -> None:
        super().__init__()
        self.store = store
        self.clock = clock
        self.opened_at: list[float] = []
        self.refusals = 0
        self.refuses_notices = False
        self.notices: list[tuple[str, Sentence]] = []

    async def open(self, job: Job, store: Store) -> Renderer:
        opened = await super().open(job, store)
        self.opened_at.append(self.clock.now())
        if self.refusals > 0:
            self.refusals -= 1
            raise ConnectionError("the reply cannot be opened")
        return FragileRenderer(store, opened, job)

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        if self.refuses_notices:
            raise ConnectionError("the notice cannot be sent")
        self.notices.append((job.id, sentence))


class FragileRenderer:
    """Saves a receipt before each event."""

    def __init__(self, store: Store, renderer: Renderer, job: Job) -> None:
        self._store = store
        self._renderer = renderer
        self._job = job.id

    async def render(self, event: Event) -> None:
        await self._store.save_receipt(self._job, {"event": type(event).__name__})
        await self._renderer.render(event)

    async def close(self) -> None:
        await self._renderer.close()


class NoOptions(CommandOptions):
    pass


@command("greet", summary="Says hello")
async def greet(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    yield TextDelta(part="answer", text="hello")


@command("usurp", summary="Is claimed by another process meanwhile")
async def usurp(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
    assert isinstance(context.store, SqliteStore)
    change = "UPDATE job SET run = run + 1, owner = 'other', lease_until = 1e12"
    await context.store._database.write(lambda connection: connection.execute(change).rowcount)
    yield TextDelta(part="answer", text="late")


class Process(Assembly):
    """One process over a store, with a platform that outlives it."""

    def __init__(self, store: SqliteStore, clock: LeapClock, platform: FragilePlatform | None = None) -> None:
        super().__init__(store, [greet, usurp], clock=clock)
        self.leaping = clock
        self.platform = platform or FragilePlatform(store, clock)
        self.platforms["test"] = self.platform

    async def ended(self, id: str = "r1") -> Job:
        """The job, once it has ended."""
        await self.wait_for(id)
        job = await self.store.job(id)
        assert job is not None
        return job

    async def passes(self, seconds: float) -> None:
        """Waits until this time has passed."""
        until = self.leaping.time + seconds
        async with asyncio.timeout(20):
            while self.leaping.time < until:
                await asyncio.sleep(0.001)

    async def change(self, statement: str, *values: object) -> None:
        """Changes the stored jobs behind the back of the core."""
        await self.store._database.write(lambda connection: connection.execute(statement, values).rowcount)


@pytest.fixture
async def process(store: SqliteStore) -> AsyncIterator[Process]:
    process = Process(store, LeapClock())
    process.start()
    yield process
    await process.shut_down()


def answered(platform: RecordingPlatform, id: str = "r1") -> bool:
    """True if the last reply is the whole answer."""
    return platform.shown[id] == [TextDelta(part="answer", text="hello"), Done()]


async def test_a_reply_that_does_not_open_once_is_opened_later(process: Process) -> None:
    process.platform.refusals = 1
    await process.accept(request("greet"))
    job = await process.ended()
    assert (job.state, job.run, job.tries, job.crashes) == ("done", 2, 1, 0)
    assert answered(process.platform)
    assert process.platform.notices == []


async def test_a_reply_that_never_opens_ends_in_one_plain_notice(process: Process) -> None:
    process.platform.refusals = 10**6
    await process.accept(request("greet"))
    job = await process.ended()
    assert (job.state, job.tries) == ("failed", LIMITS.tries)
    assert len(process.platform.openings) == LIMITS.tries + 1, "the last time only to show the failure"
    ((told, notice),) = process.platform.notices
    sentence = notice.values["failure"]
    assert isinstance(sentence, Sentence)
    assert (told, sentence.id, sentence.values["count"]) == ("r1", "tried-too-often", LIMITS.tries)
    assert render(notice).endswith("Request id: r1")
    await process.passes(LONG)
    assert len(process.platform.notices) == 1


async def test_each_wait_is_twice_as_long_as_the_one_before_up_to_a_limit(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BACK_OFF_SECONDS", 100.0)
    monkeypatch.setattr(worker, "LONGEST_BACK_OFF_SECONDS", 250.0)
    process.platform.refusals = 10**6
    await process.accept(request("greet"))
    await process.ended()
    times = process.platform.opened_at
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert len(waits) == LIMITS.tries
    assert waits[0] >= 100
    assert waits[1] >= 200
    assert 250 <= waits[2] < 400


async def test_a_reply_that_opens_in_the_end_shows_the_failure_itself(process: Process) -> None:
    process.platform.refusals = LIMITS.tries
    await process.accept(request("greet"))
    assert (await process.ended()).state == "failed"
    (failure,) = process.platform.shown["r1"]
    assert isinstance(failure, Failure)
    assert (failure.error.sentence.id, failure.error.id) == ("tried-too-often", "r1")
    assert process.platform.notices == []


async def test_a_failure_that_nobody_can_be_told_is_logged_and_ends_the_job(
    process: Process, caplog: pytest.LogCaptureFixture
) -> None:
    process.platform.refusals = 10**6
    process.platform.refuses_notices = True
    await process.accept(request("greet"))
    assert (await process.ended()).state == "failed"
    assert "nobody can be told that job r1 has failed" in caplog.text


@pytest.mark.parametrize("good_writes", range(5))
async def test_a_full_disk_delays_the_answer(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, good_writes: int
) -> None:
    """The disk fills up before the release, the claim, each receipt or the ending, and has space again later."""
    disk, process = Disk(store, monkeypatch), Process(store, LeapClock())
    process.start()
    await process.passes(2 * SWEEP_SECONDS)
    assert isinstance(await process.dispatcher.accept(request("greet")), Accepted)
    full_from, full_until = disk.writes + good_writes, process.leaping.time + LONG
    disk.full = lambda: disk.writes > full_from and process.leaping.time < full_until
    await process.dispatcher.release("r1")
    job = await process.ended()
    assert process.leaping.time >= full_until
    assert job.state == "done"
    assert job.tries <= 1, "nothing is tried while nothing can be claimed"
    assert answered(process.platform)
    await process.shut_down()


@pytest.mark.parametrize("good_writes", range(5))
async def test_one_write_that_fails_is_done_again_and_costs_no_run(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, good_writes: int
) -> None:
    disk, process = Disk(store, monkeypatch), Process(store, LeapClock())
    process.start()
    await process.passes(2 * SWEEP_SECONDS)
    assert isinstance(await process.dispatcher.accept(request("greet")), Accepted)
    failing = disk.writes + good_writes + 1
    disk.full = lambda: disk.writes == failing
    await process.dispatcher.release("r1")
    job = await process.ended()
    assert (job.state, job.tries, job.crashes) == ("done", 0, 0)
    assert answered(process.platform)
    await process.shut_down()


async def test_a_run_that_was_overtaken_ends_silently(process: Process) -> None:
    await process.accept(request("usurp"))
    async with asyncio.timeout(20):
        while (job := await process.store.job("r1")) is None or job.run == 1 or process.platform.closed == []:
            await asyncio.sleep(0.001)
    assert (job.state, job.run, job.tries) == ("running", 2, 0)
    assert process.platform.shown["r1"] == [], "what came after the other claim is not shown"
    assert await process.store.receipt("r1") == {}


async def test_a_damaged_row_ends_that_job_alone(process: Process, caplog: pytest.LogCaptureFixture) -> None:
    await process.dispatcher.accept(request("greet", "damaged"))
    await process.change("UPDATE job SET request = '{' WHERE id = 'damaged'")
    await process.accept(request("greet", "whole"))
    assert (await process.ended("whole")).state == "done"
    async with asyncio.timeout(20):
        while "damaged" in await process.store.unfinished_jobs():
            await asyncio.sleep(0.002)
    assert "the stored form of job damaged is damaged" in caplog.text
    (failure,) = process.platform.shown["damaged"]
    assert isinstance(failure, Failure)
    assert failure.error.sentence.id == "request-damaged"
    assert answered(process.platform, "whole")


async def test_a_damaged_row_does_not_prevent_a_start(store: SqliteStore) -> None:
    before = Process(store, LeapClock())
    for id in ("damaged", "whole"):
        await before.accept(request("greet", id))
    await before.change("UPDATE job SET request = '{' WHERE id = 'damaged'")
    after = Process(store, before.leaping)
    after.start()
    assert (await after.ended("whole")).state == "done"
    await after.shut_down()


async def test_a_job_waits_for_its_acknowledgement_but_not_for_ever(process: Process) -> None:
    accepted_at = process.leaping.now()
    assert isinstance(await process.dispatcher.accept(request("greet")), Accepted)
    assert await process.store.due_jobs("", accepted_at + ACKNOWLEDGE_SECONDS - 0.1) == []
    job = await process.ended()
    assert job.state == "done"
    (opened_at,) = process.platform.opened_at
    assert opened_at - job.accepted_at < 10 * ACKNOWLEDGE_SECONDS
    assert answered(process.platform)


async def test_a_released_job_whose_hand_over_was_lost_is_found(process: Process) -> None:
    await process.dispatcher.accept(request("greet"))
    await process.store.release_job("r1")
    assert (await process.ended()).state == "done"
    assert answered(process.platform)


async def test_a_stop_does_not_wait_for_the_next_run(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BACK_OFF_SECONDS", 3000)
    monkeypatch.setattr(worker, "LONGEST_BACK_OFF_SECONDS", 3000)
    process.platform.refusals = 1
    await process.accept(request("greet"))
    async with asyncio.timeout(20):
        while (job := await process.store.job("r1")) is None or job.tries == 0:
            await asyncio.sleep(0)
    await process.jobs.request_stop("r1", "Ann")
    await process.ended()
    assert process.platform.shown["r1"] == [Stopped(by="Ann")]
    first, second = process.platform.opened_at
    assert second - first < 1000


async def test_a_job_that_always_takes_the_process_down_ends_by_ever_plainer_means(store: SqliteStore) -> None:
    process = Process(store, LeapClock())
    for place, crashes in enumerate((LIMITS.crashes, LIMITS.crashes + 1, LIMITS.crashes + 2)):
        await process.accept(request("greet", f"r{place}"))
        await process.change("UPDATE job SET crashes = ? WHERE id = ?", crashes, f"r{place}")
    process.start()
    for place in range(3):
        assert (await process.ended(f"r{place}")).state == "failed"
    assert process.platform.openings == ["r0"], "opening the second may be what takes the process down"
    assert [id for id, _ in process.platform.notices] == ["r1"]
    await process.shut_down()


async def test_a_job_of_a_missing_adapter_is_not_counted_and_runs_at_the_next_start(store: SqliteStore) -> None:
    without = Process(store, LeapClock())
    without.platforms.clear()
    without.start()
    await without.accept(request("greet"))
    await without.passes(LONG)
    await without.shut_down()
    process = Process(store, without.leaping)
    began = process.leaping.time
    process.start()
    job = await process.ended()
    assert (job.state, job.tries, job.crashes) == ("done", 0, 0)
    assert process.platform.opened_at[0] - began < PLATFORM_SECONDS / 2
    await process.shut_down()


async def test_a_process_that_dies_at_any_write_leaves_one_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = 0
    while await _dies_before(died, Path(tempfile.mkdtemp(dir=tmp_path)), monkeypatch):
        died += 1
    assert died >= 6, "acceptance, claim, two receipts, the stored ending, the end"


async def _dies_before(write: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Lets a process die before a write and another continue; False if it came to its end before."""
    store = await SqliteStore.open(folder)
    first = Process(store, LeapClock())
    first.start()
    await first.passes(2 * SWEEP_SECONDS)
    disk = Disk(store, monkeypatch)
    disk.last = write
    accepting = asyncio.create_task(first.accept(request("greet")))
    dying = asyncio.create_task(disk.dead.wait())
    ending = asyncio.create_task(_finished(store))
    await asyncio.wait({dying, ending}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
    for task in (dying, ending):
        task.cancel()
    later = await SqliteStore.open(folder)
    platform = FragilePlatform(later, first.leaping)
    platform.shown = first.platform.shown
    second = Process(later, first.leaping, platform)
    second.start()
    accepted = await later.job("r1")
    if accepted is not None:
        job = await second.ended()
        assert job.state == "done"
        assert job.crashes == (1 if write in (2, 3, 4, 5) else 0)
        assert job.tries == 0
        assert answered(platform)
    assert (accepted is None) == (write == 0), "nothing is owed for what was not accepted"
    await second.shut_down()
    await later.close()
    disk.buried.set()
    await asyncio.gather(accepting, return_exceptions=True)
    await first.shut_down()
    await store.close()
    return disk.dead.is_set()


async def _finished(store: SqliteStore) -> None:
    while (job := await store.job("r1")) is None or not job.ended:
        await asyncio.sleep(0.002)
