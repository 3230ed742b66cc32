"""Runs of units: each in one transaction, and never committed twice.

A connection may die during a commit, and then nobody has been told whether there was one. So each connection notes the
number of its last unit in the transaction itself, and a new connection reads it. Where the number is not there, the
same statement forbids the lost connection to commit later, and the unit runs again. (The server's own numbers of
transactions prove nothing: those that a crash has lost are given again.)
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Generic, cast

import psycopg
from psycopg.pq import TransactionStatus

from core.store.postgres.connections import LentConnection
from core.store.postgres.transaction import PostgresTransaction
from core.store.sql.transaction import AfterCommit, T, Unit

UNIT_SECONDS = 5.0
LONG_UNIT_SECONDS = 600.0
"""The time for a unit, and for one that reads or deletes many rows.

A database that needs longer does not answer: it is paused, cut off or overloaded.
"""
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
DELETE_NOTES = f"DELETE FROM last_commit WHERE at < extract(epoch FROM now()) - {10 * LONG_UNIT_SECONDS:.0f}"  # noqa: S608

_log = logging.getLogger(__name__)


class PostgresUpkeep:
    """Implements `Upkeep`."""

    def __init__(self, connection: psycopg.Connection, *, own_clock: bool) -> None:
        self._connection = connection
        self._own_clock = own_clock

    def run(self, unit: Unit[T]) -> T:
        """As `Upkeep.run`. Raises `psycopg.Error`."""
        return in_transaction(self._connection, _WRITE, unit, own_clock=self._own_clock)

    def rewrite(self) -> None:
        """Leaves deleted rows to the server, which frees and overwrites their space by itself (autovacuum)."""

    def empty_log(self) -> None:
        """Leaves the write-ahead log to the server."""


@dataclass
class LastCommit(Generic[T]):
    """The last commit of a unit: what it returns, where it was sent, and under which number; 0 if nothing is open."""

    connection: str = ""
    unit: int = 0
    result: T | None = None

    def note(self, lent: LentConnection, result: T) -> str:
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


class UnitRun(Generic[T]):
    """A unit on its way. With `commit`, which all attempts share, it is never committed twice."""

    def __init__(
        self,
        unit: Unit[T],
        after_commit: AfterCommit | None = None,
        commit: LastCommit[T] | None = None,
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

    def run(self, lent: LentConnection, *, own_clock: bool) -> T:
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

    def _read(self, lent: LentConnection, own_clock: bool) -> T:
        return in_transaction(lent.connection, _READ, self._unit, own_clock=own_clock)

    def _committed(self, lent: LentConnection, commit: LastCommit[T], own_clock: bool) -> T:
        """Runs the unit unless it is committed already."""
        if commit.has_succeeded(lent.connection):
            result = cast("T", commit.result)
        else:
            commit.unit = 0
            try:
                result = in_transaction(
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


def in_transaction(
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
