"""Two processes with a store each, and limits in common."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.domain.errors import LimitReached, UserError
from core.domain.limits import Budget, Charge, Places, Rate
from core.store.redis.allowances import RedisAllowances
from core.store.redis.connection import connect
from core.store.shared import SharedLimitsStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import request
from tests.servers.redis_server import redis_server

ONE = [charge("k", Rate(units=1, period="hour"))]


@pytest.fixture
async def stores(redis: Redis, tmp_path: Path) -> AsyncIterator[list[SharedLimitsStore]]:
    """One for each of two processes."""
    found = [
        await SharedLimitsStore.open_shared(tmp_path / name, await asyncio.to_thread(RedisAllowances, redis))
        for name in ("here", "there")
    ]
    yield found
    for each in found:
        await each.close()


async def test_what_one_has_taken_the_other_cannot_give(stores: list[SharedLimitsStore]) -> None:
    here, there = stores
    assert await here.accept(request("a"), ONE, 0.0)
    with pytest.raises(LimitReached):
        await there.accept(request("b"), ONE, 0.0)
    assert await there.job("b") is None
    await here.finish("a", "failed", 1.0)
    assert await there.accept(request("b"), ONE, 1.0)
    assert list(await here.arrivals(["k"])) == ["k"]


async def test_a_second_delivery_costs_nothing_while_it_runs_and_after(stores: list[SharedLimitsStore]) -> None:
    here, there = stores
    two = [charge("k", Rate(units=2, period="hour")), charge("jobs", Places(at_once=9, seconds=60))]
    answers = await asyncio.gather(*(here.accept(request("a"), two, 0.0) for _ in range(5)))
    assert answers.count(True) == 1
    await here.start("a")
    await here.record(spend("a", 1))
    await here.finish("a", "done", 1.0)
    assert not await here.accept(request("a"), two, 2.0)
    assert await there.accept(request("b"), two, 2.0)
    with pytest.raises(LimitReached):
        await there.accept(request("c"), two, 2.0)


@pytest.mark.parametrize("charges", [[], [charge("k", Rate(units=9, period="hour"))]], ids=["free", "limited"])
async def test_what_one_has_taken_is_a_duplicate_for_the_other(
    stores: list[SharedLimitsStore], charges: list[Charge]
) -> None:
    here, there = stores
    assert await here.accept(request("a"), charges, 0.0)
    assert not await there.accept(request("a"), charges, 0.0)
    await here.finish("a", "done", 1.0)
    assert not await there.accept(request("a"), charges, 2.0)
    assert await there.job("a") is None


async def test_a_job_played_again_is_charged_for_its_last_attempt(stores: list[SharedLimitsStore]) -> None:
    here, there = stores
    budget = [charge("calls", Budget(amount=3, period="day", measure="calls"), 2)]
    now = time.time()
    assert await here.accept(request("a"), budget, now)
    for _ in range(2):
        await here.start("a")
        await here.record(spend("a", 1))
    await here.finish("a", "done", now)
    assert await there.spent_budgets(["calls"], now) == {"calls": 1}


async def test_without_redis_nothing_is_taken_and_nothing_is_lost(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        redis = await connect(url)
        store = await SharedLimitsStore.open_shared(tmp_path / "here", await asyncio.to_thread(RedisAllowances, redis))
        assert await store.accept(request("a"), ONE, 0.0)
    try:
        with pytest.raises(UserError) as refused:
            await store.accept(request("b"), ONE, 0.0)
        assert refused.value.sentence.id == "limits-unreachable"
        assert await store.job("b") is None
        assert await store.accept(request("free"), [], 0.0)
        await store.start("a")
        await store.record(spend("a", 1))
        await store.finish("a", "done", 1.0)  # its answer was given: that must be known
        found = await store.job("a")
        assert found is not None
        assert found.state == "done"
    finally:
        await store.close()
        await redis.aclose()
