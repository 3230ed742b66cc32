"""Work that one process at a time does for all."""

import asyncio

from core.domain.clock import SystemClock
from core.store.exclusive_work import only_here
from core.store.sql.store import SqlStore


async def test_a_lease_belongs_to_one_owner_until_it_ends_or_is_given_back(store: SqlStore) -> None:
    assert await store.take_lease("work", "one", 100.0, 10.0)
    assert not await store.take_lease("work", "two", 105.0, 10.0)
    assert await store.take_lease("other work", "two", 105.0, 10.0)
    assert await store.take_lease("work", "one", 109.0, 10.0)
    assert not await store.take_lease("work", "two", 118.9, 10.0)
    assert await store.take_lease("work", "two", 119.0, 10.0)
    await store.give_back_lease("work", "one")
    assert not await store.take_lease("work", "one", 120.0, 10.0)
    await store.give_back_lease("work", "two")
    assert await store.take_lease("work", "one", 120.0, 10.0)


async def test_many_wait_for_each_other_and_a_failure_leaves_nothing_taken(store: SqlStore) -> None:
    inside, most, done = 0, 0, list[int]()

    class Busy(SystemClock):
        async def sleep(self, seconds: float) -> None:
            await asyncio.sleep(0)

    async def work(number: int) -> None:
        nonlocal inside, most
        async with only_here(store, "work", Busy(), 1000.0):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1
            done.append(number)
            if number == 0:
                raise ValueError

    async with asyncio.timeout(60):
        await asyncio.gather(*map(work, range(5)), return_exceptions=True)
    assert (most, sorted(done)) == (1, [0, 1, 2, 3, 4])
