"""A connection that is lost during COMMIT: the unit is carried out once, whatever became of its transaction."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import StoreAway
from core.domain.limits import Budget, ConcurrencyLimit, Rate
from core.store.postgres.store import PostgresStore
from core.store.sql.transaction import Transaction
from tests.core.quota.samples import charge, spend
from tests.core.store.conftest import NEVER
from tests.core.store.postgres.test_database_away import impatient
from tests.core.store.samples import ADA, delta, request
from tests.servers.postgres import PostgresServer
from tests.servers.postgres_proxy import Cut, PostgresProxy


@pytest.fixture
async def proxy(store_url: str) -> AsyncIterator[PostgresProxy]:
    """The way to the database."""
    async with PostgresProxy(store_url) as proxy:
        yield proxy


@pytest.fixture
async def store(proxy: PostgresProxy, store_url: str) -> AsyncIterator[PostgresStore]:
    """A store whose connections can be cut; wake-ups are not."""
    store = await PostgresStore.open(proxy.url, direct_url=store_url, poll_seconds=NEVER)
    yield store
    await store.close()


async def running(store: PostgresStore, id: str = "1") -> PostgresStore:
    """The store as a run of a job sees it."""
    await store.accept(request(id), [charge("bot", Budget(amount=60, period="day", measure="calls"))], 1.0)
    job = await store.claim_job(id, "me", 1.0)
    assert job is not None
    return store.fenced(job, SystemClock())


@pytest.mark.parametrize("cut", ["answer", "request"])
async def test_a_unit_whose_commit_lost_its_connection_is_carried_out_once(
    store: PostgresStore, proxy: PostgresProxy, cut: Cut
) -> None:
    run = await running(store)
    proxy.lost_commits = [cut]
    number = await run.append("lounge", "1", ADA.key, None, [delta("Hi")], 1.0)
    assert proxy.lost_commits == []
    assert [entry.number for entry in await store.read("lounge", 0, "anyone")] == [number]
    proxy.lost_commits = ["request", "request", cut]
    await store.record(spend("1", 1))
    assert proxy.lost_commits == []
    assert len(await store.spends(None, 0.0)) == 1


async def test_one_that_was_committed_tells_its_listeners(store: PostgresStore, proxy: PostgresProxy) -> None:
    run = await running(store)
    proxy.lost_commits = ["answer"]
    with store._notifier.listen("lounge") as changed:
        await run.append("lounge", "1", ADA.key, None, [delta("Hi")], 1.0)
        async with asyncio.timeout(30):
            await changed.wait()


async def test_a_commit_that_arrives_late_finds_that_its_unit_ran_elsewhere(
    store: PostgresStore, proxy: PostgresProxy
) -> None:
    def unit(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO reply_message VALUES (CAST(random() AS TEXT), 'job')")

    async def count() -> int:
        query = "SELECT count(*) FROM reply_message"
        return int((await store._database.read(lambda transaction: transaction.execute(query).fetchone()))[0])

    await store._database.write(unit)
    cuts: tuple[Cut, ...] = ("delayed request", "delayed request", "answer", "request")
    for written, cut in enumerate(cuts, 2):
        proxy.lost_commits = [cut]
        await store._database.write(unit)
        assert await count() == written
    await proxy.deliver()
    assert await count() == 5


@pytest.mark.parametrize("cut", ["answer", "request"])
async def test_a_run_that_waits_for_the_database_learns_what_became_of_its_commit(
    store: PostgresStore, proxy: PostgresProxy, monkeypatch: pytest.MonkeyPatch, cut: Cut
) -> None:
    run = await running(store)
    with impatient(monkeypatch):
        proxy.lost_commits, proxy.closed = [cut], True
        appending = asyncio.create_task(run.append("lounge", "1", ADA.key, None, [delta("Hi")], 1.0))
        async with asyncio.timeout(30):
            while proxy.lost_commits:
                await asyncio.sleep(0)
            while True:
                try:
                    await store.job("1")
                except StoreAway:
                    break
        assert not appending.done()
    proxy.closed = False
    async with asyncio.timeout(30):
        number = await appending
    assert [entry.number for entry in await store.read("lounge", 0, "anyone")] == [number]


async def test_a_server_that_crashes_during_a_commit_loses_and_doubles_nothing(
    store: PostgresStore, proxy: PostgresProxy, postgres: PostgresServer
) -> None:
    """After a crash, numbers of transactions may be given again; they prove nothing."""
    run = await running(store)
    cuts: tuple[Cut, ...] = ("answer", "request", "answer")
    for written, cut in enumerate(cuts, 1):
        proxy.lost_commits = [cut]
        appending = asyncio.create_task(run.append("lounge", "1", ADA.key, None, [delta(f"{written}")], 1.0))
        async with asyncio.timeout(30):
            while proxy.lost_commits:
                await asyncio.sleep(0)
        await asyncio.to_thread(postgres.kill)
        await asyncio.to_thread(postgres.start)
        async with asyncio.timeout(60):
            await appending
        assert len(await store.read("lounge", 0, "anyone")) == written


async def test_notes_of_connections_that_are_gone_are_deleted(
    store: PostgresStore, store_url: str, postgres: PostgresServer
) -> None:
    database = store_url.rpartition("/")[2]
    await asyncio.gather(*(store.accept(request(f"{n}"), [], 1.0) for n in range(8)))
    postgres.execute("UPDATE last_commit SET at = at - 86400", database)
    await store.accept(request("now"), [], 1.0)
    await store.expire(0.0)
    ((count,),) = postgres.execute("SELECT count(*) FROM last_commit", database)
    assert count == 1


async def test_what_changes_nothing_is_not_noted(
    store: PostgresStore, store_url: str, postgres: PostgresServer
) -> None:
    before = postgres.execute("SELECT sum(unit) FROM last_commit", store_url.rpartition("/")[2])
    assert await store.claim_job("none", "me", 1.0) is None
    assert postgres.execute("SELECT sum(unit) FROM last_commit", store_url.rpartition("/")[2]) == before


async def test_a_request_is_accepted_in_two_messages(store: PostgresStore, proxy: PostgresProxy) -> None:
    """Each one costs the way to the server, and the locks of the limits are held meanwhile."""
    charges = [charge(each, Rate(units=60, period="hour")) for each in ("user", "channel", "tenant")]
    charges += [
        charge("jobs", ConcurrencyLimit(jobs=9)),
        charge("place", Budget(amount=9, period="day", measure="calls")),
    ]
    charges += [replace(charge("bot", Budget(amount=60, period="day", measure="calls")), scope="bot")]
    await store.accept(request("before"), charges, 1.0)
    before = proxy.messages
    await store.accept(request("1"), charges, 1.0)
    assert proxy.messages == before + 2
