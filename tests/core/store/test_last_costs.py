"""The costs from which prices are expected."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from core.domain.tasks import Task
from core.inference.prices import SAMPLES_LIMIT, Prices
from core.store.sql.ledger import _LAST_COSTS
from core.store.sql.store import SqlStore
from core.store.sqlite.migrations import MIGRATIONS, migrate
from tests.core.quota.samples import spend


async def test_the_last_costs_of_each_task_count_oldest_first(store: SqlStore) -> None:
    for number in range(1, 6):
        await store.record(replace(spend("j", 1, microdollars=number), at=float(number)))
    await store.record(replace(spend("j", 1, task="text_to_image", microdollars=70), at=2.0))
    await store.record(replace(spend("j", 0, microdollars=1_000), at=9.0))  # a failure
    await store.record(replace(spend("j", 1), at=9.0))  # without a price
    assert await store.last_costs(2.0, 3) == {"chat_completion": [3, 4, 5], "text_to_image": [70]}


def test_the_costs_of_a_task_are_found_without_its_other_entries(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger", isolation_level=None)) as connection:
        migrate(connection, tmp_path / "ledger", MIGRATIONS)
        plan = connection.execute(f"EXPLAIN QUERY PLAN {_LAST_COSTS}", (0.0, "chat_completion", 50)).fetchall()
    assert [step for *_, step in plan] == ["SEARCH spend USING INDEX spend_cost (task=? AND at>?)"]


async def test_prices_are_expected_as_they_were_before_a_restart(store: SqlStore) -> None:
    before, after = Prices(), Prices()
    for number in range(2 * SAMPLES_LIMIT):
        await store.record(replace(spend("j", 1, microdollars=number), at=float(number)))
        before.learn("chat_completion", number)
    await after.restore(store, 100.0)
    calls = {Task.CHAT_COMPLETION: 3}
    assert after.expected(calls) == before.expected(calls) > 0
