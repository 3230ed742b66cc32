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
from benchmarks.loop_lag import TICK_SECONDS, loop_lag
from benchmarks.report import Finding, Plot, Table
from core.domain.ledger import Spend
from core.domain.tasks import Task
from core.inference.prices import Prices
from core.store.sql.transaction import Transaction
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.filled_log import fill
from tests.core.store.samples import turn

ENTRIES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
USERS = (1_000, 10_000, 100_000, 1_000_000)
GUILDS = (1, 10, 100, 1_000)
CHANNELS = 50
"""The channels with preferences in each guild."""
MESSAGES = (100, 1_000, 10_000, 100_000)
REPLIES = (10, 100, 1_000, 10_000, 100_000)
DAY = 86_400.0
NOW = 1_900_000_000.0
ROUNDS = 5

Fill = Callable[[SqliteStore, int], Awaitable[None]]
Ask = Callable[[SqliteStore], Awaitable[object]]
Times = dict[int, list[Pair]]
"""The seconds of each round at each size, with the longest step of the loop meanwhile."""


def compare(scale: Scale) -> Iterator[Finding]:
    """Each question at each size."""
    ledger: dict[str, Ask] = {
        "prices after a restart": _restore_prices,
        "own usage of a month": _own_usage,
        "usage of everybody in a month": _usage,
        "an entry added": _record,
        "nothing, for a tenth of a second": _nothing,
    }
    stores: tuple[tuple[str, Sequence[int], Fill, dict[str, Ask]], ...] = (
        ("entries of the ledger", ENTRIES, _fill_ledger, ledger),
        ("people with preferences", USERS, _fill_preferences, {"preferences of somebody new": _preferences}),
        ("guilds", GUILDS, _fill_guilds, {"preferences of a channel": _channel}),
        ("messages of a conversation", MESSAGES, _fill_turns, {"the last turns": _turns}),
        ("replies of a room", REPLIES, fill, {"the newest page": _page}),
    )
    curves: dict[str, tuple[tuple[float, float], ...]] = {}
    steps: list[tuple[str, ...]] = []
    for what, sizes, filling, questions in stores:
        chosen = scale.choose(tuple(sizes), tuple(sizes[:2]))
        for question, times in asyncio.run(_at_sizes(chosen, filling, questions)).items():
            name = f"{question}, {what}"
            curves[name] = tuple((size, median(taken for taken, _ in pairs) * 1000) for size, pairs in times.items())
            steps.append((name, *(f"{max(late for _, late in pairs) * 1000:.1f} ms" for pairs in times.values())))
            yield from _against_smallest(name, times)
    widest = max(map(len, steps))
    yield Table(
        title="The longest step of the event loop meanwhile, from the smallest size to the greatest",
        head=("question", *("" for _ in range(widest - 1))),
        rows=tuple((*row, *("" for _ in range(widest - len(row)))) for row in steps),
    )
    yield Plot(
        name="growing",
        title="Time of a question as the store grows",
        across="size",
        up="milliseconds",
        curves=curves,
        logarithmic=True,
    )


def _against_smallest(name: str, times: Times) -> Iterator[Comparison]:
    smallest = min(times)
    for size, found in times.items():
        if size != smallest:
            pairs = [(taken, bare) for (taken, _), (bare, _) in zip(found, times[smallest], strict=True)]
            yield compared(f"{name}: {size:,}", f"{smallest:,}", pairs)


async def _at_sizes(sizes: Sequence[int], filling: Fill, questions: dict[str, Ask]) -> dict[str, Times]:
    """The rounds of each question at each size; the stores are asked in turns."""
    with tempfile.TemporaryDirectory() as folder:
        stores: dict[int, SqliteStore] = {}
        for size in sizes:
            stores[size] = await SqliteStore.open(Path(folder) / str(size))
            await filling(stores[size], size)
        found: dict[str, Times] = {name: {size: [] for size in sizes} for name in questions}
        for number in range(ROUNDS + 1):
            for name, ask in questions.items():
                for size, store in stores.items():
                    async with loop_lag() as late:
                        start = time.perf_counter()
                        await ask(store)
                        taken = time.perf_counter() - start
                        await asyncio.sleep(2 * TICK_SECONDS)  # a step is noticed by the tick after it
                    if number:
                        found[name][size].append((taken, max(late)))
        for store in stores.values():
            await store.close()
    return found


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


async def _fill_guilds(store: SqliteStore, guilds: int) -> None:
    def unit(transaction: Transaction) -> None:
        rows = (
            (f"discord:{guild}/{channel}", "persona", json.dumps("Be brief."))
            for guild in range(guilds)
            for channel in range(CHANNELS)
        )
        transaction.execute_many("INSERT INTO preference VALUES (?, ?, ?)", rows)

    await store._database.write(unit, long=True)  # noqa: SLF001 - as above


async def _fill_turns(store: SqliteStore, messages: int) -> None:
    turns = [turn(f"job-{number}", conversation="conversation", at=float(number)) for number in range(messages)]
    await store.append_turns(turns)


async def _restore_prices(store: SqliteStore) -> None:
    await Prices().restore(store, NOW)


async def _own_usage(store: SqliteStore) -> object:
    return await store.usage(NOW - 30 * DAY, user="bench:home:somebody")


async def _usage(store: SqliteStore) -> object:
    return await store.usage(NOW - 30 * DAY)


async def _nothing(_: SqliteStore) -> None:
    """Tells what the machine alone does to the loop."""
    await asyncio.sleep(0.1)


async def _record(store: SqliteStore) -> None:
    await store.record(_spend(1, 1))


async def _preferences(store: SqliteStore) -> object:
    return await store.preferences(f"bench:home:new-{time.perf_counter()}")


async def _channel(store: SqliteStore) -> object:
    return await store.preferences(f"discord:0/new-{time.perf_counter()}")


async def _turns(store: SqliteStore) -> object:
    return await store.load_turns("conversation", 20)


async def _page(store: SqliteStore) -> object:
    return await store.read_back(PLACE.key, "web:room:viewer", REPLIES_OF_A_PAGE)
