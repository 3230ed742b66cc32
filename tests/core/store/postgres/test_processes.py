"""Several processes on one database: what one of them alone could not get wrong."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import RunOver
from core.domain.jobs import LEASE_SECONDS
from core.domain.limits import Rate
from core.store.postgres.store import PostgresStore
from core.store.sql.transaction import Transaction
from tests.core.quota.samples import charge
from tests.core.store.conftest import open_postgres
from tests.core.store.samples import ADA, delta, request, turn
from tests.servers.postgres import PostgresServer

_TASKS = """
import asyncio, sys
from core.domain.errors import LimitReached
from core.domain.limits import Budget, Charge, Rate
from core.store.postgres.store import PostgresStore
from tests.core.store.samples import request

async def main(url, process):
    store = await PostgresStore.open(url)

    async def accept(task, round):
        charges = [
            Charge(key=f"tenant {round}", units=1, limit=Rate(units=40, period="hour"), scope="tenant"),
            Charge(key=f"user {process}", units=1, limit=Rate(units=1000, period="hour")),
            Charge(key=f"bot {round}", units=1, limit=Budget(amount=40, period="month", measure="calls"), scope="bot"),
        ]
        try:
            return await store.accept(request(f"{round} {process} {task}"), charges, 1.0)
        except LimitReached:
            return False

    print("ready", flush=True)
    sys.stdin.readline()
    for round in range(3):
        print(sum(await asyncio.gather(*(accept(task, round) for task in range(25)))), flush=True)
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


def test_of_a_hundred_tasks_of_four_processes_exactly_the_limit_is_accepted(store_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _TASKS, store_url, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    accepted = [[int(line) for line in process.communicate()[0].split()] for process in processes]
    assert [sum(of_round) for of_round in zip(*accepted, strict=True)] == [40, 40, 40]


@pytest.fixture
async def two(store_url: str) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """The stores of two processes, by the database's clock."""
    async with AsyncExitStack() as closing:
        stores = []
        for _ in range(2):
            stores.append(await open_postgres(store_url, own_clock=True))
            closing.push_async_callback(stores[-1].close)
        yield stores[0], stores[1]


async def test_a_tail_skips_no_line_that_is_committed_after_a_higher_number(
    two: tuple[PostgresStore, PostgresStore],
) -> None:
    written: list[str] = []

    async def write(store: PostgresStore, name: str) -> None:
        for number in range(25):
            texts = [f"{name} {number} {part}" for part in range(1 + number % 3)]
            await store.append("lounge", name, ADA.key, None, [delta(text) for text in texts], 1.0)
            written.extend(texts)

    async def follow(store: PostgresStore) -> list[object]:
        seen: list[object] = []
        after = 0
        while not writing.done() or len(seen) < len(written):
            lines = await store.read("lounge", after, "anyone", 3)
            after = lines[-1].number if lines else after
            seen += [line.content["text"] for line in lines]
        return seen

    async with asyncio.timeout(60):
        writing = asyncio.gather(*(write(store, f"{n} {store is two[0]}") for n in range(4) for store in two))
        for seen in await asyncio.gather(*map(follow, two)):
            assert sorted(map(str, seen)) == sorted(written)


async def test_lines_wait_for_the_room_and_not_for_other_rooms(
    two: tuple[PostgresStore, PostgresStore],
) -> None:
    """A number is not given before the writer of a lower one in the room has committed."""
    reached, going_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(transaction: Transaction) -> None:
        transaction.lock("3 room lounge")
        transaction.execute("SELECT 1")  # a lock is taken with the next statement
        loop.call_soon_threadsafe(reached.set)
        asyncio.run_coroutine_threadsafe(going_on.wait(), loop).result(30)

    async def until_one_waits() -> None:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not (await two[1]._database.read(lambda transaction: transaction.execute(query).fetchone()))[0]:
            await asyncio.sleep(0.01)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(two[0]._database.write(slow, long=True))
        await reached.wait()
        waiting = group.create_task(two[1].append("lounge", "1", ADA.key, None, [delta("later")], 1.0))
        await until_one_waits()
        await two[1].append("kitchen", "2", ADA.key, None, [delta("meanwhile")], 1.0)
        assert not waiting.done()
        going_on.set()


async def test_the_databases_clock_counts_and_not_that_of_a_process(two: tuple[PostgresStore, PostgresStore]) -> None:
    ahead, behind = 4e9, 1.0
    assert await two[0].accept(request("1"), [charge("k", Rate(units=1, period="hour"))], ahead)
    job = await two[0].claim_job("1", "ahead", ahead)
    assert job is not None
    assert await two[1].claim_job("1", "behind", behind) is None
    assert await two[1].claim_job("1", "ahead of all", ahead * 2) is None
    assert await two[1].due_jobs("other", ahead * 2) == []
    assert abs(job.accepted_at - SystemClock().now()) < 3600
    await two[1].resume_jobs("other", ahead)
    assert await two[0].renew_leases("ahead", behind) == {"1": 1}
    assert await two[0].accept(request("due later"), [], ahead, runnable_at=ahead + 1000.0)
    assert await two[1].due_jobs("other", ahead + 2000.0) == []
    assert await two[0].put_back_job("1", job.run, behind, seconds=60.0, failed=False)
    assert await two[1].due_jobs("other", ahead) == []
    assert await two[0].request_stop("1", "Bo")
    assert await two[1].due_jobs("other", behind) == ["1"]


async def test_nobody_takes_over_a_job_until_the_database_has_been_up_for_a_lease(
    two: tuple[PostgresStore, PostgresStore], postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await two[0].accept(request("1"), [], 1.0)
    job = await two[0].claim_job("1", "owner", 1.0)
    assert job is not None
    assert await two[0].take_lease("shard", "owner", 1.0, 1.0)
    expire = "UPDATE job SET lease_until = 1"
    await two[0]._database.write(lambda transaction: transaction.execute(expire).rowcount)
    expire_others = "UPDATE lease SET until = 1"
    await two[0]._database.write(lambda transaction: transaction.execute(expire_others).rowcount)
    uptime = LEASE_SECONDS
    for uptime, due in ((LEASE_SECONDS - 1, []), (LEASE_SECONDS + 1, ["1"])):
        monkeypatch.setattr(
            "core.store.postgres.transaction.PostgresTransaction.up_since",
            lambda self, uptime=uptime: self.now(0.0) - uptime,
        )
        assert await two[1].due_jobs("other", 1.0) == due
        assert await two[0].due_jobs("owner", 1.0) == ["1"]
        assert await two[1].take_lease("shard", "other", 1.0, 1.0) is bool(due)
    assert await two[1].claim_job("1", "other", 1.0) is not None
    with pytest.raises(RunOver):
        await two[0].fenced(job, SystemClock()).save_receipt("1", {})


async def test_a_room_of_another_process_is_tailed(two: tuple[PostgresStore, PostgresStore]) -> None:
    async with asyncio.timeout(60), aclosing(two[0].tail("lounge", 0, "anyone")) as tail:
        await two[1].append("lounge", "1", ADA.key, None, [delta("Hi")], 1.0)
        assert [line.content for line in await anext(tail)] == [delta("Hi")]


async def test_reminders_and_departures_go_by_the_databases_clock(two: tuple[PostgresStore, PostgresStore]) -> None:
    """The clock of one process is ten days ahead, that of another ten days behind."""
    store, _ = two
    now, days = SystemClock().now(), 86_400.0
    await store.save_reminder(request("later"), now + 3600)
    assert await store.due_reminders(now + 10 * days) == []
    await store.save_reminder(request("later"), now - 3600)
    assert [each.id for each in await store.due_reminders(now - 10 * days)] == ["later"]
    await store.append_turns([turn("1", conversation="web:home:hall|lobby")])
    await store.note_left("web:home", now - 10 * days)
    for wrong in (-10 * days, 0.0, 10 * days):
        assert await store.left_places(now + wrong - days, now + wrong) == []
        assert await store.delete_left(["web:home"], now + wrong - days, now + wrong) == 0
    assert await store.left_places(now + 5, now) == ["web:home"]
    assert await store.delete_left(["web:home"], now + 5, now) > 0
