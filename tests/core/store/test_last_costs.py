"""The costs from which prices are expected."""

from dataclasses import replace

import pytest

from core.domain.tasks import Task
from core.inference.prices import SAMPLES_LIMIT, Prices
from core.store.sql import ledger
from core.store.sql.store import SqlStore
from tests.core.quota.samples import spend


async def test_the_last_costs_of_each_task_count_oldest_first(store: SqlStore) -> None:
    for number in range(1, 6):
        await store.record(replace(spend("j", 1, microdollars=number), at=float(number)))
    await store.record(replace(spend("j", 1, task="text_to_image", microdollars=70), at=2.0))
    await store.record(replace(spend("j", 0, microdollars=1_000), at=9.0))  # a failure
    await store.record(replace(spend("j", 1), at=9.0))  # without a price
    assert await store.last_costs(2.0, 3) == {"chat_completion": [3, 4, 5], "text_to_image": [70]}


async def test_only_the_newest_entries_are_looked_at(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_LATELY", 3)
    await store.record(replace(spend("j", 1, task="text_to_image", microdollars=70), at=1.0))
    for number in range(2, 8):
        await store.record(replace(spend("j", 1, microdollars=number), at=float(number)))
    assert await store.last_costs(0.0, 50) == {"chat_completion": [5, 6, 7]}


async def test_prices_are_expected_as_they_were_before_a_restart(store: SqlStore) -> None:
    before, after = Prices(), Prices()
    for number in range(2 * SAMPLES_LIMIT):
        await store.record(replace(spend("j", 1, microdollars=number), at=float(number)))
        before.learn("chat_completion", number)
    await after.restore(store, 100.0)
    calls = {Task.CHAT_COMPLETION: 3}
    assert after.expected(calls) == before.expected(calls) > 0
