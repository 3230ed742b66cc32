"""Requests that arrive together share transactions, and each of them gets its own answer."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import psycopg
import pytest

from core.domain.errors import LimitReached, StoreAway
from core.domain.limits import Budget, Charge, ConcurrencyLimit, Rate, microseconds
from core.store.postgres.store import PostgresStore
from core.store.postgres.transaction import PostgresTransaction
from core.store.sql.transaction import Transaction
from core.store.time_limit import store_answers_within
from tests.core.quota.samples import charge
from tests.core.store.samples import request

CROWD = 48
START = 20_000 * 86_400.0
BOT = replace(charge("bot", Budget(amount=1_000, period="day", measure="calls")), scope="bot")
IMPOSSIBLE = charge("huge", Budget(amount=2**80, period="day", measure="calls"), 2**70)
"""No database has a column for so many units."""


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads of all transactions that were committed."""
    found: list[str] = []
    commit = PostgresTransaction.commit

    def counted(transaction: PostgresTransaction, note: str = "") -> None:
        found.append(threading.current_thread().name)
        commit(transaction, note)

    monkeypatch.setattr(PostgresTransaction, "commit", counted)
    return found


def owners(number: int) -> list[Charge]:
    return [
        charge(f"user {number}", Rate(units=9, period="hour")),
        charge("tenant", Rate(units=30, period="hour")),
        BOT,
    ]


async def test_a_crowd_shares_transactions_and_each_is_decided_in_its_turn(
    postgres_store: PostgresStore, commits: list[str]
) -> None:
    answers = await asyncio.gather(
        *(postgres_store.accept(request(str(n)), owners(n), START) for n in range(CROWD)), return_exceptions=True
    )
    assert answers[:30] == [True] * 30
    assert all(isinstance(each, LimitReached) for each in answers[30:])
    assert len(commits) < CROWD / 4
    assert await postgres_store.unfinished_jobs() == [str(n) for n in range(30)]
    assert await postgres_store.spent_budgets(["bot"], START) == {"bot": 30}
    assert await postgres_store.arrival_times(["tenant"]) == {"tenant": microseconds(START + 3600)}


async def test_one_that_fails_tears_no_other(postgres_store: PostgresStore) -> None:
    def charges(number: int) -> Sequence[Charge]:
        return [*owners(number), IMPOSSIBLE] if number == 7 else owners(number)

    answers = await asyncio.gather(
        *(postgres_store.accept(request(str(n)), charges(n), START) for n in range(12)), return_exceptions=True
    )
    assert [n for n, answer in enumerate(answers) if answer is not True] == [7]
    assert isinstance(answers[7], psycopg.DataError)
    assert len(await postgres_store.unfinished_jobs()) == 11
    assert await postgres_store.spent_budgets(["bot"], START) == {"bot": 11}


async def test_the_same_request_twice_in_a_crowd_is_accepted_once(postgres_store: PostgresStore) -> None:
    slots = charge("jobs", ConcurrencyLimit(jobs=5, seconds=60.0))
    answers = await asyncio.gather(
        *(postgres_store.accept(request(str(n % 4)), [slots, BOT], START) for n in range(CROWD))
    )
    assert answers.count(True) == 4
    assert await postgres_store.spent_budgets(["bot"], START) == {"bot": 4}


async def test_a_caller_that_is_cancelled_tears_no_other(postgres_store: PostgresStore) -> None:
    tasks = [asyncio.create_task(postgres_store.accept(request(str(n)), [BOT], START)) for n in range(CROWD)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert answers[1::2] == [True] * (CROWD // 2)
    assert await postgres_store.accept(request("last"), [BOT], START)
    # What was submitted is carried out.
    assert await postgres_store.spent_budgets(["bot"], START) == {"bot": CROWD + 1}
    assert len(await postgres_store.unfinished_jobs()) == CROWD + 1


async def test_one_whose_time_is_over_is_not_accepted_later(postgres_store: PostgresStore) -> None:
    locked, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(transaction: Transaction) -> None:
        transaction.lock("4 limit tenant")
        transaction.execute("SELECT 1")
        loop.call_soon_threadsafe(locked.set)
        release.wait(60)

    async def impatient() -> bool:
        with store_answers_within(0.05):
            return await postgres_store.accept(request("impatient"), owners(0), START)

    holding = asyncio.create_task(postgres_store._database.write(hold, long=True))
    await locked.wait()
    patient = [asyncio.create_task(postgres_store.accept(request(str(n)), owners(n), START)) for n in range(3)]
    with pytest.raises(StoreAway):
        await impatient()
    release.set()
    await holding
    assert await asyncio.gather(*patient) == [True] * 3
    assert await postgres_store.unfinished_jobs() == ["0", "1", "2"]


async def test_a_busy_database_is_not_out_of_order(store_url: str, caplog: pytest.LogCaptureFixture) -> None:
    store = await PostgresStore.open(store_url, connections=1)
    begun, release = threading.Event(), threading.Event()

    def hold(transaction: Transaction) -> None:
        transaction.execute("SELECT 1")
        begun.set()
        release.wait(60)

    holding = asyncio.create_task(store._database.write(hold, long=True))
    await asyncio.to_thread(begun.wait)
    with store_answers_within(0.05), pytest.raises(StoreAway):
        await store.preferences("web:home:ada")
    release.set()
    await holding
    assert "did not get its turn" in caplog.text
    assert "out of order" not in caplog.text
    await store.close()
