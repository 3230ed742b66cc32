"""Stops that another process has requested."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.domain.jobs import Job
from core.jobs.lease import Lease
from core.jobs.queue import LocalJobs
from core.store.sqlite.store import SqliteStore
from tests.core.jobs.test_unfinished_runs import LeapClock
from tests.core.recording_platform import request


class StandingClock(LeapClock):
    """A clock that stands still: nobody wakes by time."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


@contextmanager
def deaf() -> Iterator[asyncio.Event]:
    """Listens to nothing, as behind a pooler."""
    yield asyncio.Event()


@pytest.mark.parametrize("hears", [True, False])
async def test_a_stop_reaches_the_process_that_runs_the_job(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, hears: bool
) -> None:
    """By a wake-up, or else by the next sweep."""
    if not hears:
        monkeypatch.setattr(store, "listen_for_stops", deaf)
    running = asyncio.Event()

    async def run(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        running.set()
        await stop.wait()
        await store.finish_job(job.id, "stopped", 1.0, run=job.run)

    async def never(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        raise AssertionError("the job runs elsewhere")

    clock = StandingClock() if hears else LeapClock()
    await store.accept(request("chat", "job"), [], clock.now())
    await store.release_job("job")
    here, there = LocalJobs(store, run, clock), LocalJobs(store, never, clock)
    working = asyncio.create_task(here.run_worker())
    async with asyncio.timeout(30):
        await running.wait()
        assert await there.request_stop("job", "Bo")
        while (job := await store.job("job")) and not job.ended:
            await asyncio.sleep(0.002)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert job is not None
    assert job.stop_by == "Bo"
