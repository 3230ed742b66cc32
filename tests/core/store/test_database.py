"""SQLite files: opened, read at one moment, and closed as one file."""

import asyncio
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from core.domain.errors import OperatorError, UserError
from core.store.sql.transaction import Transaction
from core.store.sqlite.database import Database
from core.store.sqlite.migrations import MIGRATIONS
from tests.core.store.notes import behind_gate, note, notes


async def test_a_write_is_read_after_its_call_returns(database: Database) -> None:
    assert await database.write(note("one")) == "one"
    assert await database.read(notes) == ["one"]


async def test_closing_finishes_submitted_writes(tmp_path: Path) -> None:
    path = tmp_path / "test.sqlite3"
    database = await asyncio.to_thread(Database.open, path)
    await database.write(lambda transaction: transaction.execute("CREATE TABLE note (text TEXT NOT NULL)").rowcount)
    gate, first = await behind_gate(database)
    writes = [asyncio.create_task(database.write(note(str(number)))) for number in range(20)]
    await asyncio.sleep(0)
    closing = asyncio.gather(database.close(), database.close())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="closed"):
        await database.write(notes)
    gate.opened.set()
    await closing
    assert await asyncio.gather(*writes) == [str(number) for number in range(20)]
    await first
    with pytest.raises(RuntimeError):
        await database.read(notes)
    # The write-ahead log has been checkpointed: one file holds everything.
    assert [entry.name for entry in os.scandir(tmp_path)] == ["test.sqlite3"]


async def test_a_read_sees_one_moment(database: Database) -> None:
    await database.write(note("one"))
    between = threading.Event()
    written = threading.Event()

    def twice(transaction: Transaction) -> tuple[list[str], list[str]]:
        first = notes(transaction)
        between.set()
        assert written.wait(30)
        return first, notes(transaction)

    read = asyncio.create_task(database.read(twice))
    assert await asyncio.to_thread(between.wait, 30)
    await database.write(note("two"))
    written.set()
    assert await read == (["one"], ["one"])
    assert await database.read(notes) == ["one", "two"]


async def test_the_reading_connection_cannot_write(database: Database) -> None:
    with pytest.raises((sqlite3.OperationalError, UserError)):
        await database.read(note("no"))


@pytest.mark.parametrize("at", [0, 20_000])
async def test_a_damaged_database_is_refused_with_the_way_back(tmp_path: Path, at: int) -> None:
    path = tmp_path / "test.sqlite3"
    database = await asyncio.to_thread(Database.open, path)
    await database.close()
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * 40_000)
    with pytest.raises(OperatorError, match=r"is damaged .*backup in its place"):
        await asyncio.to_thread(Database.open, path)


async def test_the_file_is_for_its_owner_and_set_up_for_durability(database: Database) -> None:
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in database.path.parent.iterdir())

    def pragmas(transaction: Transaction) -> list[str | int]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "user_version")
        return [transaction.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await database.write(pragmas) == ["wal", 2, 1, 1, len(MIGRATIONS)]
    loose = await database.read(
        lambda transaction: transaction.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict "
            "AND name NOT LIKE 'sqlite%' AND name <> 'note'"
        ).fetchall()
    )
    assert loose == []


async def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be opened"):
        await asyncio.to_thread(Database.open, tmp_path / "nowhere" / "test.sqlite3")


async def test_a_closed_database_is_one_file(database: Database, tmp_path: Path) -> None:
    await database.write(note("hello"))
    await database.read(notes)
    await database.close()
    assert await asyncio.to_thread(os.listdir, tmp_path) == ["test.sqlite3"]
