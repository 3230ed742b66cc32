"""PostgreSQL killed, paused, restarted, full, read-only, slow, or behind a pooler: nothing acknowledged is lost."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import RunOver, StoreAway
from core.domain.limits import Budget, Rate
from core.store.postgres import database, unit_runs
from core.store.postgres.store import PostgresStore
from core.store.sql.transaction import Transaction
from tests.core.quota.samples import charge
from tests.core.store.conftest import open_postgres
from tests.core.store.samples import ADA, delta, request, turn
from tests.servers.postgres import PostgresServer


@pytest.fixture
async def shared(store_url: str) -> AsyncIterator[PostgresStore]:
    """A store with a database of its own, by the database's clock."""
    store = await open_postgres(store_url, own_clock=True)
    yield store
    await store.close()


@contextlib.contextmanager
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Waits less long for a database that does not answer."""
    with monkeypatch.context() as patch:
        patch.setattr(unit_runs, "UNIT_SECONDS", 0.3)
        patch.setattr(database, "UNIT_SECONDS", 0.3)
        patch.setattr(database, "LINE_SECONDS", 0.3)
        patch.setattr(database, "SUSPECT_SECONDS", 0.2)
        yield


async def until_back(store: PostgresStore, id: str) -> None:
    """Accepts a request as soon as the database answers."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(StoreAway):
                await store.accept(request(id), [], 1.0)
                return
            await asyncio.sleep(0.01)


async def away(store: PostgresStore, id: str, sentence: str = "store-failed") -> None:
    with pytest.raises(StoreAway) as error:
        await store.accept(request(id), [], 1.0)
    assert error.value.sentence.id == sentence
    with contextlib.suppress(StoreAway):
        assert await store.job(id) is None


async def test_a_restart_while_nothing_happens_is_not_noticed(shared: PostgresStore, postgres: PostgresServer) -> None:
    await asyncio.gather(*(shared.accept(request(f"{n}"), [], 1.0) for n in range(12)))  # opens several connections
    postgres.restart()
    assert await asyncio.gather(*(shared.accept(request(f"after {n}"), [], 1.0) for n in range(12))) == [True] * 12
    postgres.kill()
    postgres.start()
    assert len(await shared.unfinished_jobs()) == 24


async def test_what_was_acknowledged_survives_kills_and_what_was_not_is_away(
    shared: PostgresStore, postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    acknowledged, refused, ending = list[str](), list[str](), asyncio.Event()

    async def work(worker: int) -> None:
        number = 0
        while not ending.is_set():
            id = f"{worker}-{number}"
            number += 1
            try:
                assert await shared.accept(request(id), [], 1.0)
                acknowledged.append(id)
            except StoreAway:
                refused.append(id)
                await asyncio.sleep(0)

    async def acknowledges(count: int) -> None:
        async with asyncio.timeout(60):
            while len(acknowledged) < count:
                await asyncio.sleep(0.01)

    async with asyncio.TaskGroup() as group:
        for worker in range(6):
            group.create_task(work(worker))
        await acknowledges(50)
        for _ in range(2):
            await asyncio.to_thread(postgres.kill)
            before = len(refused)
            async with asyncio.timeout(60):
                while len(refused) < before + 20:
                    await asyncio.sleep(0.01)
            await asyncio.to_thread(postgres.start)
            await acknowledges(len(acknowledged) + 50)
        ending.set()
    stored = set(await shared.unfinished_jobs())
    assert set(acknowledged) <= stored
    told = [record for record in caplog.records if record.name == database.__name__ and record.levelno == logging.ERROR]
    assert 2 <= len(told) <= 4, "an outage is told once"


async def test_a_paused_database_is_given_up_soon_and_used_again_when_it_goes_on(
    shared: PostgresStore, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shared.accept(request("before"), [], 1.0)
    with impatient(monkeypatch), postgres.paused():
        await asyncio.gather(*(away(shared, f"paused {n}") for n in range(3)))
    await until_back(shared, "after")
    assert await shared.unfinished_jobs() == ["before", "after"]


async def test_a_run_goes_on_after_a_pause_and_ends_if_another_has_taken_over(
    shared: PostgresStore, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shared.accept(request("1"), [], 1.0)
    job = await shared.claim_job("1", "me", 1.0)
    assert job is not None
    fenced = shared.fenced(job, SystemClock())
    with impatient(monkeypatch), postgres.paused():
        saving = asyncio.create_task(fenced.append_turns([turn("1")]))
        await away(shared, "paused")
        assert not saving.done()
    async with asyncio.timeout(60):
        await saving
    assert len(await shared.turns_of_job("1")) == 1
    change = "UPDATE job SET run = run + 1, owner = 'other'"
    await shared._database.write(lambda transaction: transaction.execute(change).rowcount)
    with pytest.raises(RunOver):
        await fenced.append("lounge", "1", ADA.key, None, [delta("late")], 1.0)
    assert await shared.read("lounge", 0, "anyone") == []


async def test_a_process_that_stops_in_a_transaction_does_not_hold_its_locks_for_ever(
    shared: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, free = unit_runs._WRITE
    monkeypatch.setattr(unit_runs, "_WRITE", (begin, free.replace("'10s'", "'100ms'")))
    holding, going_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def stops(transaction: Transaction) -> None:
        transaction.lock("1 job 1")
        transaction.execute("SELECT 1")
        if not holding.is_set():
            loop.call_soon_threadsafe(holding.set)
            asyncio.run_coroutine_threadsafe(going_on.wait(), loop).result(30)
        transaction.execute("INSERT INTO receipt VALUES ('stopped', '{}')")

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        stopped = group.create_task(shared._database.write(stops))
        await holding.wait()
        await shared.accept(request("1"), [], 1.0)
        going_on.set()
        await stopped  # its connection was ended, so it ran again, whole


async def test_a_database_without_write_access_is_away_until_it_has_some(
    shared: PostgresStore, postgres: PostgresServer
) -> None:
    await shared.accept(request("1"), [], 1.0)
    postgres.restart(default_transaction_read_only="on")
    try:
        assert await shared.unfinished_jobs() == ["1"]
    finally:
        postgres.restart()
    await until_back(shared, "2")


async def test_a_full_disk_is_a_sentence_of_its_own(shared: PostgresStore) -> None:
    def full(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO receipt VALUES ('half', '{}')")
        transaction.execute("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '53100'; END $$")

    with pytest.raises(StoreAway) as error:
        await shared._database.write(full)
    assert error.value.sentence.id == "store-full"
    assert await shared.receipt("half") == {}
    assert await shared.accept(request("1"), [], 1.0)


@pytest.mark.parametrize("code", ["25006", "53200", "53300", "57P03", "57014", "58030", "XX001", "08006"])
async def test_trouble_of_the_server_is_away_and_mistakes_of_ours_are_not(shared: PostgresStore, code: str) -> None:
    def troubled(transaction: Transaction) -> None:
        transaction.execute(f"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '{code}'; END $$")

    with pytest.raises(StoreAway) as error:
        await shared._database.write(troubled)
    assert error.value.sentence.id == "store-failed"
    with pytest.raises(Exception, match="does not exist"):
        await shared._database.write(lambda transaction: transaction.execute("SELECT * FROM nowhere").fetchall())
    assert await shared.accept(request("1"), [], 1.0)


async def test_a_slow_database_is_away_and_a_long_unit_has_more_time(
    shared: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO receipt VALUES ('slow', '{}')")
        transaction.execute("SELECT pg_sleep(1)")

    with impatient(monkeypatch):
        with pytest.raises(StoreAway):
            await shared._database.write(slow)
        await shared._database.write(slow, long=True)


async def test_a_unit_that_waits_behind_others_for_too_long_never_runs(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await PostgresStore.open(store_url, connections=1)
    with impatient(monkeypatch):
        blocking = asyncio.create_task(
            store._database.write(lambda transaction: transaction.execute("SELECT pg_sleep(1)").fetchone(), long=True)
        )
        await asyncio.sleep(0)
        with pytest.raises(StoreAway):
            await store.accept(request("1"), [], 1.0)
    await blocking
    assert await store.job("1") is None
    await store.close()


async def test_behind_a_pooler_in_transaction_mode_everything_works(
    postgres: PostgresServer, database_url: str
) -> None:
    with postgres.pooler(default_pool_size="3") as pooler:
        store = await PostgresStore.open(pooler.url(database_url), direct_url=database_url)
        charges = [charge(each, Rate(units=60, period="hour")) for each in ("user", "channel", "tenant")]
        charges += [charge("bot", Budget(amount=60, period="day", measure="calls"))]
        assert sum(await asyncio.gather(*(store.accept(request(f"{n % 20}"), charges, 1.0) for n in range(60)))) == 20
        jobs = await asyncio.gather(*(store.claim_job(f"{n % 20}", f"{n}", 1.0) for n in range(60)))
        assert sum(job is not None for job in jobs) == 20
        postgres.restart()
        await until_back(store, "after")
        await store.append("lounge", "1", ADA.key, None, [delta("Hi")], 1.0)
        assert len(await store.read("lounge", 0, "anyone")) == 1
        await store.append_turns([turn("1", ordinal) for ordinal in range(5)])
        assert len(await store.turns_of_job("1")) == 5
        assert await store.spent_budgets(["bot"], 1.0) == {"bot": 20}
        await store.close()
