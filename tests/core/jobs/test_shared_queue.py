"""The queue that processes share: what it carries, what it leaves alone, and what it does once for all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

import pytest

from core.domain.clock import SystemClock
from core.domain.jobs import Job
from core.jobs.lease import Lease
from core.jobs.shared_queue import PeriodicTask, SharedJobs
from core.store.postgres.store import PostgresStore
from tests.core.recording_platform import request
from tests.servers.postgres import PostgresServer
from tests.servers.tcp_proxy import TcpProxy

SECONDS = 60


class Process:
    """One of the processes on a database: its store, its queue, and the jobs that it ran."""

    def __init__(
        self, store: PostgresStore, url: str, *, slots: int, takes_jobs: bool, platforms: Sequence[str]
    ) -> None:
        self.store = store
        self.jobs = SharedJobs(
            store,
            self._run,
            SystemClock(),
            url,
            platforms,
            slots=slots,
            takes_jobs=takes_jobs,
        )
        self.began: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def _run(self, job: Job, stop: asyncio.Event, lease: Lease) -> None:
        if job.stop_by is None:
            self.began.append(job.id)
            waiting = [asyncio.ensure_future(each.wait()) for each in (self.gate, stop)]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()
        await self.store.finish_job(job.id, "stopped" if stop.is_set() or job.stop_by else "done", 1.0, run=job.run)

    async def accept(self, *ids: str, hand_over: bool = True) -> None:
        """Accepts jobs, and hands them over as after their acknowledgements."""
        for id in ids:
            assert await self.store.accept(request("greet", id), [], 1.0)
            if hand_over:
                await self.jobs.submit(id)


@asynccontextmanager
async def process(
    url: str,
    *,
    slots: int = 10,
    takes_jobs: bool = True,
    works: bool = True,
    platforms: Sequence[str] = (request("greet").address.platform,),
) -> AsyncIterator[Process]:
    """A process that works until the end."""
    store = await PostgresStore.open(url)
    one = Process(store, url, slots=slots, takes_jobs=takes_jobs, platforms=platforms)
    async with AsyncExitStack() as closing:
        closing.push_async_callback(store.close)
        await closing.enter_async_context(one.jobs)
        working = asyncio.create_task(one.jobs.run_worker()) if works else None
        try:
            yield one
        finally:
            if working is not None:
                working.cancel()
                async with asyncio.timeout(SECONDS):
                    await asyncio.gather(working, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    """Waits for a condition."""
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


async def ended(store: PostgresStore, *ids: str) -> dict[str, str]:
    """Waits until jobs have ended; returns their states."""
    async with asyncio.timeout(SECONDS):
        while True:
            jobs = [await store.job(id) for id in ids]
            if all(job is not None and job.ended for job in jobs):
                return {job.id: job.state for job in jobs if job is not None}
            await asyncio.sleep(0.01)


async def test_jobs_of_a_listener_run_once_on_the_workers(store_url: str, postgres: PostgresServer) -> None:
    ids = [f"job {number}" for number in range(20)]
    async with (
        process(store_url, takes_jobs=False) as listener,
        process(store_url, slots=5) as first,
        process(store_url, slots=5) as second,
    ):
        await listener.accept(*ids)
        for id in ids[:5]:
            await second.jobs.submit(id)
        assert await ended(listener.store, *ids) == dict.fromkeys(ids, "done")
        assert sorted(first.began + second.began) == sorted(ids)
        assert first.began
        assert second.began
        assert listener.began == []
        async with asyncio.timeout(SECONDS):
            while postgres.execute(
                "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'run'", store_url.rpartition("/")[2]
            ):
                await asyncio.sleep(0.01)


async def test_a_process_leaves_alone_jobs_of_platforms_that_it_does_not_have(store_url: str) -> None:
    async with process(store_url, platforms=["elsewhere"]) as other, process(store_url, works=False) as listener:
        await listener.accept("first", "second")
        assert await listener.jobs.request_stop("second", "Ada")
        await other.accept("third", hand_over=False)
        await other.jobs.sweep()
        async with process(store_url) as worker:
            states = await ended(listener.store, "first", "second", "third")
            assert states == {"first": "done", "second": "stopped", "third": "done"}
            assert other.began == []
            assert sorted(worker.began) == ["first", "third"]


async def test_a_job_that_was_never_handed_over_is_found(store_url: str) -> None:
    async with process(store_url, works=False) as lost, process(store_url) as worker:
        await lost.accept("forgotten", hand_over=False)
        assert await ended(worker.store, "forgotten") == {"forgotten": "done"}


async def test_a_stop_from_elsewhere_reaches_running_and_waiting_jobs(store_url: str) -> None:
    async with process(store_url, takes_jobs=False) as listener, process(store_url, slots=1) as worker:
        worker.gate.clear()
        await listener.accept("running", "waiting")
        await until(lambda: bool(worker.began))
        running = worker.began[0]
        waiting = "waiting" if running == "running" else "running"
        assert await listener.jobs.request_stop(waiting, "Ada")
        assert await ended(listener.store, waiting) == {waiting: "stopped"}
        assert worker.began == [running]
        assert await listener.jobs.request_stop(running, "Ada")
        assert await ended(listener.store, running) == {running: "stopped"}
        assert not await listener.jobs.request_stop(running, "Ada")


async def test_a_process_that_closes_ends_what_runs_and_leaves_the_rest_to_others(store_url: str) -> None:
    async with process(store_url, slots=1) as old:
        old.gate.clear()
        await old.accept("first", "second")
        await until(lambda: bool(old.began))
        assert not await old.jobs.leave(), "nobody else is there"
        async with process(store_url) as new:
            rest = {"first", "second"} - set(old.began)
            await ended(new.store, *rest)
            assert set(new.began) == rest
            assert old.jobs.running == 1
            old.gate.set()
            assert await ended(new.store, *old.began) == {old.began[0]: "done"}


async def test_a_process_that_leaves_knows_if_others_take_jobs_of_all_its_platforms(store_url: str) -> None:
    here = request("greet").address.platform
    both = [here, "elsewhere"]

    async def takers(count: int) -> None:
        async with asyncio.timeout(SECONDS):
            while True:
                found = await first.store.renew_all_leases("takes jobs/", "nobody", 1.0, 20.0)
                if sum(bool(lease.owner) for lease in found.values()) == count:
                    return
                await asyncio.sleep(0.01)

    async with (
        process(store_url, takes_jobs=False, platforms=both) as listener,
        process(store_url, platforms=both) as first,
    ):
        await takers(1)
        async with process(store_url, platforms=[here]) as second:
            await takers(2)
            assert await listener.jobs.leave()
            assert await second.jobs.leave()
            assert not await first.jobs.leave(), "the other one has left, too"
    async with process(store_url, platforms=both) as first, process(store_url, platforms=[here]):
        await takers(2)
        assert not await first.jobs.leave(), "nobody takes those of the second platform"


async def test_a_process_ends_while_the_database_is_out_of_reach(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last words of procrastinate's worker fail then, and must not take the place of the cancellation."""
    monkeypatch.setattr("core.jobs.shared_queue.CONNECT_SECONDS", 1.0)
    asked = urlsplit(store_url)
    async with TcpProxy(asked.port or 0) as road:
        far = asked._replace(netloc=asked.netloc.replace(str(asked.port), str(road.port))).geturl()
        async with process(far) as worker:
            await worker.accept("first")
            assert await ended(worker.store, "first") == {"first": "done"}
            await road.cut()
            await until(lambda: road.refused > 3)


async def test_a_restart_of_the_database_ends_no_run_and_fetching_goes_on(
    store_url: str, postgres: PostgresServer
) -> None:
    async with process(store_url) as worker:
        worker.gate.clear()
        await worker.accept("before")
        await until(lambda: bool(worker.began))
        await asyncio.to_thread(postgres.restart)
        worker.gate.set()
        assert await ended(worker.store, "before") == {"before": "done"}
        await worker.accept("after")
        assert await ended(worker.store, "after") == {"after": "done"}
        assert worker.began == ["before", "after"]


async def test_periodic_work_is_done_once_for_all_processes(store_url: str) -> None:
    done: list[int] = []

    def often(number: int) -> PeriodicTask:
        async def note() -> None:
            done.append(number)
            if len(done) == 2:
                raise ValueError("out of order")

        return PeriodicTask(name="note", cron="* * * * * *", run=note)

    async with process(store_url, works=False) as first, process(store_url, works=False, takes_jobs=False) as second:
        for number, each in enumerate((first, second)):
            each.jobs.add_periodic(often(number))
        async with asyncio.TaskGroup() as group:
            working = [group.create_task(each.jobs.run_worker()) for each in (first, second)]
            loop = asyncio.get_running_loop()
            began = loop.time()
            await until(lambda: len(done) >= 4)
            assert len(done) <= loop.time() - began + 2
            for task in working:
                task.cancel()


async def test_rows_of_processes_that_died_are_deleted(store_url: str, postgres: PostgresServer) -> None:
    database = store_url.rpartition("/")[2]
    async with process(store_url, works=False) as worker:
        await worker.accept("left", hand_over=True)
        postgres.execute("UPDATE procrastinate_jobs SET status = 'doing'", database)
        await worker.jobs.delete_leavings()
        assert postgres.execute("SELECT 1 FROM procrastinate_jobs", database) == []


async def test_a_hand_over_that_fails_is_made_up_for(store_url: str, postgres: PostgresServer) -> None:
    async with process(store_url, works=False) as listener:
        await listener.accept("late", hand_over=False)
        postgres.stop()
        try:
            await listener.jobs.submit("late")
        finally:
            postgres.start()
        async with process(store_url) as worker:
            assert await ended(worker.store, "late") == {"late": "done"}
