"""One writer, shared commits, and units that are atomic by themselves."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.errors import UserError
from core.i18n.rendering import render
from core.store.sql.transaction import Transaction
from core.store.sqlite.database import Database
from core.store.sqlite.transaction import SqliteUpkeep
from tests.core.store.notes import behind_gate, note, notes


def _run_dry(transaction: Transaction) -> None:
    next(iter(transaction.execute("SELECT 1 WHERE false")))


async def test_writes_that_wait_share_one_commit(database: Database) -> None:
    statements: list[str] = []
    await database.write(lambda transaction: transaction.connection.set_trace_callback(statements.append))
    gate, first = await behind_gate(database)
    statements.clear()
    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(database.write(note(str(number))))
        await asyncio.sleep(0)
        gate.opened.set()
    await first
    # One commit for the gate itself, and one for all units submitted meanwhile.
    assert statements.count("COMMIT") == 2
    assert await database.read(notes) == [str(number) for number in range(50)]


async def test_a_failing_unit_is_undone_alone(database: Database) -> None:
    def fails(transaction: Transaction) -> None:
        note("half")(transaction)
        raise LookupError("of the unit itself")

    def violates(transaction: Transaction) -> None:
        note("also half")(transaction)
        transaction.execute("INSERT INTO note VALUES (NULL)")

    gate, first = await behind_gate(database)
    group = asyncio.gather(
        database.write(note("before")),
        database.write(fails),
        database.write(violates),
        database.write(_run_dry),
        database.write(note("after")),
        return_exceptions=True,
    )
    await asyncio.sleep(0)
    gate.opened.set()
    await first
    before, failed, violated, exhausted, after = await group
    assert (before, after) == ("before", "after")
    assert isinstance(failed, LookupError)
    assert isinstance(violated, sqlite3.IntegrityError)
    assert isinstance(exhausted, RuntimeError)
    assert await database.read(notes) == ["before", "after"]
    # Alone, too.
    with pytest.raises(LookupError):
        await database.write(fails)
    assert await database.read(notes) == ["before", "after"]


async def test_entries_that_wait_share_a_unit_and_one_that_fails_tears_no_other(database: Database) -> None:
    together: list[list[str]] = []

    def shared(transaction: Transaction, texts: Sequence[str]) -> list[str]:
        together.append(list(texts))
        written = [note(text)(transaction) for text in texts]
        if "fails" in texts:
            raise LookupError("of one of them")
        return written

    async def ask(*texts: str) -> list[str | BaseException]:
        together.clear()
        gate, first = await behind_gate(database)
        group = asyncio.gather(
            database.write_together(shared, texts[0]),
            database.write(note("alone")),
            *(database.write_together(shared, text) for text in texts[1:]),
            return_exceptions=True,
        )
        await asyncio.sleep(0)
        gate.opened.set()
        await first
        return await group

    assert await ask("a", "b", "c") == ["a", "alone", "b", "c"]
    assert together == [["a"], ["b", "c"]]
    one, alone, failed, other = await ask("d", "fails", "e")
    assert (one, alone, other) == ("d", "alone", "e")
    assert isinstance(failed, LookupError)
    assert together[-3:] == [["d"], ["fails"], ["e"]]
    assert await database.read(notes) == ["a", "alone", "b", "c", "d", "alone", "e"]


async def test_a_group_that_loses_its_transaction_is_carried_out_one_by_one(database: Database) -> None:
    def loses_all(transaction: Transaction) -> None:
        # SQLite itself does this after some disk errors.
        transaction.execute("ROLLBACK")
        raise sqlite3.OperationalError("disk I/O error")

    gate, first = await behind_gate(database)
    group = asyncio.gather(
        database.write(note("before")),
        database.write(loses_all),
        database.write(note("after")),
        return_exceptions=True,
    )
    await asyncio.sleep(0)
    gate.opened.set()
    await first
    before, lost, after = await group
    assert (before, after) == ("before", "after")
    assert isinstance(lost, sqlite3.OperationalError)
    assert await database.read(notes) == ["before", "after"]


async def test_a_cancelled_caller_leaves_its_unit_whole(database: Database) -> None:
    def both(transaction: Transaction) -> None:
        note("first half")(transaction)
        note("second half")(transaction)

    gate, first = await behind_gate(database)
    cancelled = asyncio.create_task(database.write(both))
    following = asyncio.create_task(database.write(note("following")))
    await asyncio.sleep(0)
    cancelled.cancel()
    first.cancel()
    gate.opened.set()
    assert await following == "following"
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    assert await database.read(notes) == ["first half", "second half", "following"]


async def test_an_after_commit_function_runs_once_after_a_commit(database: Database) -> None:
    seen: list[list[str]] = []
    await database.write(note("kept"), lambda upkeep: seen.append(upkeep.run(notes)))

    def fails(transaction: Transaction) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fails, lambda _: seen.append(["never"]))

    def breaks(upkeep: SqliteUpkeep) -> None:
        upkeep.connection.execute("BEGIN")
        raise OSError("afterwards")

    assert await database.write(note("too"), breaks) == "too"
    assert await database.write(note("more")) == "more"
    assert seen == [["kept"]]
    assert await database.read(notes) == ["kept", "too", "more"]


async def test_a_full_disk_is_an_error_and_survived(database: Database) -> None:
    (pages,) = await database.read(lambda transaction: transaction.execute("PRAGMA page_count").fetchone())
    await database.write(lambda transaction: transaction.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone())
    gate, first = await behind_gate(database)
    group = asyncio.gather(
        database.write(note("small")),
        database.write(note("large" * 100_000)),
        database.write(note("small too")),
        return_exceptions=True,
    )
    await asyncio.sleep(0)
    gate.opened.set()
    await first
    small, large, small_too = await group
    assert (small, small_too) == ("small", "small too")
    assert isinstance(large, UserError)
    assert large.sentence.id == "store-full"
    assert "disk is full" in render(large.sentence)
    assert await database.read(notes) == ["small", "small too"]
    await database.write(lambda transaction: transaction.execute("PRAGMA max_page_count = 1000000").fetchone())
    await database.write(note("large" * 100_000))
    assert len(await database.read(notes)) == 3


_FILE_LIMIT = """
import asyncio, resource, signal, sys
from pathlib import Path
from core.domain.errors import UserError
from core.store.sqlite.database import Database

async def main():
    database = Database.open(Path(sys.argv[1]))
    write = lambda text: database.write(lambda transaction: transaction.execute(
        "INSERT INTO preference VALUES (?, 'name', ?)", (text[:9], text)).rowcount)
    await write("before")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    results = await asyncio.gather(*(write(f"{n:09}" + "x" * 100_000) for n in range(10)), return_exceptions=True)
    failed = [result for result in results if result != 1]
    assert failed, "the limit was never met"
    assert all(isinstance(result, UserError) and result.sentence.id.startswith("store-") for result in failed), failed
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await write("after")
    rows = await database.read(lambda transaction: transaction.execute("SELECT count(*) FROM preference").fetchone())
    assert rows == (2 + 10 - len(failed),), rows
    await database.close()
    print("fine")

asyncio.run(main())
"""


def test_a_disk_that_refuses_more_bytes_is_an_error_and_survived(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", _FILE_LIMIT, str(tmp_path / "test.sqlite3")], capture_output=True, text=True, check=False
    )
    assert process.stdout == "fine\n", process.stderr


_DIE = """
import asyncio, os, sys
from pathlib import Path
from core.store.sql.store import SqlStore
from core.store.sqlite.store import SqliteStore
from core.domain.limits import Rate
from tests.core.quota.samples import charge
from tests.core.store.samples import request

LIMIT = Rate(units=1_000_000, period="hour")

async def main():
    store = await SqliteStore.open(Path(sys.argv[1]))
    async def accept(worker):
        for number in range(10_000):
            id = f"{worker}-{number}"
            assert await store.accept(request(id), [charge("user:ada", LIMIT, 1), charge("all", LIMIT, 2)], 1.0)
            os.write(1, (id + "\\n").encode())
    await asyncio.gather(*(accept(worker) for worker in range(20)))

asyncio.run(main())
"""


@pytest.mark.chaos
def test_acknowledged_writes_survive_a_kill(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    with subprocess.Popen([sys.executable, "-c", _DIE, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            acknowledged.add(line.strip())
            if len(acknowledged) == 300:
                process.kill()
        process.wait()

    async def recover() -> tuple[list[str], list[tuple[str, int]]]:
        database = await asyncio.to_thread(Database.open, tmp_path / "troubadour.sqlite3")
        jobs = await database.read(lambda transaction: transaction.execute("SELECT id FROM job").fetchall())
        charges = await database.read(
            lambda transaction: transaction.execute(
                "SELECT job, sum(units) FROM pending_charge GROUP BY job"
            ).fetchall()
        )
        await database.close()
        return [id for (id,) in jobs], charges

    jobs, charges = asyncio.run(recover())
    assert acknowledged <= set(jobs)
    assert dict(charges) == dict.fromkeys(jobs, 3)
