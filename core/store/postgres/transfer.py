"""Copies of everything between a data folder and a PostgreSQL database.

Both have the same tables, so rows are copied as they are; the bytes of files go to where the target keeps them. The
counts of all tables are compared before the target is committed. All functions block.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from core.domain.errors import OperatorError
from core.store.blob_files import BLOBS, BlobFiles, digest_of
from core.store.postgres.database import PostgresDatabase
from core.store.postgres.setup_check import CONNECT_SECONDS, reason
from core.store.sql.blobs import BlobContents
from core.store.sqlite.database import DATABASE, Database
from core.store.sqlite.store import SqliteStore

_BATCH = 1000
_OF_SQLITE = "sqlite_sequence"
"""SQLite's table of the highest numbers, which are never given again."""
_TOTALS = "daily_usage"
"""The totals of the ledger, which triggers fill as it is copied."""

Row = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """The number of rows by table, and the digests of files whose bytes were not there any more."""

    counts: Mapping[str, int]
    lost: Sequence[str]

    @property
    def rows(self) -> int:
        """The number of all rows."""
        return sum(self.counts.values())


def copy_to_database(folder: Path, url: str, files: BlobContents | None, *, replace: bool = False) -> Transfer:
    """Copies a claimed data folder into an empty database, in one transaction. `replace` empties the database first.

    Raises `OperatorError` if that is impossible; then the database is as it was.
    """
    asyncio.run(_bring_up_to_date(folder))
    PostgresDatabase.open(url)
    source = BlobFiles(folder / BLOBS)
    with _folder_database(folder) as old, connected(url) as new, new.transaction():
        tables = _tables(old)
        if replace:
            new.execute(SQL("TRUNCATE {}").format(SQL(", ").join(map(Identifier, [*tables, "blob_content", _TOTALS]))))
        elif any(_count(new, table) for table in tables):
            raise OperatorError(
                "The PostgreSQL database is not empty: choose an empty one, or create one (CREATE DATABASE)."
            )
        for table, columns in tables.items():
            _copy_rows(old, new, table, columns)
        lost = [
            sha256
            for (sha256,) in old.execute("SELECT sha256 FROM blob ORDER BY sha256")
            if not _put_bytes(source, new, files, sha256)
        ]
        new.execute("DELETE FROM blob WHERE sha256 = ANY(%s)", (lost,))
        counts = {table: _count(new, table) for table in tables}
        _compare({table: _sqlite_count(old, table, lost) for table in tables}, counts)
        # What processes have in the queues before engines is not theirs any more. The first one reads the ledger.
        new.execute("TRUNCATE provider_queue, provider_waiter, provider_call")
        _set_numbers(old, new)
        return Transfer(counts=counts, lost=lost)


def copy_to_folder(url: str, files: BlobContents | None, folder: Path) -> Transfer:
    """Copies a database into an empty folder, as it is at one moment, even if bots use it. Raises `OperatorError`."""
    target = BlobFiles(folder / BLOBS)
    try:
        target.prepare()
        asyncio.run(Database.open(folder / DATABASE).close())
    except OSError as error:
        raise OperatorError(
            f"The folder {folder} cannot be written ({error}): check the disk and the rights."
        ) from error
    PostgresDatabase.open(url)
    with _folder_database(folder, writing=True) as new, connected(url) as old, old.transaction():
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        new.execute("BEGIN")
        tables = _tables(new)
        for table, columns in tables.items():
            marks = ", ".join("?" * len(columns))
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own schema
            for batch in _postgres_rows(old, table, columns):
                new.executemany(insert, batch)
        _keep_numbers(old, new)
        lost = [
            sha256
            for (sha256,) in new.execute("SELECT sha256 FROM blob ORDER BY sha256").fetchall()
            if not _fetch_bytes(old, files, sha256, target)
        ]
        new.executemany("DELETE FROM blob WHERE sha256 = ?", [(sha256,) for sha256 in lost])
        counts = {table: _sqlite_count(new, table) for table in tables}
        _compare({table: _count(old, table, lost) for table in tables}, counts)
        new.execute("COMMIT")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return Transfer(counts=counts, lost=lost)


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """Connects to a database. Raises `OperatorError`, also for errors within the block."""
    try:
        with psycopg.connect(
            url, connect_timeout=CONNECT_SECONDS, prepare_threshold=None, autocommit=True
        ) as connection:
            yield connection
    except psycopg.Error as error:
        raise OperatorError(
            f"The PostgreSQL database cannot be used: {reason(error)} Check it with `troubadour doctor`."
        ) from error


@contextmanager
def _folder_database(folder: Path, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
    path = folder / DATABASE
    try:
        mode = "rw" if writing else "ro"
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        ) as opened:
            # Rows that refer to others are copied with them, and deleted with them.
            opened.execute("PRAGMA foreign_keys = ON")
            opened.execute("PRAGMA defer_foreign_keys = ON")
            yield opened
    except sqlite3.Error as error:
        raise OperatorError(f"The database {path} cannot be used ({error}): see `troubadour check`.") from error


async def _bring_up_to_date(folder: Path) -> None:
    """Migrates the database of a folder, and deletes files that a crash has left."""
    store = await SqliteStore.open(folder)
    await store.close()


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of all tables that are copied, those first that others refer to."""
    names = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ]
    referring = {name for name in names if connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()}
    ordered = sorted(set(names) - {_OF_SQLITE, _TOTALS}, key=lambda name: (name in referring, name))
    return {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in ordered}


def _copy_rows(old: sqlite3.Connection, new: psycopg.Connection, table: str, columns: Sequence[str]) -> None:
    names = ", ".join(columns)
    with new.cursor() as cursor, cursor.copy(_statement("COPY {table} ({columns}) FROM STDIN", table, columns)) as copy:
        for row in old.execute(f"SELECT {names} FROM {table}"):  # noqa: S608 - names of our own schema
            copy.write_row([_storable(value) for value in row])


def _storable(value: object) -> object:
    """PostgreSQL has no text with NUL."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


def _postgres_rows(old: psycopg.Connection, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
    with old.cursor(name="rows") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(_statement("SELECT {columns} FROM {table}", table, columns))
        rows = iter(cursor)
        while batch := list(islice(rows, _BATCH)):
            yield batch


def _put_bytes(source: BlobFiles, new: psycopg.Connection, files: BlobContents | None, sha256: str) -> bool:
    """Copies the bytes of a file; returns False if they are lost or damaged."""
    try:
        data = source.read(sha256)
    except OSError:
        return False
    if files is None:
        new.execute("INSERT INTO blob_content (sha256, content) VALUES (%s, %s)", (sha256, data))
    else:
        files.keep(sha256, data)
    return True


def _fetch_bytes(old: psycopg.Connection, files: BlobContents | None, sha256: str, target: BlobFiles) -> bool:
    """Copies the bytes of a file; returns False if they are lost or damaged."""
    row = old.execute("SELECT content FROM blob_content WHERE sha256 = %s", (sha256,)).fetchone()
    try:
        if row is not None and digest_of(row[0]) == sha256:
            data = bytes(row[0])
        elif row is None and files is not None:
            data = files.read(sha256)
        else:
            return False
    except OSError:
        return False
    target.keep(sha256, data)
    return True


def _set_numbers(old: sqlite3.Connection, new: psycopg.Connection) -> None:
    """Lets numbers go on after the highest that was ever given: browsers go on from the last one that they saw."""
    given = dict(old.execute(f"SELECT name, seq FROM {_OF_SQLITE}"))  # noqa: S608
    numbered = (
        "SELECT table_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND is_identity = 'YES' AND column_name = 'number'"
    )
    for (table,) in new.execute(numbered).fetchall():
        row = new.execute(_statement("SELECT coalesce(max(number), 0) FROM {table}", table)).fetchone()
        highest = max(given.get(table, 0), row[0] if row else 0)
        if highest:
            new.execute("SELECT setval(pg_get_serial_sequence(%s, 'number'), %s)", (table, highest))


def _keep_numbers(old: psycopg.Connection, new: sqlite3.Connection) -> None:
    """The same the other way round, for tables whose numbers SQLite never gives again."""
    for (table,) in new.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'").fetchall():
        row = old.execute(
            "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(%s, 'number') AS REGCLASS))", (table,)
        ).fetchone()
        if row and row[0]:
            new.execute(f"DELETE FROM {_OF_SQLITE} WHERE name = ?", (table,))  # noqa: S608
            new.execute(f"INSERT INTO {_OF_SQLITE} (name, seq) VALUES (?, ?)", (table, row[0]))  # noqa: S608


def _compare(old: Mapping[str, int], new: Mapping[str, int]) -> None:
    different = [f"{table} has {new[table]} of {count} rows" for table, count in old.items() if new[table] != count]
    if different:
        raise OperatorError(f"The copy is not whole ({', '.join(different)}), so nothing was changed: try it again.")


def _count(connection: psycopg.Connection, table: str, lost: Sequence[str] = ()) -> int:
    if table in ("blob", "blob_owner"):
        statement = _statement("SELECT count(*) FROM {table} WHERE sha256 <> ALL(%s)", table)
        row = connection.execute(statement, (list(lost),)).fetchone()
    else:
        row = connection.execute(_statement("SELECT count(*) FROM {table}", table)).fetchone()
    return int(row[0]) if row else 0


def _sqlite_count(connection: sqlite3.Connection, table: str, lost: Sequence[str] = ()) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own schema
    if table in ("blob", "blob_owner"):
        of_lost = f"SELECT count(*) FROM {table} WHERE sha256 = ?"  # noqa: S608
        count -= sum(connection.execute(of_lost, (sha256,)).fetchone()[0] for sha256 in lost)
    return int(count)


def _statement(text: LiteralString, table: str, columns: Sequence[str] = ()) -> Composed:
    names = SQL(", ").join(map(Identifier, columns))
    return SQL(text).format(table=Identifier(table), columns=names)
