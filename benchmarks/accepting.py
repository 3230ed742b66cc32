"""The time to accept a request in SQLite, beside a bare transaction that writes the same rows.

Both commit with `synchronous=FULL` to the same disk. A request has rates of its person, its channel and its tenant, a
slot, and a share of the bot's budget. The bare transaction stops its event loop while it waits for the disk. Beside it
stands the same in a thread, since a bot may not do that. The first row has what the dispatcher does as well: it
validates the request, and finds out what it is charged to.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.accepted_requests import BUDGET, RATE, STATEMENTS, accept, new_requests, values_of
from benchmarks.comparison import Comparison, Scale, compared
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.domain.clock import SystemClock
from core.domain.jobs import Job
from core.domain.limits import ConcurrencyLimit
from core.domain.operating_limits import OperatingLimits
from core.domain.tasks import Task
from core.inference.prices import Prices
from core.jobs.admission import PolicyAdmission
from core.jobs.dispatcher import Dispatcher
from core.jobs.lease import Lease
from core.jobs.queue import LocalJobs
from core.jobs.verdicts import Accepted
from core.preferences.limit_policies import Policies
from core.quota.policy import QuotaPolicy
from core.store.sqlite.database import DATABASE
from core.store.sqlite.store import SqliteStore

ONE_BY_ONE = 100
TOGETHER = 64
HOME = "home"
RATES = {Task.TEXT_TO_IMAGE: (RATE,)}
POLICY = QuotaPolicy(
    user=RATES, channel=RATES, tenant=RATES, concurrency=ConcurrencyLimit(jobs=9), budgets={"bot": [BUDGET]}
)


def compare(scale: Scale) -> Iterator[Comparison]:
    """Requests one by one, then many together, whose commits the store groups."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_compare(Path(folder), scale))


async def _compare(folder: Path, scale: Scale) -> list[Comparison]:
    store = await SqliteStore.open(folder / "store")
    dispatcher = _dispatcher(store)
    await (await SqliteStore.open(folder / "bare")).close()
    with closing(sqlite3.connect(folder / "bare" / DATABASE, isolation_level=None, check_same_thread=False)) as bare:
        bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        rounds = [
            (
                await _decide_each(dispatcher),
                await _accept_each(store),
                _write_each(bare, ONE_BY_ONE),
                await _write_in_thread(bare),
                await _accept_together(store),
                _write_each(bare, TOGETHER),
            )
            for _ in range(scale.rounds + 1)
        ]
    await store.close()
    columns = list(zip(*rounds[1:], strict=True))

    def beside(subject: str, ours: int, baseline: str, bare: int, share: int = ONE_BY_ONE) -> Comparison:
        return compared(subject, baseline, list(zip(columns[ours], columns[bare], strict=True)), share=share)

    return [
        beside("a request accepted by the dispatcher", 0, "a transaction with the same rows", 2),
        beside("a request accepted by the store", 1, "a transaction with the same rows", 2),
        beside("a request accepted by the store", 1, "the same in a thread", 3),
        beside(f"{TOGETHER} requests accepted together", 4, f"{TOGETHER} transactions with the same rows", 5, 1),
    ]


def _dispatcher(store: SqliteStore) -> Dispatcher:
    async def run_job(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        """Does nothing: no worker runs."""

    clock = SystemClock()
    return Dispatcher(
        registry=Registry(BUILT_IN),
        store=store,
        jobs=LocalJobs(store, run_job, clock),
        admission=PolicyAdmission(Policies(POLICY, store, clock), Prices()),
        platforms={},
        clock=clock,
        operating_limits=OperatingLimits(),
    )


async def _decide_each(dispatcher: Dispatcher) -> float:
    requests = list(new_requests(ONE_BY_ONE, tenant=HOME))
    start = time.perf_counter()
    for request in requests:
        assert isinstance(await dispatcher.accept(request), Accepted)
    return time.perf_counter() - start


async def _accept_each(store: SqliteStore) -> float:
    return sum([await accept(store, request) for request in list(new_requests(ONE_BY_ONE, tenant=HOME))])


async def _accept_together(store: SqliteStore) -> float:
    requests = list(new_requests(TOGETHER, tenant=HOME))
    start = time.perf_counter()
    await asyncio.gather(*(accept(store, request) for request in requests))
    return time.perf_counter() - start


def _write_each(bare: sqlite3.Connection, number: int) -> float:
    rows = [values_of(request) for request in new_requests(number, tenant=HOME)]
    start = time.perf_counter()
    for row in rows:
        _write(bare, row)
    return time.perf_counter() - start


async def _write_in_thread(bare: sqlite3.Connection) -> float:
    rows = [values_of(request) for request in new_requests(ONE_BY_ONE, tenant=HOME)]
    start = time.perf_counter()
    for row in rows:
        await asyncio.to_thread(_write, bare, row)
    return time.perf_counter() - start


def _write(bare: sqlite3.Connection, row: dict[str, str]) -> None:
    bare.execute("BEGIN")
    for statement in STATEMENTS:
        bare.execute(statement, row)
    bare.execute("COMMIT")
