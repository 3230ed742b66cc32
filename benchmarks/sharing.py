"""The time to accept a request in PostgreSQL, beside a bare transaction that writes the same rows.

Both commit to the disk. The bare transaction looks at nothing and waits for nobody. A request is deduplicated and its
limits are decided, under locks: those of its person, its server and, for the budget of the bot, of everybody.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count

import psycopg

from benchmarks.comparison import Comparison
from core.domain.limits import Budget, Charge, Rate
from core.domain.request import Address, Caller, Place, Request
from core.store.postgres.store import PostgresStore
from tests.servers.postgres import PostgresServer, programs

REQUESTS = 400
CROWD = 32
_MANY = 10**9
_CHARGE = "INSERT INTO pending_charge (job, key, task, at_us, before_us, emission_us, units)"
_ROWS = (
    "INSERT INTO job (id, user_key, request, accepted_at, reply_to) VALUES (%(id)s, 'ann', %(request)s, 1, '{}')",
    f"{_CHARGE} VALUES (%(id)s, %(id)s, 't', 1, 1, 1, 1), (%(id)s, 'of ' || %(id)s, 't', 1, 1, 1, 1)",
    "INSERT INTO allowance VALUES (%(id)s, 1, 1), ('of ' || %(id)s, 1, 1)",
    "INSERT INTO budget VALUES (%(id)s, 1, 2, 1)",
    "INSERT INTO pending_budget_charge (job, key, since, measure, units) VALUES (%(id)s, %(id)s, 1, 'calls', 1)",
)

_numbers = count()


def compare() -> Iterator[Comparison]:
    """One request at a time, 32 of different servers, and 32 of one server, by median and 99th percentile."""
    found = programs()
    if found is None:
        sys.exit("PostgreSQL is not installed: sharing needs its programs")
    server = PostgresServer(found)
    try:
        server.restart(fsync="on", full_page_writes="on")
        url = server.create()
        yield from asyncio.run(_compare(url))
    finally:
        server.close()


async def _compare(url: str) -> list[Comparison]:
    store = await PostgresStore.open(url, connections=CROWD)
    comparisons = []
    for name, crowd, tenants in (
        ("a request accepted", 1, 1),
        (f"{CROWD} at a time, of different servers", CROWD, CROWD),
        (f"{CROWD} at a time, of one server", CROWD, 1),
    ):
        ours = await _measured(crowd, partial(_accept, store, tenants))
        beside = await _bare(url, crowd)
        comparisons += [
            Comparison(
                subject=f"{name}, {label}",
                baseline="a bare transaction",
                ours=ours[int(len(ours) * share)],
                beside=beside[int(len(beside) * share)],
            )
            for label, share in (("p50", 0.5), ("p99", 0.99))
        ]
    await store.close()
    return comparisons


async def _bare(url: str, crowd: int) -> list[float]:
    connections = [psycopg.connect(url, prepare_threshold=None, autocommit=True) for _ in range(crowd)]
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(crowd) as threads:

        async def write(worker: int) -> None:
            await loop.run_in_executor(threads, _write, connections[worker])

        durations = await _measured(crowd, write)
    for connection in connections:
        connection.close()
    return durations


async def _measured(crowd: int, work: Callable[[int], Awaitable[None]]) -> list[float]:
    """The durations of the same work by so many workers, shortest first."""
    durations: list[float] = []

    async def repeat(worker: int) -> None:
        for _ in range(REQUESTS // crowd):
            start = time.perf_counter()
            await work(worker)
            durations.append(time.perf_counter() - start)

    await asyncio.gather(*(repeat(worker) for worker in range(crowd)))  # opens the connections
    durations.clear()
    await asyncio.gather(*(repeat(worker) for worker in range(crowd)))
    return sorted(durations)


async def _accept(store: PostgresStore, tenants: int, worker: int) -> None:
    number, tenant = next(_numbers), f"tenant {worker % tenants}"
    request = Request(
        id=f"request-{number}",
        command="imagine",
        options={"prompt": "a red fox in the snow, at dusk", "seed": 7},
        caller=Caller(platform="bench", tenant=tenant, user=f"{number}", name="Ann", admin=False),
        place=Place(platform="bench", tenant=tenant, channel="general"),
        address=Address(platform="bench"),
    )
    rate, budget = Rate(units=_MANY, period="hour"), Budget(amount=_MANY, period="month", measure="calls")
    charges = [
        Charge(key=f"user:{number}", units=1, limit=rate, task="chat_completion"),
        Charge(key=f"tenant:{tenant}", units=1, limit=rate, scope="tenant", task="chat_completion"),
        Charge(key="budget:bot", units=1, limit=budget, scope="bot"),
    ]
    assert await store.accept(request, charges, time.time())


def _write(connection: psycopg.Connection) -> None:
    values = {"id": f"bare-{next(_numbers)}", "request": "x" * 600}
    with connection.transaction():
        for statement in _ROWS:
            connection.execute(statement.encode(), values)
