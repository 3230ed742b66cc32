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
from core.quota.usage import begin_of
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
REPLIES = (REPLIES_OF_A_PAGE, 1_000, 10_000, 100_000)
"""The fewest that fill a page, as fewer would have less to show."""
FORGOTTEN = "~forgotten-"
"""The names of the conversations that are forgotten begin with this, and come last."""
MONTH = 30
NOW = 1_900_000_000.0
ROUNDS = 5

Fill = Callable[[SqliteStore, int], Awaitable[None]]
Ask = Callable[[SqliteStore], Awaitable[object]]
"""A question. If it returns seconds, those count instead of its own."""
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
    conversations: dict[str, Ask] = {
        "the last turns": _turns,
        "the conversation forgotten": _forget,
        "the longest write meanwhile": _write_beside_forgetting,
    }
    stores: tuple[tuple[str, Sequence[int], Fill, dict[str, Ask]], ...] = (
        ("entries of the ledger", ENTRIES, _fill_ledger, ledger),
        ("people with preferences", USERS, _fill_preferences, {"preferences of somebody new": _preferences}),
        ("guilds", GUILDS, _fill_guilds, {"preferences of a channel": _channel}),
        ("messages of a conversation", MESSAGES, _fill_turns, conversations),
        ("replies of a room", REPLIES, fill, {"the newest page": _page, "the people of a room": _people}),
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
                        told = await ask(store)
                        taken = told if isinstance(told, float) else time.perf_counter() - start
                        await asyncio.sleep(2 * TICK_SECONDS)  # a step is noticed by the tick after it
                    if number:
                        found[name][size].append((taken, max(late)))
        for store in stores.values():
            await store.close()
    return found


async def _fill_ledger(store: SqliteStore, entries: int) -> None:
    """A month and a day, of a thousand people."""
    await store._database.write(  # noqa: SLF001 - years in one transaction
        lambda transaction: transaction.execute(_LEDGER, {"entries": entries, "now": NOW}).rowcount, long=True
    )


_LEDGER = """
    WITH RECURSIVE entry(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM entry WHERE n + 1 < :entries)
    INSERT INTO spend (job, user_key, tenant, task, engine, model, units, outcome, at, place, microdollars)
    SELECT 'job-' || n, 'bench:home:user-' || (n % 1000), 'bench:home', 'chat_completion', 'huggingface', 'org/model',
        1, 'ok', :now - 31 * 86400.0 * (:entries - n) / :entries, '', 100
    FROM entry
"""


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
    """A conversation that stays, and two for each round that are forgotten."""

    def unit(transaction: Transaction) -> None:
        names = ["kept", *(f"{FORGOTTEN}{number:02}" for number in range(2 * (ROUNDS + 1)))]
        each = turn("job", conversation="", at=0.0)
        rows = (
            (name, f"{name}-{number}", 0, each.role, each.author, each.name, each.text, "[]", float(number))
            for name in names
            for number in range(messages)
        )
        insert = "INSERT INTO turn (conversation, job, ordinal, role, author, name, text, media, at) VALUES"
        transaction.execute_many(f"{insert} (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    await store._database.write(unit, long=True)  # noqa: SLF001 - as above


async def _restore_prices(store: SqliteStore) -> None:
    await Prices().restore(store, NOW)


async def _own_usage(store: SqliteStore) -> object:
    return await store.usage(begin_of(MONTH, NOW), user="bench:home:somebody")


async def _usage(store: SqliteStore) -> object:
    return await store.usage(begin_of(MONTH, NOW))


async def _nothing(_: SqliteStore) -> None:
    """Tells what the machine alone does to the loop."""
    await asyncio.sleep(0.1)


async def _record(store: SqliteStore) -> None:
    spend = Spend(
        job="job",
        user_key="bench:home:user-1",
        tenant="bench:home",
        task=Task.CHAT_COMPLETION.value,
        engine="huggingface",
        model="org/model",
        units=1,
        outcome="ok",
        at=NOW,
        microdollars=100,
    )
    await store.record(spend)


async def _preferences(store: SqliteStore) -> object:
    return await store.preferences(f"bench:home:new-{time.perf_counter()}")


async def _channel(store: SqliteStore) -> object:
    return await store.preferences(f"discord:0/new-{time.perf_counter()}")


async def _turns(store: SqliteStore) -> object:
    return await store.load_turns("kept", 20)


async def _forget(store: SqliteStore) -> None:
    query = "SELECT min(conversation) FROM turn WHERE conversation >= ?"
    (name,) = await store._database.read(lambda transaction: transaction.execute(query, (FORGOTTEN,)).fetchone())  # noqa: SLF001
    assert await store.delete_conversation(name)


async def _write_beside_forgetting(store: SqliteStore) -> float:
    longest = 0.0
    forgetting = asyncio.create_task(_forget(store))
    while not forgetting.done():
        start = time.perf_counter()
        await store.set_preference("bench:home:somebody", "language", "de")
        longest = max(longest, time.perf_counter() - start)
    await forgetting
    return longest


async def _page(store: SqliteStore) -> object:
    return await store.read_back(PLACE.key, "web:room:viewer", REPLIES_OF_A_PAGE)


async def _people(store: SqliteStore) -> object:
    return await store.openings(PLACE.key)
