"""The time to accept a request, beside one commit of the same row to the same table of SQLite.

Both commit with `synchronous=FULL` to the same disk. The rest is validation, admission, and the way to the writing
thread and back.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from benchmarks.comparison import Comparison, Scale, compared
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.domain.clock import SystemClock
from core.domain.jobs import Job
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Address, Caller, Place, Request
from core.inference.prices import Prices
from core.jobs.admission import PolicyAdmission
from core.jobs.dispatcher import Accepted, Dispatcher
from core.jobs.lease import Lease
from core.jobs.queue import LocalJobs
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS
from core.store.sqlite.database import DATABASE
from core.store.sqlite.store import SqliteStore

ONE_BY_ONE = 100
TOGETHER = 64
ROW = (
    "INSERT INTO job (id, user_key, request, place_scope, accepted_at, runnable_at, payload_version) "
    "VALUES (?, ?, ?, ?, 1, 1, 1)"
)

_numbers = count()


def compare(scale: Scale) -> Iterator[Comparison]:
    """Requests one by one, then many together, whose commits the store groups."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_compare(Path(folder), scale))


async def _compare(folder: Path, scale: Scale) -> list[Comparison]:
    store = await SqliteStore.open(folder / "store")
    dispatcher = _dispatcher(store)
    singles: list[tuple[float, float]] = []
    crowds: list[tuple[float, float]] = []
    await (await SqliteStore.open(folder / "bare")).close()
    with closing(sqlite3.connect(folder / "bare" / DATABASE, isolation_level=None)) as bare:
        bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        for _ in range(scale.rounds + 1):
            singles.append((await _accept_each(dispatcher, ONE_BY_ONE), _insert_each(bare, ONE_BY_ONE)))
            crowds.append((await _accept_together(dispatcher, TOGETHER), _insert_each(bare, TOGETHER)))
    await store.close()
    return [
        compared("a request accepted", "one commit of its row", singles[1:], share=ONE_BY_ONE),
        compared(f"{TOGETHER} requests accepted together", f"{TOGETHER} commits of their rows", crowds[1:]),
    ]


def _dispatcher(store: SqliteStore) -> Dispatcher:
    async def run_job(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        """Does nothing: no worker runs."""

    clock = SystemClock()
    return Dispatcher(
        registry=Registry(BUILT_IN),
        store=store,
        jobs=LocalJobs(store, run_job, clock),
        admission=PolicyAdmission(Policies(NO_LIMITS, store, clock), Prices()),
        platforms={},
        clock=clock,
        operating_limits=OperatingLimits(),
    )


def _request() -> Request:
    return Request(
        id=f"request-{next(_numbers)}",
        command="imagine",
        options={"prompt": "a red fox in the snow, at dusk", "seed": 7},
        caller=Caller(platform="bench", tenant="home", user="ann", name="Ann", admin=False),
        place=Place(platform="bench", tenant="home", channel="general"),
        address=Address(platform="bench"),
    )


def _requests(number: int) -> list[Request]:
    return [_request() for _ in range(number)]


async def _accept_each(dispatcher: Dispatcher, number: int) -> float:
    requests = _requests(number)
    start = time.perf_counter()
    for request in requests:
        assert isinstance(await dispatcher.accept(request), Accepted)
    return time.perf_counter() - start


async def _accept_together(dispatcher: Dispatcher, number: int) -> float:
    requests = _requests(number)
    start = time.perf_counter()
    verdicts = await asyncio.gather(*map(dispatcher.accept, requests))
    duration = time.perf_counter() - start
    assert all(isinstance(verdict, Accepted) for verdict in verdicts)
    return duration


def _insert_each(bare: sqlite3.Connection, number: int) -> float:
    rows = [(each.id, each.caller.key, each.model_dump_json(), each.place.scopes[-1]) for each in _requests(number)]
    start = time.perf_counter()
    for row in rows:
        bare.execute(ROW, row)
    return time.perf_counter() - start
