"""One SQLite file: one writing thread with group commit, one reading connection.

Exactly one connection writes. This keeps transactions of different callers apart: a task that is cancelled or fails
in the middle of one does not affect the rows of another. It also avoids SQLite's WAL-reset corruption (before version
3.51.3), which needs two connections that write (https://sqlite.org/wal.html#walresetbug).
"""

import asyncio
import logging
import os
import queue
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count, groupby
from pathlib import Path
from typing import Any, Generic, Self

from core.domain.errors import OperatorError, StoreAway
from core.store.sql.preferences import REMOVE, SET
from core.store.sql.transaction import TOGETHER, Dialect, E, Result, T, Unit, UnitOfMany, Values
from core.store.sqlite.migrations import MIGRATIONS, migrate

_SQL = Dialect(name="SQLite", texts="SELECT value FROM json_each({})", numbers="SELECT value FROM json_each({})")

_GROUP_LIMIT = 256
"""The most units in one transaction, so that the first of them does not wait for ever."""

DATABASE = "troubadour.sqlite3"

KNOWN_CHANGES = 10_000
"""The scopes of which it is known when their preferences changed. With more, those of all seem to have changed."""

CACHED_STATEMENTS = 512
"""The statements that stay prepared: more than the units have."""

BUSY_MILLISECONDS = 5_000
"""The time that SQLite waits for a tool that holds the file, such as a backup."""

_log = logging.getLogger(__name__)


class SqliteTransaction:
    """Implements `Transaction`. Units run one after the other, so there is nothing to lock and one clock."""

    dialect = _SQL

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.changed_preferences: set[str | None] = set()
        """The scopes whose preferences may have changed, with None if they may be any."""

    def execute(self, statement: str, values: Values = (), /) -> Result:
        """As `Transaction.execute`."""
        if " preference " in statement:
            one = statement in (SET, REMOVE) and isinstance(values, Sequence)
            self.changed_preferences.add(str(values[0]) if one else None)  # type: ignore[index]
        return self.connection.execute(statement, values)

    def execute_later(self, statement: str, values: Values = (), /) -> None:
        """As `Transaction.execute_later`."""
        self.connection.execute(statement, values)

    def execute_many(self, statement: str, rows: Iterable[Values], /) -> None:
        """As `Transaction.execute_many`."""
        self.connection.executemany(statement, rows)

    def lock(self, *keys: str, shared: Iterable[str] = ()) -> None:
        """As `Transaction.lock`."""

    def as_kept(self, text: str) -> str:
        """As `Transaction.as_kept`."""
        return text

    def now(self, at: float) -> float:
        """As `Transaction.now`."""
        return at

    def up_since(self) -> float:
        """As `Transaction.up_since`."""
        return 0.0


SqliteUnit = Callable[[SqliteTransaction], T]
"""Work inside a transaction. It may run twice, with the first run undone, so it executes only SQL."""


class SqliteUpkeep:
    """Implements `Upkeep`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, unit: Unit[T]) -> T:
        """As `Upkeep.run`. Raises `sqlite3.Error`."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            result = unit(SqliteTransaction(self.connection))
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        return result

    def rewrite(self) -> None:
        """As `Upkeep.rewrite`, which takes about a second for 100 MB.

        SQLite overwrites deleted rows (`secure_delete`), but not the copies that page balancing left behind.
        """
        self.connection.execute("VACUUM")
        self.empty_log()

    def empty_log(self) -> None:
        """As `Upkeep.empty_log`."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


AfterSqliteCommit = Callable[[SqliteUpkeep], None]
"""Work after a commit, on the writing thread and outside any transaction. It runs once."""


@dataclass(frozen=True)
class _Submission(Generic[T]):
    """A unit and its caller's answer. With `shared`, it is that unit for one `entry`, and may run for others, too."""

    unit: SqliteUnit[T]
    after_commit: AfterSqliteCommit | None
    answer: "asyncio.Future[T]"
    shared: UnitOfMany[Any, T] | None = None
    entry: Any = None


@dataclass(frozen=True)
class _Outcome(Generic[T]):
    """The result of a submission, or the error of its unit."""

    submission: _Submission[T]
    result: T | None = None
    error: BaseException | None = None
    changed_preferences: AbstractSet[str | None] = frozenset()

    def deliver(self) -> None:
        """Passes the outcome to the caller, which may have been cancelled. Runs on the caller's loop."""
        if self.submission.answer.done():
            return
        if self.error is not None:
            self.submission.answer.set_exception(self.error)
        else:
            self.submission.answer.set_result(self.result)  # type: ignore[arg-type]


class Database:
    """An open SQLite file. `open` blocks, so call it in a thread; all other methods work from any event loop."""

    def __init__(self, path: Path, writing: sqlite3.Connection, reading: sqlite3.Connection | None) -> None:
        self.path = path
        self._writing = writing
        self._reading = reading
        self._places = _places(path) if reading is not None else ()
        self._submitted: queue.SimpleQueue[_Submission[Any] | None] = queue.SimpleQueue()
        self._submission_lock = threading.Lock()
        self._closed = False
        self._versions = count(1)
        self._preferences_version = 0
        self._preference_versions: dict[str, int] = {}
        self._writer = threading.Thread(target=self._write_until_closed, name="store-writer", daemon=True)
        self._reader = ThreadPoolExecutor(1, "store-reader")
        self._writer.start()

    def is_in_place(self) -> bool:
        """False if the files of the database are not where they were opened: what is written now would be lost."""
        if self._reading is None:
            return self.path.exists()  # numbers of files are not reliable on such file systems
        return _places(self.path) == self._places

    def preferences_version(self, scope: str) -> tuple[int, int]:
        """Another one after every write that may have changed the preferences of a scope, before its caller knows."""
        return self._preferences_version, self._preference_versions.get(scope, 0)

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
            if _primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, None):
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
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._submit(_Submission(unit, after_commit, answer))
        return await answer

    def _submit(self, submission: _Submission[Any]) -> None:
        with self._submission_lock:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._submitted.put(submission)

    def attempts(
        self, unit: SqliteUnit[T], after_commit: AfterSqliteCommit | None = None, /, *, long: bool = False
    ) -> Callable[[], Awaitable[T]]:
        """As `UnitRunner.attempts`. Nobody is away between this process and its file."""
        return lambda: self.write(unit, after_commit, long=long)

    async def write_together(self, unit: UnitOfMany[E, T], entry: E, /) -> T:
        """As `UnitRunner.write_together`: it gets the entries that were submitted one after the other."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._submit(_Submission(lambda transaction: unit(transaction, [entry])[0], None, answer, unit, entry))
        return await answer

    @property
    def units_in_hand(self) -> int:
        """As `UnitRunner.units_in_hand`."""
        return self._submitted.qsize()

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
        with self._submission_lock:
            self._closed = True
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._reader.shutdown()
        if self._reading is not None:
            self._reading.close()
        # The writer closes last: a connection that only reads leaves the write-ahead log behind.
        self._submitted.put(None)
        self._writer.join()

    def _read(self, query: SqliteUnit[T], reading: sqlite3.Connection) -> T:
        try:
            reading.execute("BEGIN")
            try:
                return query(SqliteTransaction(reading))
            finally:
                reading.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise _translated(error) from error

    def _write_until_closed(self) -> None:
        with closing(self._writing):
            open_for_more = True
            while open_for_more:
                first = self._submitted.get()
                if first is None:
                    return
                group = [first]
                with suppress(queue.Empty):
                    while len(group) < _GROUP_LIMIT:
                        following = self._submitted.get_nowait()
                        if following is None:
                            open_for_more = False
                            break
                        group.append(following)
                outcomes = self._commit_in_place(group)
                self._note_changed_preferences(scope for each in outcomes for scope in each.changed_preferences)
                _deliver(outcomes)

    def _note_changed_preferences(self, scopes: Iterable[str | None]) -> None:
        for scope in scopes:
            if scope is None or len(self._preference_versions) >= KNOWN_CHANGES:
                self._preferences_version = next(self._versions)
                self._preference_versions.clear()
            else:
                self._preference_versions[scope] = next(self._versions)

    def _commit_in_place(self, group: list[_Submission[Any]]) -> list[_Outcome[Any]]:
        """Commits a group, unless its files are gone before or afterwards."""
        outcomes = self._commit_group(group) if self.is_in_place() else []
        if outcomes and self.is_in_place():
            return outcomes
        _log.error("the database %s is not in its place any more", self.path)
        return [_Outcome(entry, error=StoreAway("store-failed")) for entry in group]

    def _commit_group(self, group: list[_Submission[Any]]) -> list[_Outcome[Any]]:
        """Commits a group in one transaction or, if that fails as a whole, each submission alone."""
        if len(group) > 1:
            try:
                outcomes = self._commit_together(group) or self._commit_together(group, apart=True)
                return self._follow_up(outcomes)
            except sqlite3.Error as error:
                _log.warning("a group of %d writes failed together (%s), trying each alone", len(group), error)
        return [outcome for entry in group for outcome in self._follow_up([self._commit_alone(entry)])]

    def _commit_together(self, group: list[_Submission[Any]], *, apart: bool = False) -> list[_Outcome[Any]]:
        """Commits a group. Only with `apart`, savepoints keep its units apart: nearly all succeed. Without it, entries
        share a unit that takes several, the first error undoes everything, and the result is empty."""
        outcomes: list[_Outcome[Any]] = []
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            for entries in [[entry] for entry in group] if apart else _shared(group):
                if apart:
                    self._writing.execute("SAVEPOINT unit")
                found = _run(entries, self._writing)
                if any(outcome.error is not None for outcome in found):
                    if not apart:
                        self._abandon()
                        return []
                    # After some errors SQLite itself has undone the whole transaction; then this raises.
                    self._writing.execute("ROLLBACK TO unit")
                if apart:
                    self._writing.execute("RELEASE unit")
                outcomes += found
            self._writing.execute("COMMIT")
        except sqlite3.Error:
            self._abandon()
            raise
        return outcomes

    def _commit_alone(self, entry: _Submission[Any]) -> _Outcome[Any]:
        try:
            self._writing.execute("BEGIN IMMEDIATE")
            (outcome,) = _run([entry], self._writing)
            if outcome.error is None:
                self._writing.execute("COMMIT")
        except sqlite3.Error as error:
            outcome = _Outcome(entry, error=_translated(error))
        self._abandon()
        return outcome

    def _abandon(self) -> None:
        if self._writing.in_transaction:
            with suppress(sqlite3.Error):
                self._writing.execute("ROLLBACK")

    def _follow_up(self, outcomes: list[_Outcome[Any]]) -> list[_Outcome[Any]]:
        for outcome in outcomes:
            if outcome.error is None and outcome.submission.after_commit is not None:
                try:
                    outcome.submission.after_commit(SqliteUpkeep(self._writing))
                except Exception:  # noqa: BLE001
                    # The unit is committed, so its caller gets the result.
                    _log.exception("the work after a committed write failed")
                    self._abandon()
        return outcomes


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


def _shared(group: Sequence[_Submission[Any]]) -> Iterator[list[_Submission[Any]]]:
    """The units of a group in their order, each with the entries that it gets together."""
    for shared, submissions in groupby(group, key=lambda each: each.shared):
        entries = list(submissions)
        most = 1 if shared is None else TOGETHER
        yield from (entries[at : at + most] for at in range(0, len(entries), most))


def _run(entries: list[_Submission[Any]], connection: sqlite3.Connection) -> list[_Outcome[Any]]:
    """Runs a unit for one submission, or for several that share it."""
    transaction = SqliteTransaction(connection)
    error: BaseException
    try:
        shared = entries[0].shared
        if shared is None or len(entries) == 1:
            results = [entries[0].unit(transaction)]
        else:
            results = list(shared(transaction, [each.entry for each in entries]))
        changed = transaction.changed_preferences
        return [
            _Outcome(each, result=result, changed_preferences=changed)
            for each, result in zip(entries, results, strict=True)
        ]
    except sqlite3.Error as raised:
        error = _translated(raised)
    except StopIteration as raised:  # a future does not accept this exception
        error = RuntimeError(f"a unit ran out of rows: {raised!r}")
    except BaseException as raised:  # noqa: BLE001 - the caller of the unit gets any exception
        error = raised
    return [_Outcome(each, error=error) for each in entries]


def _deliver(outcomes: list[_Outcome[Any]]) -> None:
    """Delivers outcomes, waking each loop once for all its callers."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome[Any]]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome.submission.answer.get_loop(), []).append(outcome)
    for loop, of_loop in by_loop.items():
        with suppress(RuntimeError):  # nobody waits on a closed loop
            loop.call_soon_threadsafe(_deliver_all, of_loop)


def _deliver_all(outcomes: list[_Outcome[Any]]) -> None:
    for outcome in outcomes:
        outcome.deliver()


def _primary_code(error: sqlite3.Error) -> int | None:
    """SQLite's result code without its extension; None for errors from elsewhere."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


_DISK_TROUBLE = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_BUSY,
)


def _translated(error: sqlite3.Error) -> Exception:
    """Turns a disk error into `StoreAway`; any other error is a bug and stays as it is."""
    code = _primary_code(error)
    if code == sqlite3.SQLITE_FULL:
        _log.error("the disk of the database is full")
        return StoreAway("store-full")
    if code in _DISK_TROUBLE:
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            _log.error(
                "the database is damaged (%s): see `troubadour check`, then stop the bot and put a backup in its place "
                "with `troubadour restore --force`",
                error,
            )
        else:
            _log.error("the database failed: %s (%s)", error, getattr(error, "sqlite_errorname", ""))
        return StoreAway("store-failed")
    return error
