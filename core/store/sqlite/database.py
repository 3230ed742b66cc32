"""One SQLite file: one writing thread with group commit, one reading connection.

Exactly one connection writes. This keeps transactions of different callers apart: a task that is cancelled or fails
in the middle of one does not affect the rows of another. It also avoids SQLite's WAL-reset corruption (before version
3.51.3), which needs two connections that write (https://sqlite.org/wal.html#walresetbug).
"""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from core.domain.errors import OperatorError
from core.store.sql.transaction import E, T, UnitOfMany
from core.store.sqlite.disk_errors import primary_code, translated
from core.store.sqlite.migrations import MIGRATIONS, migrate
from core.store.sqlite.preference_versions import PreferenceVersions
from core.store.sqlite.transaction import AfterSqliteCommit, SqliteTransaction, SqliteUnit
from core.store.sqlite.writer import SqliteWriter

DATABASE = "troubadour.sqlite3"

CACHED_STATEMENTS = 512
"""The statements that stay prepared: more than the units have."""

BUSY_MILLISECONDS = 5_000
"""The time that SQLite waits for a tool that holds the file, such as a backup."""


class Database:
    """An open SQLite file. `open` blocks, so call it in a thread; all other methods work from any event loop."""

    def __init__(self, path: Path, writing: sqlite3.Connection, reading: sqlite3.Connection | None) -> None:
        self.path = path
        self._reading = reading
        self._places = _places(path) if reading is not None else ()
        self._preference_versions = PreferenceVersions()
        self._writer = SqliteWriter(
            writing, path, is_in_place=self.is_in_place, note_preferences=self._preference_versions.note
        )
        self._reader = ThreadPoolExecutor(1, "store-reader")

    def is_in_place(self) -> bool:
        """False if the files of the database are not where they were opened: what is written now would be lost."""
        if self._reading is None:
            return self.path.exists()  # numbers of files are not reliable on such file systems
        return _places(self.path) == self._places

    def preferences_version(self, scope: str) -> tuple[int, int]:
        """Another one after every write that may have changed the preferences of a scope, before its caller knows."""
        return self._preference_versions.of(scope)

    @property
    def is_exclusive(self) -> bool:
        """True if one connection has the file for itself, so that nobody else can read it."""
        return self._reading is None

    @classmethod
    def open(cls, path: Path, *, exclusive: bool = False) -> Self:
        """Opens or creates the file and migrates it. Raises `OperatorError` if that is impossible.

        `exclusive` is for file systems that cannot share memory between processes or lock parts of files, such as
        network ones: one connection without a write-ahead log (https://sqlite.org/wal.html#noshm).
        """
        try:
            path.touch(mode=0o600)
            writing = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, cached_statements=CACHED_STATEMENTS
            )
        except (OSError, sqlite3.Error) as error:
            raise OperatorError(
                f"The database {path} cannot be opened ({error}): check the rights of its folder."
            ) from error
        try:
            cls._prepare(path, writing, exclusive)
            reading = None if exclusive else _open_for_reading(path)
        except BaseException:
            writing.close()
            raise
        return cls(path, writing, reading)

    @staticmethod
    def _prepare(path: Path, connection: sqlite3.Connection, exclusive: bool) -> None:
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            if exclusive:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute(f"PRAGMA journal_mode = {'TRUNCATE' if exclusive else 'WAL'}")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            _check(connection)
        except sqlite3.DatabaseError as error:
            if primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, None):
                raise OperatorError(
                    f"The database {path} is damaged ({error}): `troubadour check` lists the damage, and `troubadour "
                    f"restore --force` puts a backup in its place; without one, move the files {path.name}* away."
                ) from error
            raise OperatorError(
                f"The database {path} cannot be used ({error}): check the disk and the rights of its folder."
            ) from error
        migrate(connection, path, MIGRATIONS)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA shrink_memory")  # the check has filled its cache with pages that may never be needed

    async def write(
        self,
        unit: SqliteUnit[T],
        after_commit: AfterSqliteCommit | None = None,
        /,
        *,
        long: bool = False,  # noqa: ARG002
    ) -> T:
        """Runs a unit in a transaction and returns its result once the transaction is on the disk.

        Units submitted while a transaction is being committed share the next one. Each unit is atomic by itself: one
        that raises is undone alone, and its caller gets the exception. A submitted unit runs even if its caller is
        cancelled. Raises `StoreAway` if the disk is full or fails.
        """
        return await self._writer.submit(unit, after_commit)

    def attempts(
        self, unit: SqliteUnit[T], after_commit: AfterSqliteCommit | None = None, /, *, long: bool = False
    ) -> Callable[[], Awaitable[T]]:
        """As `UnitRunner.attempts`. Nobody is away between this process and its file."""
        return lambda: self.write(unit, after_commit, long=long)

    async def write_together(self, unit: UnitOfMany[E, T], entry: E, /) -> T:
        """As `UnitRunner.write_together`: it gets the entries that were submitted one after the other."""
        return await self._writer.submit_together(unit, entry)

    @property
    def units_in_hand(self) -> int:
        """As `UnitRunner.units_in_hand`."""
        return self._writer.units_in_hand

    @property
    def unfenced(self) -> Self:
        """This database."""
        return self

    async def read(self, query: SqliteUnit[T], /, *, long: bool = False) -> T:  # noqa: ARG002
        """Runs a query on one snapshot of everything committed so far. Raises `StoreAway` if the disk fails."""
        if self._reading is None:
            return await self.write(query)
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._read, query, self._reading)

    async def close(self) -> None:
        """Runs all submitted units, then closes. A second call waits for the first."""
        self._writer.refuse()
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._reader.shutdown()
        if self._reading is not None:
            self._reading.close()
        # The writer closes last: a connection that only reads leaves the write-ahead log behind.
        self._writer.end()

    def _read(self, query: SqliteUnit[T], reading: sqlite3.Connection) -> T:
        try:
            reading.execute("BEGIN")
            try:
                return query(SqliteTransaction(reading))
            finally:
                reading.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise translated(error) from error


def _open_for_reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return connection


def _places(path: Path) -> tuple[tuple[int, int] | None, ...]:
    """The device and the number of the file, and of its write-ahead log."""
    return _place(str(path)), _place(f"{path}-wal")


def _place(name: str) -> tuple[int, int] | None:
    try:
        found = os.stat(name)  # noqa: PTH116 - twice for each commit, and a path takes three times as long
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _check(connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict.splitlines()[-1])
