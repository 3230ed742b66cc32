"""The contract of rests of addresses, in one process and in a store that processes share."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.errors import StoreAway
from core.domain.sentences import say
from core.inference.huggingface.circuit_breaker import CircuitBreaker
from core.inference.local_rests import LocalAddressRests
from core.store.ports.address_rests import AddressRest, AddressRests
from core.store.sql.store import SqlStore
from tests.core.inference.huggingface.conftest import QuickClock

START = 1_700_000_000.0
SERVER = "http://10.0.0.5:8080/" + "a long name " * 1000


@pytest.fixture(params=["local", "sqlite", "postgresql"])
def rests(request: pytest.FixtureRequest) -> AddressRests:
    """No rests, of each kind."""
    if request.param == "local":
        return LocalAddressRests()
    found: SqlStore = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return found


async def test_what_is_known_of_an_address_is_changed_kept_and_forgotten(rests: AddressRests) -> None:
    known = AddressRest(failures=2, seconds=30.0, sentence=say("engine-not-here"))
    assert await rests.address_rest(SERVER, START) is None
    assert await rests.change_address_rest(SERVER, START, lambda _: known) == known
    assert await rests.address_rest(SERVER, START + 10) == replace(known, seconds=20.0)
    assert await rests.address_rest(SERVER, START + 40) == replace(known, seconds=-10.0)
    assert await rests.address_rest(SERVER[:-1], START) is None
    again = AddressRest(failures=3, seconds=5.0)
    assert await rests.change_address_rest(SERVER, START + 40, lambda _: again) == again
    assert await rests.address_rest(SERVER, START + 41) == replace(again, seconds=4.0)
    assert await rests.change_address_rest(SERVER, START + 41, lambda _: None) is None
    assert await rests.address_rest(SERVER, START + 41) is None


async def test_changes_at_the_same_time_see_each_other(rests: AddressRests) -> None:
    def count(rest: AddressRest | None) -> AddressRest:
        return AddressRest(failures=1 + (rest.failures if rest is not None else 0), seconds=0.0)

    changed = await asyncio.gather(*(rests.change_address_rest(SERVER, START, count) for _ in range(16)))
    assert sorted(each.failures for each in changed if each is not None) == list(range(1, 17))


async def test_breakers_of_all_processes_are_one_circuit_and_one_of_them_tries(rests: AddressRests) -> None:
    clock = QuickClock()
    breakers = [CircuitBreaker(clock, rests) for _ in range(4)]
    for breaker in breakers[:3]:
        assert (await breaker.enter(SERVER)).rest_seconds == 0
        await breaker.failed(SERVER)
    assert [(await each.enter(SERVER)).rest_seconds for each in breakers] == [30.0] * 4
    assert [list(each.resting()) for each in breakers] == [[SERVER]] * 4
    clock.time += 30
    for _ in range(2):
        passages = await asyncio.gather(*(each.enter(SERVER) for each in breakers * 4))
        assert sorted(each.rest_seconds for each in passages) == [0.0] + [30.0] * 15
        assert [each.is_trial for each in passages].count(True) == 1
        await breakers[1].abandoned(SERVER)
    trials = await asyncio.gather(*(each.enter(SERVER) for each in breakers))
    await breakers[[each.is_trial for each in trials].index(True)].succeeded(SERVER)
    assert not any([(await each.enter(SERVER)).rest_seconds for each in breakers])
    assert not any(each.resting() for each in breakers)


async def test_while_the_store_is_away_no_address_rests(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = QuickClock()
    breaker = CircuitBreaker(clock, store, failures=1)
    await breaker.failed(SERVER)

    async def away(*_: object, **__: object) -> None:
        raise StoreAway("store-failed")

    with monkeypatch.context() as patched:
        for work in ("write", "read"):
            patched.setattr(store._database, work, away)
        assert (await breaker.enter(SERVER)).rest_seconds == 0
        await breaker.failed(SERVER)
        await breaker.succeeded(SERVER)
        await breaker.abandoned(SERVER)
    assert (await breaker.enter(SERVER)).rest_seconds == 30.0


async def test_a_clock_that_is_set_back_lengthens_no_rest(store: SqlStore) -> None:
    await store.change_address_rest(SERVER, START, lambda _: AddressRest(failures=3, seconds=30.0))
    assert await store.address_rest(SERVER, START - 86_400) == AddressRest(failures=3, seconds=0.0)
