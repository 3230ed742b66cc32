"""One PostgreSQL database: a few connections, each used by one thread at a time, and what to do while it is away.

A unit runs whole, in one transaction, on a thread. It gets a connection that is open already, or opens one: it learns
immediately, and exactly, why there is none. A unit that meets a connection that has died since its last use runs
again on a new one, so a restart of the server is not noticed if nothing happened during it.

A connection may die during a commit, and then nobody has been told whether there was one. So each connection notes the
number of its last unit in the transaction itself, and a new connection reads it. Where the number is not there, the
same statement forbids the lost connection to commit later, and the unit runs again. (The server's own numbers of
transactions prove nothing: those that a crash has lost are given again.)
"""

import asyncio
import logging
import os
import random
import secrets
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, Self, cast
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from core.domain.errors import OperatorError, StoreAway
from core.store.postgres.group_commit import GroupCommit
from core.store.postgres.migrations import migrate
from core.store.postgres.setup_check import CONNECT_SECONDS, obstacles, read_facts, reason
from core.store.postgres.transaction import PostgresTransaction
from core.store.sql.transaction import AfterCommit, E, T, Transaction, Unit, UnitOfMany
from core.store.time_limit import seconds_left

CONNECTIONS = 10
"""The most connections of a process, and units at a time. Debian's PostgreSQL allows a hundred together."""
UNIT_SECONDS = 5.0
LONG_UNIT_SECONDS = 600.0
"""The time for a unit, and for one that reads or deletes many rows.

A database that needs longer does not answer: it is paused, cut off or overloaded.
"""
LINE_SECONDS = 30.0
"""The time that a unit waits for others, when there are more than connections."""
SUSPECT_SECONDS = 1.0
"""The time for the first sign of life from a database that has not answered before."""
LONGEST_USE_SECONDS = 1800.0
"""The age at which a connection is replaced, so that the server's memory for it is freed and failovers are found."""
_ATTEMPTS = 20
"""The runs of a unit that the database ends because of others (40001, 40P01) before it gives up."""

_DISTURBED = (errors.SerializationFailure, errors.DeadlockDetected, errors.IdleInTransactionSessionTimeout)
"""Errors after which a unit runs again: others were in its way, or the whole process stood still."""
_TROUBLE = (errors.ReadOnlySqlTransaction, errors.DataCorrupted, errors.IndexCorrupted, *_DISTURBED)
"""Errors of other classes than `OperationalError` that no unit can cause."""
_FREE = "SET LOCAL idle_in_transaction_session_timeout = '10s'"
"""A process that is stopped in the middle of a transaction does not hold its locks for ever."""
_READ = ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", _FREE)
_WRITE = ("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", _FREE)
_NOTE = (
    "INSERT INTO last_commit (connection, unit, at) SELECT '{}', {}, extract(epoch FROM now()) "
    "WHERE pg_current_xact_id_if_assigned() IS NOT NULL "  # it has changed something
    "ON CONFLICT (connection) DO UPDATE SET unit = excluded.unit, at = excluded.at"
)
_SETTLE = (
    "INSERT INTO last_commit (connection, unit, closed, at) VALUES (%(connection)s, 0, 1, extract(epoch FROM now())) "
    "ON CONFLICT (connection) DO UPDATE SET unit = CASE WHEN last_commit.unit = %(unit)s THEN %(unit)s ELSE 0 END, "
    "closed = CASE WHEN last_commit.unit = %(unit)s THEN 0 ELSE 1 END RETURNING unit = %(unit)s"
)
"""Waits for a transaction that is being committed. A connection that is `closed` cannot note a unit any more."""
_DELETE_NOTES = f"DELETE FROM last_commit WHERE at < extract(epoch FROM now()) - {10 * LONG_UNIT_SECONDS:.0f}"  # noqa: S608

_log = logging.getLogger(__name__)


class PostgresDatabase:
    """Implements `UnitRunner`. `open` blocks, so call it in a thread; all other methods work from any event loop."""

    def __init__(self, url: str, *, connections: int = CONNECTIONS, own_clock: bool = True) -> None:
        self._own_clock = own_clock
        self._threads = ThreadPoolExecutor(connections, "store")
        self._connections = _Connections(url)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._groups = WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Any, GroupCommit[Any, Any]]]()
        self._closed = False
        self._is_away = False

    @classmethod
    def open(
        cls, url: str, *, direct_url: str | None = None, connections: int = CONNECTIONS, own_clock: bool = True
    ) -> Self:
        """Connects and migrates, over `direct_url` if there is one. Raises `OperatorError` if that is impossible.

        Without `own_clock` the caller's clock counts in place of the database's, for tests that turn it.
        """
        try:
            with _connect(direct_url or url) as connection:
                if found := list(obstacles(read_facts(connection))):
                    told = " ".join(f"{finding} {fix}" for finding, fix in found)
                    raise OperatorError(f"The PostgreSQL database cannot be used. {told}")
                migrate(connection)
        except psycopg.Error as error:
            raise OperatorError(
                f"The PostgreSQL database cannot be used: {reason(error)} Check DATABASE_URL with `troubadour doctor`."
            ) from error
        return cls(url, connections=connections, own_clock=own_clock)

    async def write(self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False) -> T:
        """As `UnitRunner.write`."""
        return await self.attempts(unit, after_commit, long=long)()

    def attempts(
        self, unit: Unit[T], after_commit: AfterCommit | None = None, /, *, long: bool = False
    ) -> Callable[[], Awaitable[T]]:
        """As `UnitRunner.attempts`."""
        commit = _Commit[T]()
        return lambda: self._shielded(_Work(unit, after_commit, commit, long=long))

    async def write_together(self, unit: UnitOfMany[E, T], entry: E, /) -> T:
        """As `UnitRunner.write_together`."""
        self._assert_open()
        groups = self._groups.setdefault(asyncio.get_running_loop(), {})
        if unit not in groups:
            groups[unit] = GroupCommit(
                unit, lambda together: self._carry_out(_Work(together, None, _Commit())), self._own
            )
        group: GroupCommit[E, T] = groups[unit]
        return await group.submit(entry, LINE_SECONDS + UNIT_SECONDS)

    async def read(self, query: Unit[T], /, *, long: bool = False) -> T:
        """As `UnitRunner.read`."""
        return await self._shielded(_Work(query, long=long))

    async def delete_notes(self) -> None:
        """Deletes what connections have noted with their commits, once nobody asks for it any more."""
        await self.write(lambda transaction: transaction.execute_later(_DELETE_NOTES))

    @property
    def units_in_hand(self) -> int:
        """As `UnitRunner.units_in_hand`."""
        groups = [group for of_loop in self._groups.values() for group in of_loop.values()]
        return len(self._tasks) + sum(group.waiting for group in groups)

    @property
    def unfenced(self) -> Self:
        """This database."""
        return self

    async def close(self) -> None:
        """As `UnitRunner.close`."""
        self._closed = True
        loop = asyncio.get_running_loop()
        if submitted := [task for task in self._tasks if task.get_loop() is loop]:
            await asyncio.wait(submitted)
        await asyncio.to_thread(self._threads.shutdown)
        self._connections.close_idle()

    def _assert_open(self) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")

    def _own(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _shielded(self, work: "_Work[T]") -> T:
        """Waits for work that is carried out even if the caller is cancelled."""
        self._assert_open()
        task = asyncio.create_task(self._carry_out(work))
        self._own(task)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_retrieve)
            raise

    async def _carry_out(self, work: "_Work[T]") -> T:
        if self._is_away:
            await self._finish(_Work(_look, seconds=SUSPECT_SECONDS), SUSPECT_SECONDS)
        return await self._finish(work, LINE_SECONDS)

    async def _finish(self, work: "_Work[T]", line_seconds: float) -> T:
        """Waits for a thread, then for the work; ends both when the time for them, or the caller's time, is over."""
        loop, begun = asyncio.get_running_loop(), asyncio.Event()
        submitted = self._threads.submit(self._run, work, lambda: loop.call_soon_threadsafe(begun.set))
        done = asyncio.wrap_future(submitted)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds_left(line_seconds)):
                await begun.wait()
        await asyncio.wait([done], timeout=seconds_left(work.seconds))
        if not done.done() and work.cut() and not done.done():
            submitted.cancel()
            done.add_done_callback(_retrieve)
            if not begun.is_set():  # others are served, so it is not out of order
                _log.warning("the database is busy: a unit did not get its turn in time")
                raise StoreAway("store-failed")
            raise self._away("no connection was to be had in time")
        return await done

    def _run(self, work: "_Work[T]", begin: Callable[[], object]) -> T:
        with suppress(RuntimeError):  # nobody waits on a closed loop
            begin()
        if self._is_away and work.seconds > SUSPECT_SECONDS:  # since it has stood in line
            raise StoreAway("store-failed")
        try:
            result = self._run_undisturbed(work)
        except (psycopg.OperationalError, psycopg.InterfaceError, *_TROUBLE) as error:
            told = "it did not answer in time" if work.is_cut else reason(error)
            raise self._away(told, full=isinstance(error, errors.DiskFull)) from error
        except StopIteration as error:  # a future does not accept this exception
            raise RuntimeError(f"a unit ran out of rows: {error!r}") from error
        if self._is_away:
            self._is_away = False
            _log.warning("the database answers again")
        return result

    def _run_undisturbed(self, work: "_Work[T]") -> T:
        """Runs work again if others, or a connection that had died before, were in its way."""
        failure: psycopg.Error | None = None
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(random.uniform(0.0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311 - so that no two meet again
            with self._connections.lent() as lent:
                try:
                    return work.run(lent, own_clock=self._own_clock)
                except _DISTURBED as error:
                    failure = error
                except errors.ReadOnlySqlTransaction:  # since a failover, maybe: new connections find the new primary
                    lent.connection.close()
                    self._connections.close_idle()
                    raise
                except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                    if not lent.connection.closed:
                        raise
                    self._connections.close_idle()  # those from before have probably died, too
                    if work.is_cut or (lent.is_new and not work.is_in_doubt):
                        raise
                    failure = error
        raise failure or StoreAway("store-failed")

    def _away(self, why: str, *, full: bool = False) -> StoreAway:
        """Notes that the database is out of order, and returns the error for people."""
        if not self._is_away:
            self._is_away = True
            _log.error("the database is out of order: %s", why)
        return StoreAway("store-full" if full else "store-failed")


class PostgresUpkeep:
    """Implements `Upkeep`."""

    def __init__(self, connection: psycopg.Connection, *, own_clock: bool) -> None:
        self._connection = connection
        self._own_clock = own_clock

    def run(self, unit: Unit[T]) -> T:
        """As `Upkeep.run`. Raises `psycopg.Error`."""
        return _in_transaction(self._connection, _WRITE, unit, own_clock=self._own_clock)

    def rewrite(self) -> None:
        """Leaves deleted rows to the server, which frees and overwrites their space by itself (autovacuum)."""

    def empty_log(self) -> None:
        """Leaves the write-ahead log to the server."""


@dataclass
class _Lent:
    """A connection, and the number of the last unit that it was told to commit. `id` is in the notes of its commits."""

    connection: psycopg.Connection
    opened_at: float
    is_new: bool = True
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    unit: int = 0


@dataclass
class _Commit(Generic[T]):
    """The last commit of a unit: what it returns, where it was sent, and under which number; 0 if nothing is open."""

    connection: str = ""
    unit: int = 0
    result: T | None = None

    def note(self, lent: _Lent, result: T) -> str:
        """Remembers that it is about to be sent, and returns the statement that notes it."""
        lent.unit += 1
        self.connection, self.unit, self.result = lent.id, lent.unit, result
        return _NOTE.format(self.connection, self.unit)

    def has_succeeded(self, connection: psycopg.Connection) -> bool:
        """Asks what became of it, if nobody was told. After False, it can succeed no more."""
        if not self.unit:
            return False
        asked = connection.execute(_SETTLE, {"connection": self.connection, "unit": self.unit}).fetchone()
        return bool(asked and asked[0])


class _Work(Generic[T]):
    """A unit on its way. With `commit`, which all attempts share, it is never committed twice."""

    def __init__(
        self,
        unit: Unit[T],
        after_commit: AfterCommit | None = None,
        commit: _Commit[T] | None = None,
        *,
        long: bool = False,
        seconds: float | None = None,
    ) -> None:
        self.seconds = seconds or (LONG_UNIT_SECONDS if long else UNIT_SECONDS)
        self.is_cut = False
        self._unit = unit
        self._after_commit = after_commit
        self._commit = commit
        self._connection: psycopg.Connection | None = None
        self._lock = threading.Lock()

    @property
    def is_in_doubt(self) -> bool:
        """True if it may be committed, and nobody was told."""
        return self._commit is not None and self._commit.unit > 0

    def run(self, lent: _Lent, *, own_clock: bool) -> T:
        """Runs the unit and what follows its commit."""
        with self._in_use(lent.connection):
            result = self._committed(lent, self._commit, own_clock) if self._commit else self._read(lent, own_clock)
            if self._after_commit is not None:
                try:
                    self._after_commit(PostgresUpkeep(lent.connection, own_clock=own_clock))
                except Exception:  # noqa: BLE001
                    # The unit is committed, so its caller gets the result.
                    _log.exception("the work after a committed write failed")
        return result

    def _read(self, lent: _Lent, own_clock: bool) -> T:
        return _in_transaction(lent.connection, _READ, self._unit, own_clock=own_clock)

    def _committed(self, lent: _Lent, commit: _Commit[T], own_clock: bool) -> T:
        """Runs the unit unless it is committed already."""
        if commit.has_succeeded(lent.connection):
            result = cast("T", commit.result)
        else:
            commit.unit = 0
            try:
                result = _in_transaction(
                    lent.connection, _WRITE, self._unit, own_clock=own_clock, note=partial(commit.note, lent)
                )
            except BaseException:
                if not lent.connection.closed:
                    commit.unit = 0  # the server has said no
                raise
        commit.unit = 0
        return result

    def cut(self) -> bool:
        """Ends the connection under a thread that waits for an answer on it; the thread gets an error.

        Returns True if the unit has no connection. Then it never runs.
        """
        with self._lock:
            self.is_cut = True
            if self._connection is None:
                return True
            if not self._connection.closed:
                with suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as duplicate:
                    duplicate.shutdown(socket.SHUT_RDWR)
            return False

    @contextmanager
    def _in_use(self, connection: psycopg.Connection) -> Iterator[None]:
        with self._lock:
            if self.is_cut:
                raise psycopg.OperationalError("the time is over")
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None


def _look(transaction: Transaction) -> None:
    transaction.execute("SELECT 1")


class _Connections:
    """Open connections to one address. Those that nobody uses wait here, the last used first."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._idle: list[_Lent] = []

    @contextmanager
    def lent(self) -> Iterator[_Lent]:
        """A connection for the use of one thread. It is kept unless it has died or is old."""
        with self._lock:
            lent = self._idle.pop() if self._idle else None
        lent = lent or _Lent(_connect(self._url), time.monotonic())
        try:
            yield lent
        finally:
            lent.is_new = False
            if not lent.connection.closed and time.monotonic() < lent.opened_at + LONGEST_USE_SECONDS:
                with self._lock:
                    self._idle.append(lent)
            else:
                lent.connection.close()

    def close_idle(self) -> None:
        """Closes those that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for lent in idle:
            lent.connection.close()


def _connect(url: str) -> psycopg.Connection:
    """Opens a connection without prepared statements, which poolers lose. A peer that is gone is noticed."""
    return psycopg.connect(
        url,
        connect_timeout=CONNECT_SECONDS,
        prepare_threshold=None,
        autocommit=True,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=15_000,
    )


def _in_transaction(
    connection: psycopg.Connection,
    begin: Sequence[str],
    unit: Unit[T],
    *,
    own_clock: bool,
    note: Callable[[T], str] = lambda _: "",
) -> T:
    """Runs a unit in a transaction, which is undone if it raises. `note` is called right before its commit."""
    transaction = PostgresTransaction(connection, begin, own_clock=own_clock)
    try:
        result = unit(transaction)
        transaction.commit(note(result))
    except BaseException:
        if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                connection.execute("ROLLBACK")
        raise
    return result


def _retrieve(done: "asyncio.Future[Any]") -> None:
    """Takes the error of work that nobody waits for any more."""
    if not done.cancelled() and (error := done.exception()) is not None:
        _log.warning("a write whose caller was cancelled failed: %r", error)
