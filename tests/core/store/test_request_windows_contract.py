"""The contract of rate budgets: that of one process alone, and those of processes that count in one store."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

import pytest

from adapters.slack.outbound.rate_budget import RateBudget
from core.domain.errors import StoreAway
from core.store.sql.store import SqlStore
from tests.core.inference.huggingface.conftest import QuickClock

LIMIT, SECONDS = 5, 10.0


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture(params=["alone", "sqlite", "postgresql"])
def budgets(request: pytest.FixtureRequest, clock: QuickClock) -> Sequence[RateBudget]:
    """The same budget in each process: in one that is alone, or in three."""
    if request.param == "alone":
        return [RateBudget(clock, LIMIT, SECONDS)]
    found = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return shared(clock, found)


def shared(clock: QuickClock, store: SqlStore, key: str = "slack T1 chat.update") -> Sequence[RateBudget]:
    return [RateBudget(clock, LIMIT, SECONDS, store, key) for _ in range(3)]


@pytest.mark.parametrize("seed", range(3))
async def test_no_window_has_more_requests_than_the_limit(
    budgets: Sequence[RateBudget], clock: QuickClock, seed: int
) -> None:
    chance, sent = random.Random(seed), list[float]()  # noqa: S311 - the order of requests
    for _ in range(40):
        clock.time += chance.choice((0.0, 0.0, chance.uniform(0.0, 4.0), chance.uniform(0.0, SECONDS)))
        await chance.choice(budgets).acquire()
        sent.append(clock.time)
    for first in sent:
        assert sum(first <= each < first + SECONDS - 1e-3 for each in sent) <= LIMIT


async def test_nobody_waits_longer_than_the_window_asks_for(budgets: Sequence[RateBudget], clock: QuickClock) -> None:
    begun = clock.time
    for number in range(LIMIT * 4):
        await budgets[number % len(budgets)].acquire()
    assert clock.time == pytest.approx(begun + SECONDS * 3, abs=0.01)


async def test_what_is_left_counts_what_all_have_sent(budgets: Sequence[RateBudget], clock: QuickClock) -> None:
    for number in range(LIMIT):
        assert [await each.available() for each in budgets] == [LIMIT - number] * len(budgets)
        await budgets[number % len(budgets)].acquire()
    assert [await each.available() for each in budgets] == [0] * len(budgets)
    clock.time += SECONDS + 0.001
    assert [await each.available() for each in budgets] == [LIMIT] * len(budgets)


async def test_a_pause_holds_for_all_and_a_shorter_one_does_not_end_it(
    budgets: Sequence[RateBudget], clock: QuickClock
) -> None:
    begun = clock.time
    await budgets[0].pause(30.0, everywhere=True)
    await budgets[-1].pause(7.0, everywhere=True)
    assert [await each.available() for each in budgets] == [0] * len(budgets)
    await budgets[-1].acquire()
    assert clock.time == pytest.approx(begun + 30.0, abs=0.01)
    assert [await each.available() for each in budgets] == [LIMIT - 1] * len(budgets)


# Several processes.


async def test_requests_at_the_same_time_get_exactly_the_places(store: SqlStore, clock: QuickClock) -> None:
    waits = await asyncio.gather(*(store.take_request("key", LIMIT, SECONDS, clock.time) for _ in range(16)))
    assert Counter(waits) == {0.0: LIMIT, SECONDS: 16 - LIMIT}
    assert await store.take_request("another key", LIMIT, SECONDS, clock.time) == 0.0


async def test_a_pause_of_one_process_is_nobody_elses(store: SqlStore, clock: QuickClock) -> None:
    one, two, _ = shared(clock, store)
    await one.pause(30.0, everywhere=False)
    assert (await one.available(), await two.available()) == (0, LIMIT)


async def test_each_process_keeps_the_limit_alone_while_the_store_is_away(
    store: SqlStore, clock: QuickClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_ = shared(clock, store)

    async def away(*_: object, **__: object) -> None:
        raise StoreAway("store-failed")

    begun = clock.time
    with monkeypatch.context() as patched:
        for work in ("write", "read"):
            patched.setattr(store._database, work, away)
        await one.pause(1.0, everywhere=True)
        for _ in range(LIMIT + 1):
            await one.acquire()
        assert clock.time == pytest.approx(begun + 1.0 + SECONDS)
        assert await one.available() == LIMIT - 1


async def test_a_clock_that_is_set_back_lengthens_no_wait(store: SqlStore, clock: QuickClock) -> None:
    for _ in range(LIMIT):
        assert await store.take_request("key", LIMIT, SECONDS, clock.time) == 0.0
    await store.pause_requests("key", 20.0, clock.time)
    back = clock.time - 86_400
    for _ in range(LIMIT):
        assert await store.take_request("key", LIMIT, SECONDS, back) == 0.0
    assert await store.take_request("key", LIMIT, SECONDS, back) == SECONDS


async def test_old_requests_and_rests_are_deleted(store: SqlStore, clock: QuickClock) -> None:
    await store.take_request("key", LIMIT, SECONDS, clock.time)
    await store.pause_requests("key", 20.0, clock.time)

    async def rows() -> int:
        query = "SELECT (SELECT count(*) FROM sent_request) + (SELECT count(*) FROM address_rest)"
        return int(await store._database.read(lambda transaction: transaction.execute(query).fetchone()[0]))

    await store.prune_allowances(clock.time + 60)
    assert await rows() == 2
    await store.prune_allowances(clock.time + 2 * 86_400)
    assert await rows() == 0
