"""The work of several processes that share a PostgreSQL: throughput, the way to another process, the cost of a job.

One process accepts and hands over, as a listener does; others claim and run, as `troubadour work` does. A job asks an
upstream that waits, or one that answers immediately. Beside it the same coroutine is called directly, as often at the
same time. Each worker gets the same number of jobs, so that the share of a job halves where twice as many workers do
twice as much. The way to another process stands beside a commit that tells another connection with NOTIFY. Everything
is on one machine, whose cores all processes and the database share. The database does not wait for a disk.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from statistics import median

from benchmarks.comparison import ROUNDS, Comparison, Pair, Scale, compared
from bot.event_loop import run_event_loop
from core.domain.clock import SystemClock
from core.domain.jobs import Job
from core.domain.request import Address, Caller, Place, Request
from core.jobs.lease import Lease
from core.jobs.shared_queue import SharedJobs
from core.store.postgres.database import PostgresDatabase
from core.store.postgres.store import PostgresStore
from tests.servers.postgres import PostgresServer, programs

WORKERS = (1, 2, 4)
SLOTS = 8
"""The jobs that a worker runs at the same time."""
TURNS_OF_A_SLOT = 4
"""The jobs that each slot runs, one after the other."""
TOGETHER = 16
"""The requests that are accepted at the same time."""
UPSTREAM_SECONDS = 0.5
ONE_BY_ONE = 10
"""The single jobs of a round."""
CROWD = 100
"""The jobs of a round that wait for nothing."""
WAIT_SECONDS = 30.0
PLATFORM = "bench"

_numbers = count()


def compare(_: Scale) -> Iterator[Comparison]:
    """Throughput with 1, 2 and 4 workers, then the way to a worker and the cost of jobs."""
    found = programs()
    if found is None:
        raise SystemExit("there is no PostgreSQL on this machine")
    server = PostgresServer(found)
    try:
        for workers in WORKERS:
            url = server.create_prepared("store", PostgresDatabase.open)
            yield from run_event_loop(_compare(url, workers))
    finally:
        server.close()


async def _compare(url: str, workers: int) -> list[Comparison]:
    jobs = TURNS_OF_A_SLOT * SLOTS * workers
    async with _Listener.open(url, workers) as listener:
        await listener.run_all(CROWD, 0.0)  # everything is connected afterwards
        turns = [
            (await listener.run_all(jobs, UPSTREAM_SECONDS), await _directly(jobs, workers * SLOTS))
            for _ in range(ROUNDS)
        ]
        subject = (
            f"the share of each of {jobs} jobs, {workers} workers of {SLOTS} slots, {UPSTREAM_SECONDS:g} s upstream"
        )
        found = [compared(subject, f"the coroutine, {workers * SLOTS} at the same time", turns, share=jobs)]
        if workers == 1:
            found += await _one_by_one(listener, url)
        return found


async def _one_by_one(listener: "_Listener", url: str) -> list[Comparison]:
    ways: list[Pair] = []
    wholes: list[Pair] = []
    crowds: list[Pair] = []
    for _ in range(ROUNDS):
        singles = [await listener.run_one() for _ in range(ONE_BY_ONE)]
        told = median(await asyncio.to_thread(_notifications, url))
        ways.append((median(way for way, _ in singles), told))
        wholes.append((median(whole for _, whole in singles), told))
        crowds.append((await listener.run_all(CROWD, 0.0) / CROWD, told))
    beside = "a commit that another connection hears of"
    return [
        compared("from the beginning of acceptance to the start on another process", beside, ways),
        compared("a job from its acceptance to its end, one by one", beside, wholes),
        compared(f"the share of each of {CROWD} jobs that wait for nothing, 1 worker", beside, crowds),
    ]


def _notifications(url: str) -> list[float]:
    """The seconds of some commits of a row, until another connection is told of each."""
    import psycopg

    took = []
    with psycopg.connect(url, autocommit=True) as told, psycopg.connect(url) as telling:
        told.execute("LISTEN benchmark")
        telling.execute("CREATE TABLE IF NOT EXISTS benchmark (number BIGINT)")
        telling.commit()
        for number in range(ONE_BY_ONE):
            start = time.perf_counter()
            telling.execute("INSERT INTO benchmark VALUES (%s)", (number,))
            telling.execute("NOTIFY benchmark")
            telling.commit()
            next(told.notifies(timeout=10.0, stop_after=1))
            took.append(time.perf_counter() - start)
    return took


async def _ask(seconds: float) -> None:
    """The upstream."""
    await asyncio.sleep(seconds)


async def _directly(jobs: int, together: int) -> float:
    slots = asyncio.Semaphore(together)

    async def ask() -> None:
        async with slots:
            await _ask(UPSTREAM_SECONDS)

    start = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(jobs)))
    return time.perf_counter() - start


class _Listener:
    """The process that accepts, and the processes that work."""

    def __init__(self, store: PostgresStore, jobs: SharedJobs) -> None:
        self._store = store
        self._jobs = jobs
        self._began: dict[str, float] = {}
        self._ended: dict[str, asyncio.Event] = {}
        self._doors = asyncio.Semaphore(TOGETHER)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, workers: int) -> AsyncIterator["_Listener"]:
        async with AsyncExitStack() as stack:
            store = await PostgresStore.open(url)
            stack.push_async_callback(store.close)
            jobs = SharedJobs(store, _run_nothing, SystemClock(), url, [PLATFORM], takes_jobs=False)
            await stack.enter_async_context(jobs)
            listener = cls(store, jobs)
            for _ in range(workers):
                await stack.enter_async_context(listener._worker(url))
            yield listener

    async def run_all(self, jobs: int, upstream_seconds: float) -> float:
        """The seconds for many jobs together."""
        start = time.perf_counter()
        await asyncio.gather(*(self._run(f"{upstream_seconds}-{next(_numbers)}") for _ in range(jobs)))
        return time.perf_counter() - start

    async def run_one(self) -> tuple[float, float]:
        """The seconds from its acceptance to its start, and to its end, of a job that waits for nothing."""
        id, accepted, start = f"0-{next(_numbers)}", time.time(), time.perf_counter()
        await self._run(id)
        return self._began[id] - accepted, time.perf_counter() - start

    async def _run(self, id: str) -> None:
        ended = self._ended[id] = asyncio.Event()
        async with self._doors:
            assert await self._store.accept(_request(id), [], time.time())
            await self._store.release_job(id)
            await self._jobs.submit(id)
        await asyncio.wait_for(ended.wait(), WAIT_SECONDS)

    @asynccontextmanager
    async def _worker(self, url: str) -> AsyncIterator[None]:
        command = (sys.executable, "-m", "benchmarks.working", url)
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        await process.stdout.readline()
        following = asyncio.create_task(self._follow(process.stdout))
        try:
            yield
        finally:
            process.kill()
            await process.wait()
            await following

    async def _follow(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            id, began = line.decode().split()
            assert id not in self._began, f"{id} ran twice"
            self._began[id] = float(began)
            self._ended[id].set()


def _request(id: str) -> Request:
    return Request(
        id=id,
        command="imagine",
        caller=Caller(platform=PLATFORM, tenant="home", user="ann", name="Ann", admin=False),
        place=Place(platform=PLATFORM, tenant="home", channel="general"),
        address=Address(platform=PLATFORM),
    )


async def _run_nothing(job: Job, stop: asyncio.Event, lease: Lease) -> None:
    """Runs no job: a listener takes none."""


async def _work(url: str) -> None:
    """A worker: runs jobs until it is killed, and tells of each when it began, once it has ended."""
    store = await PostgresStore.open(url)

    async def run(job: Job, _: asyncio.Event, lease: Lease) -> None:
        began = time.time()
        await _ask(float(job.id.partition("-")[0]))
        await store.finish_job(job.id, "done", time.time(), run=job.run)
        lease.given_back = True
        print(job.id, began, flush=True)

    async with SharedJobs(store, run, SystemClock(), url, [PLATFORM], slots=SLOTS) as jobs:
        print("ready", flush=True)
        await jobs.run_worker()


def main(arguments: Sequence[str]) -> None:
    """Runs one worker on the database whose address is given."""
    run_event_loop(_work(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
