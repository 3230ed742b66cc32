"""The time to accept a request in PostgreSQL, beside one bare transaction that writes the same rows.

Both sides use the same server, which flushes each commit to the disk. The bare one has a thread and a connection for
each request at a time; Troubadour accepts those that arrive together in one transaction. Everybody has rates of their
own, the tenant is shared or not, and the budget of the bot is shared by all.
"""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from queue import SimpleQueue
from statistics import mean, median, quantiles

import psycopg

from benchmarks.comparison import ROUNDS, Comparison, Scale, compared
from core.domain.limits import Budget, Charge, ConcurrencyLimit, Rate
from core.domain.request import Address, Caller, Place, Request
from core.store.postgres.store import PostgresStore
from tests.servers.postgres import PostgresServer, programs

REQUESTS = 192
TOGETHER = 32
RATE = Rate(units=1_000_000, period="hour")
BUDGET = Budget(amount=1_000_000, period="month", measure="calls")
_PENDING = (
    "INSERT INTO pending_charge (job, key, task, at_us, before_us, emission_us, units) "
    "VALUES (%(id)s, %(KEY)s, 'chat', 1, 1, 1, 1)"
)
_ALLOWANCE = (
    "INSERT INTO allowance (key, arrival_us, charged_us) VALUES (%(KEY)s, 1, 1) "
    "ON CONFLICT (key) DO UPDATE SET arrival_us = excluded.arrival_us, charged_us = excluded.charged_us"
)
ROWS = (
    "INSERT INTO job (id, user_key, request, accepted_at, runnable_at) VALUES (%(id)s, %(user)s, %(request)s, 1, 1)",
    "INSERT INTO concurrency_slot (key, job, until_us) VALUES (%(user)s, %(id)s, 1)",
    *(
        statement.replace("KEY", key)
        for key in ("user", "channel", "tenant")
        for statement in (
            _PENDING,
            _ALLOWANCE,
        )
    ),
    "INSERT INTO pending_budget_charge (job, key, since, measure, units) VALUES (%(id)s, 'bot', 1, 'calls', 1)",
    "INSERT INTO budget VALUES ('bot', 1, 4000000000, 1) ON CONFLICT (key) DO UPDATE SET spent = budget.spent + 1",
)

_numbers = count()


def compare(_: Scale) -> Iterator[Comparison]:
    """Requests one by one, and many together, in tenants of their own and in one that everybody shares."""
    found = programs()
    if found is None:
        raise SystemExit("there is no PostgreSQL on this machine")
    server = PostgresServer(found)
    try:
        server.restart(fsync="on", full_page_writes="on")
        yield from asyncio.run(_compare(server.create(), server.create()))
    finally:
        server.close()


async def _compare(url: str, bare_url: str) -> list[Comparison]:
    store = await PostgresStore.open(url)
    await (await PostgresStore.open(bare_url)).close()
    found: list[Comparison] = []
    connections: SimpleQueue[psycopg.Connection] = SimpleQueue()
    for _ in range(TOGETHER):
        connections.put(psycopg.connect(bare_url, prepare_threshold=None, autocommit=True))
    for together in (1, TOGETHER):
        for shared in (False, True):
            turns = [
                (await _accept(store, together, shared), await _write(connections, together, shared))
                for _ in range(ROUNDS + 1)
            ][1:]
            where = "one tenant" if shared else "tenants of their own"
            for name, at in (("mean", mean), ("p50", median), ("p99", lambda values: quantiles(values, n=100)[98])):
                found.append(
                    compared(
                        f"accepted, {together} at a time, {where}, {name}",
                        "a transaction with the same rows",
                        [(at(ours), at(bare)) for ours, bare in turns],
                    )
                )
    while not connections.empty():
        connections.get().close()
    await store.close()
    return found


async def _accept(store: PostgresStore, together: int, shared: bool) -> list[float]:
    requests = iter([_request(shared) for _ in range(REQUESTS)])
    took = []

    async def accept() -> None:
        for request in requests:
            start = time.perf_counter()
            assert await store.accept(request, _charges(request), time.time(), runnable_at=time.time() + 5)
            took.append(time.perf_counter() - start)

    await asyncio.gather(*(accept() for _ in range(together)))
    return took


async def _write(connections: "SimpleQueue[psycopg.Connection]", together: int, shared: bool) -> list[float]:
    requests = iter([_request(shared) for _ in range(REQUESTS)])
    took = []

    def write() -> None:
        connection = connections.get()
        for request in requests:
            values = {
                "id": request.id,
                "user": request.caller.key,
                "channel": request.place.key,
                "tenant": request.place.tenant,
                "request": request.model_dump_json(),
            }
            start = time.perf_counter()
            connection.execute("BEGIN")
            for statement in ROWS:
                connection.execute(statement.encode(), values)
            connection.execute("COMMIT")
            took.append(time.perf_counter() - start)
        connections.put(connection)

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(together) as threads:
        await asyncio.gather(*(loop.run_in_executor(threads, write) for _ in range(together)))
    return took


def _request(shared: bool) -> Request:
    number = next(_numbers)
    tenant = "home" if shared else f"home-{number}"
    return Request(
        id=f"request-{number}",
        command="imagine",
        options={"prompt": "a red fox in the snow, at dusk", "seed": 7},
        caller=Caller(platform="bench", tenant=tenant, user=f"ann-{number}", name="Ann", admin=False),
        place=Place(platform="bench", tenant=tenant, channel=f"general-{number}"),
        address=Address(platform="bench"),
    )


def _charges(request: Request) -> list[Charge]:
    owners = {"user": request.caller.key, "channel": request.place.key, "tenant": request.place.tenant}
    charges = [Charge(key=key, units=1, limit=RATE, scope=scope, task="chat") for scope, key in owners.items()]  # type: ignore[arg-type]
    charges.append(Charge(key=f"jobs:{request.caller.key}", units=1, limit=ConcurrencyLimit(jobs=9)))
    return [*charges, replace(charges[0], key="bot", limit=BUDGET, scope="bot")]
