"""The time to accept a request with PostgreSQL, beside one bare transaction of the same rows.

The server is one of its own on this machine, and durable. Each request is charged to its person, channel and tenant
and to the bot's budget. Requests of many tenants share only that budget; those of one tenant share its limits, too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import count
from statistics import quantiles
from typing import Any

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Placeholder

from benchmarks.comparison import Comparison
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.domain.clock import SystemClock
from core.domain.jobs import Job
from core.domain.limits import ConcurrencyLimit
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Address, Caller, Place, Request
from core.inference.prices import Prices
from core.jobs.admission import PolicyAdmission
from core.jobs.dispatcher import Accepted, Dispatcher
from core.jobs.lease import Lease
from core.jobs.queue import LocalJobs
from core.preferences.limit_policies import Policies
from core.quota.place_rules import parse_budgets, parse_rates
from core.quota.policy import QuotaPolicy
from core.store.postgres.store import PostgresStore
from tests.servers.postgres import PostgresServer, programs

REQUESTS = 320
WARM_UP = 64
CONNECTIONS = (1, 32)
_RATES = parse_rates(("text_to_image=1000000/hour",))
_POLICY = QuotaPolicy(
    user=_RATES,
    channel=_RATES,
    tenant=_RATES,
    concurrency=ConcurrencyLimit(jobs=100),
    budgets={"bot": parse_budgets(("1000000/day",))},
)
_OF_A_JOB = {"job": "id", "pending_charge": "job", "pending_budget_charge": "job", "concurrency_slot": "job"}
"""The tables with rows of a job, and their column with its id."""
_OF_A_KEY = {"allowance": "key", "budget": "key"}
"""The tables with a row for each limit that is charged."""

_numbers = count()

Accept = Callable[[str, str], Awaitable[None]]
"""Accepts one request of a tenant under an id."""


def compare() -> Iterator[Comparison]:
    """One request at a time and 32, of tenants of their own and of one that everybody shares."""
    found = programs()
    if found is None:
        return
    server = PostgresServer(found)
    try:
        server.restart(fsync="on", full_page_writes="on", synchronous_commit="on")
        yield from asyncio.run(_compare(server.create()))
    finally:
        server.close()


async def _compare(url: str) -> list[Comparison]:
    store = await PostgresStore.open(url, connections=max(CONNECTIONS))
    dispatcher = _dispatcher(store)
    rows = await _rows_of_a_request(url, dispatcher)
    comparisons = []
    for shared in (False, True):
        for connections in CONNECTIONS:
            of_tenant = "of one tenant" if shared else "of many tenants"
            ours = await _times(connections, shared, partial(_accept, dispatcher))
            bare = [psycopg.connect(url, prepare_threshold=None) for _ in range(connections)]
            beside = await _times(connections, shared, partial(_insert, bare, rows))
            for connection in bare:
                connection.close()
            for name, which in (("p50", 49), ("p99", 98)):
                comparisons.append(
                    Comparison(
                        subject=f"a request {of_tenant} accepted, {connections} at a time, {name}",
                        baseline="a bare transaction of its rows",
                        ours=quantiles(ours, n=100)[which],
                        beside=quantiles(beside, n=100)[which],
                    )
                )
    await store.close()
    return comparisons


async def _times(connections: int, shared: bool, accept: Accept) -> list[float]:
    """The seconds of each request."""
    times: list[float] = []

    async def client(number: int) -> None:
        tenant = "everybody" if shared else f"tenant-{number}"
        for _ in range((REQUESTS + WARM_UP) // connections):
            id = f"request-{next(_numbers)}"
            start = time.perf_counter()
            await accept(id, tenant)
            times.append(time.perf_counter() - start)

    await asyncio.gather(*map(client, range(connections)))
    return times[WARM_UP:]


async def _accept(dispatcher: Dispatcher, id: str, tenant: str) -> None:
    assert isinstance(await dispatcher.accept(_request(id, tenant)), Accepted)


async def _rows_of_a_request(url: str, dispatcher: Dispatcher) -> dict[str, list[dict[str, Any]]]:
    """The rows of one accepted request, by table."""
    await _accept(dispatcher, "sample", "sample")
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        found = {}
        for table, column in _OF_A_JOB.items():
            query = SQL("SELECT * FROM {} WHERE {} = 'sample'").format(Identifier(table), Identifier(column))
            found[table] = connection.execute(query).fetchall()
        for table in _OF_A_KEY:
            found[table] = connection.execute(SQL("SELECT * FROM {}").format(Identifier(table))).fetchall()
    return found


async def _insert(bare: list[psycopg.Connection], rows: dict[str, list[dict[str, Any]]], id: str, tenant: str) -> None:
    """Writes the same rows for another request, with a statement for each table."""
    connection = bare.pop()
    try:
        await asyncio.to_thread(_write, connection, rows, id, tenant)
    finally:
        bare.append(connection)


def _write(connection: psycopg.Connection, rows: dict[str, list[dict[str, Any]]], id: str, tenant: str) -> None:
    with connection.transaction():
        # In one order, as otherwise two of one tenant would wait for each other.
        for table in sorted(rows):
            values = [_renamed(row, id, tenant) for row in rows[table]]
            if not values:
                continue
            columns = [name for name in values[0] if name != "number"]
            marks = SQL(", ").join(SQL("({})").format(SQL(", ").join([Placeholder()] * len(columns))) for _ in values)
            update: Composable = SQL("")
            if table in _OF_A_KEY:
                changed = columns[-1]
                update = SQL(" ON CONFLICT (key) DO UPDATE SET {0} = {1}.{0} + 1").format(
                    Identifier(changed), Identifier(table)
                )
            insert = SQL("INSERT INTO {} ({}) VALUES {}{}").format(
                Identifier(table), SQL(", ").join(map(Identifier, columns)), marks, update
            )
            connection.execute(insert, [row[column] for row in sorted(values, key=repr) for column in columns])


def _renamed(row: dict[str, Any], id: str, tenant: str) -> dict[str, Any]:
    """The row of another request: other ids, another tenant."""

    def renamed(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value == "sample":
            return id
        return value.replace("person-sample", f"person-{id}").replace("bench:sample", f"bench:{tenant}")

    return {name: renamed(value) for name, value in row.items()}


def _request(id: str, tenant: str) -> Request:
    return Request(
        id=id,
        command="imagine",
        options={"prompt": "a red fox in the snow, at dusk", "seed": 7},
        caller=Caller(platform="bench", tenant=tenant, user=f"person-{id}", name="Ann", admin=False),
        place=Place(platform="bench", tenant=tenant, channel="general"),
        address=Address(platform="bench"),
    )


def _dispatcher(store: PostgresStore) -> Dispatcher:
    async def run_job(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        """Does nothing: no worker runs."""

    clock = SystemClock()
    return Dispatcher(
        registry=Registry(BUILT_IN),
        store=store,
        jobs=LocalJobs(store, run_job, clock),
        admission=PolicyAdmission(Policies(_POLICY, store, clock), Prices()),
        platforms={},
        clock=clock,
        operating_limits=OperatingLimits(),
    )
