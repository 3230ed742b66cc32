"""Limits kept in memory: exact, and swept without stopping the loop."""

import asyncio
from pathlib import Path

import pytest

from core.domain.errors import LimitReached
from core.domain.limits import Budget, Places, Rate
from core.quota.book import STEP, Book
from core.store.memory import MemoryAllowances
from core.store.shared import SharedLimitsStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import request

HUNDRED = Rate(units=100, period="hour")
DAY = 86_400.0


@pytest.mark.parametrize("_", range(3))
async def test_of_two_thousand_at_once_exactly_the_limit_is_let_in(_: int) -> None:
    limits = MemoryAllowances()

    async def ask(number: int) -> bool:
        await asyncio.sleep(0)
        try:
            return await limits.admit(str(number), [charge("user", HUNDRED), charge("channel", HUNDRED)], 50.0)
        except LimitReached:
            return False

    assert sum(await asyncio.gather(*(ask(number) for number in range(2000)))) == 100


async def test_a_store_keeps_its_limits_there(tmp_path: Path) -> None:
    store = await SharedLimitsStore.open_shared(tmp_path, MemoryAllowances())
    charges = [
        charge("k", Rate(units=2, period="hour"), 2),
        charge("jobs", Places(at_once=1, seconds=60.0)),
        charge("calls", Budget(amount=3, period="day", measure="calls"), 2),
    ]
    try:
        assert await store.accept(request("a"), charges, 0.0)
        assert not await store.accept(request("a"), charges, 0.0)
        for _ in range(2):  # the second time after a crash
            await store.start("a")
            await store.record(spend("a", 1))
        with pytest.raises(LimitReached):
            await store.accept(request("b"), charges, 0.0)
        await store.finish("a", "done", 1.0)
        assert await store.spent_budgets(["calls"], 1.0) == {"calls": 1}
        assert await store.spent_budgets(["calls"], DAY) == {}
        assert await store.arrivals(["k", "nobody"]) == {"k": 1800 * 1_000_000}
        assert await store.accept(request("b"), charges, DAY)
        await store.finish("b", "failed", DAY)
    finally:
        await store.close()


def test_a_sweep_goes_in_steps_and_keeps_what_still_counts() -> None:
    book = Book()
    for number in range(3 * STEP):
        book.admit(f"old-{number}", [charge(f"old-{number}", HUNDRED)], 0.0)
        book.settle(f"old-{number}")
    kept = [
        charge("running", HUNDRED),
        charge("held", Places(at_once=1, seconds=DAY * 3)),
        charge("month", Budget(amount=9, period="month", measure="calls"), 9),
    ]
    assert book.admit("new", kept, DAY)
    assert book.admit("gone", [charge("yesterday", Budget(amount=9, period="day", measure="calls"))], 0.0)
    assert len(list(book.sweep(DAY * 2))) == 3
    assert list(book.arrivals) == ["running"]
    assert list(book.spent) == ["month"]
    for taken in kept[1:]:
        with pytest.raises(LimitReached):
            book.admit("another", [taken], DAY * 2)
