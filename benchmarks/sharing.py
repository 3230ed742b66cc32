"""The time to accept a request in PostgreSQL, beside one bare transaction that writes the same rows.

Both sides use the same server, which flushes each commit to the disk. The bare one has a thread and a connection for
each request at a time; Troubadour accepts those that arrive together in one transaction. Everybody has rates of their
own, the tenant is shared or not, and the budget of the bot is shared by all.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from statistics import mean, median, quantiles

import psycopg

from benchmarks.accepted_requests import STATEMENTS, accept, new_requests, values_of
from benchmarks.comparison import ROUNDS, Comparison, Scale, compared
from core.store.postgres.store import PostgresStore
from tests.servers.postgres import PostgresServer, programs

REQUESTS = 192
TOGETHER = 32
STATEMENTS_WITH_VALUES = [re.sub(r":(\w+)", r"%(\1)s", statement).encode() for statement in STATEMENTS]
"""The statements, with values as psycopg names them."""


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
    requests = new_requests(REQUESTS, tenant="home" * shared)

    async def accept_more() -> list[float]:
        return [await accept(store, request) for request in requests]

    return [took for each in await asyncio.gather(*(accept_more() for _ in range(together))) for took in each]


async def _write(connections: "SimpleQueue[psycopg.Connection]", together: int, shared: bool) -> list[float]:
    requests = iter(list(new_requests(REQUESTS, tenant="home" * shared)))
    took = []

    def write() -> None:
        connection = connections.get()
        for request in requests:
            values = values_of(request)
            start = time.perf_counter()
            connection.execute("BEGIN")
            for statement in STATEMENTS_WITH_VALUES:
                connection.execute(statement, values)
            connection.execute("COMMIT")
            took.append(time.perf_counter() - start)
        connections.put(connection)

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(together) as threads:
        await asyncio.gather(*(loop.run_in_executor(threads, write) for _ in range(together)))
    return took
