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


async def test_leases_of_a_prefix_are_listed_renewed_handed_over_and_given_up(store: SqlStore) -> None:
    for name, owner in (("shards/1", "one"), ("shards/2", "two"), ("shards of others", "one")):
        assert await store.take_lease(name, owner, 100.0, 10.0)
    found = await store.renew_all_leases("shards/", "one", 105.0, 10.0)
    assert {name: (lease.owner, lease.remaining) for name, lease in found.items()} == {
        "shards/1": ("one", 10.0),
        "shards/2": ("two", 5.0),
    }
    assert not await store.take_lease("shards/1", "two", 106.0, 10.0, instead_of="three")
    assert await store.take_lease("shards/1", "two", 106.0, 10.0, instead_of="one")
    assert "one" not in {each.owner for each in (await store.renew_all_leases("shards/", "one", 107.0, 9.0)).values()}
    await store.give_up_leases("shards/", "two", 108.0)
    found = await store.renew_all_leases("shards/", "one", 110.0, 10.0)
    assert {(lease.owner, lease.remaining) for lease in found.values()} == {("", -2.0)}
    assert await store.take_lease("shards/1", "three", 110.0, 10.0)
    assert await store.renew_all_leases("shards/", "one", 110.0 + 90_000, 10.0) == {}


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
