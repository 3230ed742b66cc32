"""The one thread that writes to a SQLite file, with group commit."""

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Generic

from core.domain.errors import StoreAway
from core.store.sql.transaction import TOGETHER, E, T, UnitOfMany
from core.store.sqlite.disk_errors import translated
from core.store.sqlite.transaction import AfterSqliteCommit, SqliteTransaction, SqliteUnit, SqliteUpkeep

_GROUP_LIMIT = 256
"""The most units in one transaction, so that the first of them does not wait for ever."""

_log = logging.getLogger(__name__)


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


class SqliteWriter:
    """The thread that has the writing connection of a file, and closes it at its end.

    Units submitted while a transaction is being committed share the next one, as long as `is_in_place` finds the files.
    `note_preferences` gets the scopes whose preferences may have changed, with None if they may be any, before the
    callers get their answers.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        is_in_place: Callable[[], bool],
        note_preferences: Callable[[Iterable[str | None]], None],
    ) -> None:
        self._connection = connection
        self._path = path
        self._is_in_place = is_in_place
        self._note_preferences = note_preferences
        self._submitted: queue.SimpleQueue[_Submission[Any] | None] = queue.SimpleQueue()
        self._submission_lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._write_until_closed, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: SqliteUnit[T], after_commit: AfterSqliteCommit | None = None) -> "asyncio.Future[T]":
        """Returns the answer to a unit, as `Database.write` describes it."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(_Submission(unit, after_commit, answer))
        return answer

    def submit_together(self, unit: UnitOfMany[E, T], entry: E) -> "asyncio.Future[T]":
        """Returns the answer for one entry of a unit that takes several, as `Database.write_together` describes it."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(_Submission(lambda transaction: unit(transaction, [entry])[0], None, answer, unit, entry))
        return answer

    @property
    def units_in_hand(self) -> int:
        """As `UnitRunner.units_in_hand`."""
        return self._submitted.qsize()

    def refuse(self) -> None:
        """Takes no more units: submitting one raises `RuntimeError`."""
        with self._submission_lock:
            self._closed = True

    def end(self) -> None:
        """Runs all submitted units and closes the connection. Blocks until that is done."""
        self._submitted.put(None)
        self._thread.join()

    def _put(self, submission: _Submission[Any]) -> None:
        with self._submission_lock:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._submitted.put(submission)

    def _write_until_closed(self) -> None:
        with closing(self._connection):
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
                self._note_preferences(scope for each in outcomes for scope in each.changed_preferences)
                _deliver(outcomes)

    def _commit_in_place(self, group: list[_Submission[Any]]) -> list[_Outcome[Any]]:
        """Commits a group, unless its files are gone before or afterwards."""
        outcomes = self._commit_group(group) if self._is_in_place() else []
        if outcomes and self._is_in_place():
            return outcomes
        _log.error("the database %s is not in its place any more", self._path)
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
            self._connection.execute("BEGIN IMMEDIATE")
            for entries in [[entry] for entry in group] if apart else _shared(group):
                if apart:
                    self._connection.execute("SAVEPOINT unit")
                found = _run(entries, self._connection)
                if any(outcome.error is not None for outcome in found):
                    if not apart:
                        self._abandon()
                        return []
                    # After some errors SQLite itself has undone the whole transaction; then this raises.
                    self._connection.execute("ROLLBACK TO unit")
                if apart:
                    self._connection.execute("RELEASE unit")
                outcomes += found
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            self._abandon()
            raise
        return outcomes

    def _commit_alone(self, entry: _Submission[Any]) -> _Outcome[Any]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            (outcome,) = _run([entry], self._connection)
            if outcome.error is None:
                self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            outcome = _Outcome(entry, error=translated(error))
        self._abandon()
        return outcome

    def _abandon(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    def _follow_up(self, outcomes: list[_Outcome[Any]]) -> list[_Outcome[Any]]:
        for outcome in outcomes:
            if outcome.error is None and outcome.submission.after_commit is not None:
                try:
                    outcome.submission.after_commit(SqliteUpkeep(self._connection))
                except Exception:  # noqa: BLE001
                    # The unit is committed, so its caller gets the result.
                    _log.exception("the work after a committed write failed")
                    self._abandon()
        return outcomes


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
        error = translated(raised)
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
