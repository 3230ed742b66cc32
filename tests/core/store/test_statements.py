"""The statements of SQLite's thread. With each one, it gives up the interpreter's lock and waits to have it back."""

import asyncio
import threading
from collections.abc import Awaitable

import pytest

from core.domain.limits import Budget, Charge, ConcurrencyLimit, Rate
from core.store.sql.transaction import Transaction
from core.store.sqlite.store import SqliteStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import request

START = 20_000 * 86_400.0
CROWD = 48
TASK = "text_to_image"
OF_LIMITS = ("allowance", "pending_charge", "budget", "concurrency_slot")
"""The tables of limits, and of what is charged to them; `budget` is a part of the other name."""


@pytest.fixture
async def statements(sqlite_store: SqliteStore) -> list[str]:
    """All statements of the writing thread from now on."""
    found: list[str] = []
    await sqlite_store._file.write(lambda transaction: transaction.connection.set_trace_callback(found.append))
    found.clear()
    return found


def owners(number: int, rates: int = 2) -> list[Charge]:
    """The charges of a person: own ones, those of a shared place, a budget, and a slot."""
    shared = [charge(f"place {at}", Rate(units=1_000, period="hour"), 1, TASK) for at in range(rates - 1)]
    return [
        charge(f"user {number}", Rate(units=10, period="hour"), 1, TASK),
        *shared,
        charge("calls", Budget(amount=1_000, period="day", measure="calls")),
        charge(f"jobs {number}", ConcurrencyLimit(jobs=3)),
    ]


async def together(store: SqliteStore, *units: Awaitable[object]) -> None:
    """Lets the units wait for one another, so that they share a transaction."""
    reached, opened = threading.Event(), threading.Event()

    def gate(_: Transaction) -> None:
        reached.set()
        assert opened.wait(30)

    held = asyncio.create_task(store._file.write(gate))
    assert await asyncio.to_thread(reached.wait, 30)
    waiting = asyncio.gather(*units)
    await asyncio.sleep(0)
    opened.set()
    await held
    await waiting


async def test_a_crowd_takes_few_more_statements_than_one(sqlite_store: SqliteStore, statements: list[str]) -> None:
    await together(sqlite_store, sqlite_store.accept(request("alone"), owners(0), START))
    alone = len(statements)
    statements.clear()
    crowd = (sqlite_store.accept(request(str(number)), owners(number), START) for number in range(1, CROWD))
    await together(sqlite_store, *crowd)
    assert len(await sqlite_store.unfinished_jobs()) == CROWD
    assert await sqlite_store.spent_budgets(["calls"], START) == {"calls": CROWD}
    assert len(statements) < 3 * alone


@pytest.mark.parametrize("rates", [1, 5])
async def test_the_end_of_a_job_that_cost_what_was_expected_is_a_few_statements(
    sqlite_store: SqliteStore, statements: list[str], rates: int
) -> None:
    await sqlite_store.accept(request("1"), owners(1, rates), START)
    await sqlite_store.accept(request("2"), owners(2, rates), START)
    await sqlite_store.record(spend("1", 1, TASK))
    statements.clear()
    await sqlite_store.finish_job("1", "done", START)
    assert len(statements) == 10


async def test_a_job_without_limits_writes_nothing_of_them(sqlite_store: SqliteStore, statements: list[str]) -> None:
    await sqlite_store.accept(request("1"), (), START)
    await sqlite_store.claim_job("1", "process", START + 10)
    await sqlite_store.finish_job("1", "done", START + 20, run=1)
    of_limits = [each for each in statements if any(table in each for table in OF_LIMITS)]
    assert [each.split()[0] for each in of_limits] == ["SELECT"]
