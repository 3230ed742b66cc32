"""Leases of running jobs, seen from the process that holds them, and suspects after a crash."""

import asyncio
from typing import Any, cast

import pytest

from core.domain.errors import RunOver
from core.domain.jobs import LEASE_SECONDS, Job
from core.domain.operating_limits import OperatingLimits
from core.jobs.lease import Lease
from core.jobs.queue import LocalJobs
from core.store.ports.inbox import Inbox
from core.store.ports.store import Store
from core.store.sqlite.store import SqliteStore
from tests.core.jobs.test_unfinished_runs import LeapClock
from tests.core.recording_platform import request


class Seconds:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_request_begins_only_before_the_local_end_of_the_lease() -> None:
    seconds = Seconds()
    lease = Lease(seconds.now, seconds)
    await lease.hold()
    seconds.now += LEASE_SECONDS
    assert not lease.held
    waiting = asyncio.create_task(lease.hold())
    await asyncio.sleep(0)
    lease.renew(seconds.now - LEASE_SECONDS)  # a renewal that was sent too long ago
    await asyncio.sleep(0)
    assert not waiting.done()
    lease.renew(seconds.now - LEASE_SECONDS + 0.1)
    await waiting
    assert lease.held


async def test_a_lost_lease_ends_whoever_waits_for_it() -> None:
    seconds = Seconds()
    lease = Lease(seconds.now - LEASE_SECONDS, seconds)
    waiting = asyncio.create_task(lease.hold())
    await asyncio.sleep(0)
    lease.lose()
    with pytest.raises(RunOver):
        await waiting
    lease.renew(seconds.now)
    assert not lease.held


class MortalInbox:
    """The inbox as one process sees it. After its death nothing of it is written."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.dead = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def put_back_job(self, id: str, run: int, at: float, *, seconds: float = 0.0, failed: bool) -> bool:
        return not self.dead and await self._store.put_back_job(id, run, at, seconds=seconds, failed=failed)


class Worker:
    """A process that dies when it runs the job `killer`. The other jobs of its first life wait for that."""

    def __init__(self, store: Store, clock: LeapClock, *, first: bool) -> None:
        self.store = store
        self.clock = clock
        self.inbox = MortalInbox(store)
        self.running: set[str] = set()
        self.most = 0
        self.crashed = asyncio.Event()
        self.first = first
        self.jobs = LocalJobs(cast("Inbox", self.inbox), self.run, clock, slots=10)

    async def run(self, job: Job, stop: asyncio.Event, lease: Lease) -> None:
        if job.crashes >= OperatingLimits().crashes:
            await self.store.finish_job(job.id, "failed", self.clock.now(), run=job.run)
            return
        self.running.add(job.id)
        self.most = max(self.most, len(self.running))
        if job.id == "killer":
            self.inbox.dead = True
            self.crashed.set()
            await asyncio.Event().wait()
        if self.first:
            await asyncio.Event().wait()
        await self.clock.sleep(1)
        self.running.discard(job.id)
        await self.store.finish_job(job.id, "done", self.clock.now(), run=job.run)

    async def live(self) -> None:
        """Runs until it crashes or has nothing to do."""
        working = asyncio.create_task(self.jobs.run_worker())
        async with asyncio.timeout(20):
            while not self.crashed.is_set() and await self.store.unfinished_jobs():
                await asyncio.sleep(0.002)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def test_a_job_that_kills_takes_no_innocent_ones_with_it(store: SqliteStore) -> None:
    clock, innocent = LeapClock(), [f"r{number}" for number in range(6)]
    for id in (*innocent, "killer"):
        await store.accept(request("greet", id), [], clock.now())
    first = Worker(store, clock, first=True)
    await first.live()
    assert first.most == 7, "all were running when it died"
    await store.accept(request("greet", "new"), [], clock.now())
    lives = 1
    while await store.unfinished_jobs():
        worker = Worker(store, clock, first=False)
        await worker.live()
        lives += 1
        assert worker.most <= 2, "one suspect at a time, beside the new job"
    jobs = {id: await store.job(id) for id in (*innocent, "killer", "new")}
    assert {id: (job.state, job.crashes) for id, job in jobs.items() if job} == {
        **dict.fromkeys(innocent, ("done", 1)),
        "killer": ("failed", OperatingLimits().crashes),
        "new": ("done", 0),
    }
    assert lives == OperatingLimits().crashes + 1


async def test_a_run_whose_lease_was_lost_is_cut_off_silently(store: SqliteStore) -> None:
    clock, ended = LeapClock(), list[str]()
    began = asyncio.Event()

    async def run(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(f"{job.id} {'lost' if lease.lost else 'held'}")

    jobs = LocalJobs(store, run, clock)
    await store.accept(request("greet"), [], clock.now())
    working = asyncio.create_task(jobs.run_worker())
    await began.wait()
    while await store.claim_job("r1", "other", clock.now() + 2 * LEASE_SECONDS) is None:
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        while not ended:
            await asyncio.sleep(0.001)
    assert ended == ["r1 lost"]
    job = await store.job("r1")
    assert job is not None
    assert (job.run, job.owner, job.tries) == (2, "other", 0)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def test_a_run_that_has_ended_its_job_is_not_cut_off_while_it_closes(store: SqliteStore) -> None:
    clock, closing, closed = LeapClock(), asyncio.Event(), asyncio.Event()

    async def run(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        await store.finish_job(job.id, "done", clock.now(), run=job.run)
        lease.given_back = True
        await closing.wait()
        closed.set()

    jobs = LocalJobs(store, run, clock)
    await store.accept(request("greet"), [], clock.now())
    working = asyncio.create_task(jobs.run_worker())
    async with asyncio.timeout(20):
        while clock.time < 1_000_000 + 3 * LEASE_SECONDS:
            await asyncio.sleep(0.001)
        closing.set()
        await closed.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
