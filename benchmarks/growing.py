"""The store's answers as it grows, beside the same store at its smallest size in this run.

Each store is filled in SQL, as the bot would have filled it over years. A ratio near one means that the size does not
matter. SQLite in a temporary folder, one process; the network and a second reader are left out. It runs with `make
bench-growth`; the greatest sizes take minutes to fill.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from statistics import median

from adapters.web.log_pages import REPLIES_OF_A_PAGE
from adapters.web.visitors import PLACE
from benchmarks.comparison import Comparison, Pair, Scale, compared
from benchmarks.report import Finding, Plot
from core.domain.ledger import Spend
from core.domain.tasks import Task
from core.inference.prices import Prices
from core.store.sql.transaction import Transaction
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.filled_log import fill
from tests.core.store.samples import turn

ENTRIES = (1_000, 10_000, 100_000, 1_000_000)
USERS = (1_000, 10_000, 100_000, 1_000_000)
MESSAGES = (100, 1_000, 10_000, 100_000)
REPLIES = (10, 100, 1_000, 10_000)
DAY = 86_400.0
NOW = 1_900_000_000.0
ROUNDS = 5

Fill = Callable[[SqliteStore, int], Awaitable[None]]
Ask = Callable[[SqliteStore], Awaitable[object]]


def compare(scale: Scale) -> Iterator[Finding]:
    """Each question at each size."""
    questions: tuple[tuple[str, Sequence[int], Fill, Ask], ...] = (
        ("prices after a restart, entries of the ledger", ENTRIES, _fill_ledger, _restore_prices),
        ("own usage of a month, entries of the ledger", ENTRIES, _fill_ledger, _own_usage),
        ("an entry added, entries of the ledger", ENTRIES, _fill_ledger, _record),
        ("preferences of somebody new, people with preferences", USERS, _fill_preferences, _preferences),
        ("the last turns, messages of a conversation", MESSAGES, _fill_turns, _turns),
        ("the newest page, replies of a room", REPLIES, fill, _page),
    )
    curves: dict[str, list[tuple[float, float]]] = {}
    for name, sizes, filling, ask in questions:
        chosen = scale.choose(tuple(sizes), tuple(sizes[:2]))
        measured = asyncio.run(_at_sizes(chosen, filling, ask))
        curves[name] = [(size, median(seconds) * 1000) for size, seconds in measured.items()]
        yield from _against_smallest(name, measured)
    yield Plot(
        name="growing",
        title="Time of a question as the store grows",
        across="size",
        up="milliseconds",
        curves={name: tuple(points) for name, points in curves.items()},
        logarithmic=True,
    )


def _against_smallest(name: str, measured: dict[int, list[float]]) -> Iterator[Comparison]:
    smallest = min(measured)
    for size, times in measured.items():
        if size != smallest:
            pairs: list[Pair] = list(zip(times, measured[smallest], strict=True))
            yield compared(f"{name}: {size:,}", f"{smallest:,}", pairs)


async def _at_sizes(sizes: Sequence[int], filling: Fill, ask: Ask) -> dict[int, list[float]]:
    """The seconds of each round at each size; the stores are asked in turns."""
    with tempfile.TemporaryDirectory() as folder:
        stores: dict[int, SqliteStore] = {}
        for size in sizes:
            stores[size] = await SqliteStore.open(Path(folder) / str(size))
            await filling(stores[size], size)
        measured: dict[int, list[float]] = {size: [] for size in sizes}
        for _ in range(ROUNDS + 1):
            for size, store in stores.items():
                start = time.perf_counter()
                await ask(store)
                measured[size].append(time.perf_counter() - start)
        for store in stores.values():
            await store.close()
    return {size: times[1:] for size, times in measured.items()}


def _spend(number: int, entries: int) -> Spend:
    return Spend(
        job=f"job-{number}",
        user_key=f"bench:home:user-{number % 1000}",
        tenant="bench:home",
        task=Task.CHAT_COMPLETION.value,
        engine="huggingface",
        model="org/model",
        units=1,
        outcome="ok",
        at=NOW - 29 * DAY * (entries - number) / entries,
        microdollars=100,
    )


async def _fill_ledger(store: SqliteStore, entries: int) -> None:
    def unit(transaction: Transaction) -> None:
        rows = (asdict(_spend(number, entries)) for number in range(entries))
        names = [field.name for field in fields(Spend) if field.name not in ("liked", "disliked")]
        insert = f"INSERT INTO spend ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - our own
        transaction.execute_many(insert, (tuple(row[name] for name in names) for row in rows))

    await store._database.write(unit, long=True)  # noqa: SLF001 - years in one transaction


async def _fill_preferences(store: SqliteStore, users: int) -> None:
    def unit(transaction: Transaction) -> None:
        rows = ((f"bench:home:user-{number}", "language", json.dumps("de")) for number in range(users))
        transaction.execute_many("INSERT INTO preference VALUES (?, ?, ?)", rows)

    await store._database.write(unit, long=True)  # noqa: SLF001 - as above


async def _fill_turns(store: SqliteStore, messages: int) -> None:
    turns = [turn(f"job-{number}", conversation="conversation", at=float(number)) for number in range(messages)]
    await store.append_turns(turns)


async def _restore_prices(store: SqliteStore) -> None:
    await Prices().restore(store, NOW)


async def _own_usage(store: SqliteStore) -> object:
    return await store.spends("bench:home:somebody", NOW - 30 * DAY)


async def _record(store: SqliteStore) -> None:
    await store.record(_spend(1, 1))


async def _preferences(store: SqliteStore) -> object:
    return await store.preferences(f"bench:home:new-{time.perf_counter()}")


async def _turns(store: SqliteStore) -> object:
    return await store.load_turns("conversation", 20)


async def _page(store: SqliteStore) -> object:
    return await store.read_back(PLACE.key, "web:room:viewer", REPLIES_OF_A_PAGE)
