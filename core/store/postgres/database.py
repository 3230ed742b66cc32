"""One PostgreSQL database: a few connections, and what to do while it is away.

A unit runs whole, in one transaction, on a thread. It gets a connection that is open already, or opens one: it learns
immediately, and exactly, why there is none. A unit that meets a connection that has died since its last use runs
again on a new one, so a restart of the server is not noticed if nothing happened during it.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Self
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors

from core.domain.errors import OperatorError, StoreAway
from core.store.postgres.connections import IdleConnections, connect
from core.store.postgres.group_commit import GroupCommit
from core.store.postgres.migrations import migrate
from core.store.postgres.setup_check import obstacles, read_facts, reason
from core.store.postgres.unit_runs import DELETE_NOTES, UNIT_SECONDS, LastCommit, UnitRun
from core.store.sql.transaction import AfterCommit, E, T, Transaction, Unit, UnitOfMany
from core.store.time_limit import seconds_left

CONNECTIONS = 10
"""The most connections of a process, and units at a time. Debian's PostgreSQL allows a hundred together."""
LINE_SECONDS = 30.0
"""The time that a unit waits for others, when there are more than connections."""
SUSPECT_SECONDS = 1.0
"""The time for the first sign of life from a database that has not answered before."""
_ATTEMPTS = 20
"""The runs of a unit that the database ends because of others (40001, 40P01) before it gives up."""

_DISTURBED = (errors.SerializationFailure, errors.DeadlockDetected, errors.IdleInTransactionSessionTimeout)
"""Errors after which a unit runs again: others were in its way, or the whole process stood still."""
_TROUBLE = (errors.ReadOnlySqlTransaction, errors.DataCorrupted, errors.IndexCorrupted, *_DISTURBED)
"""Errors of other classes than `OperationalError` that no unit can cause."""

_log = logging.getLogger(__name__)


class PostgresDatabase:
    """Implements `UnitRunner`. `open` blocks, so call it in a thread; all other methods work from any event loop."""

    def __init__(self, url: str, *, connections: int = CONNECTIONS, own_clock: bool = True) -> None:
        self._own_clock = own_clock
        self._threads = ThreadPoolExecutor(connections, "store")
        self._connections = IdleConnections(url)
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
            with connect(direct_url or url) as connection:
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
        commit = LastCommit[T]()
        return lambda: self._shielded(UnitRun(unit, after_commit, commit, long=long))

    async def write_together(self, unit: UnitOfMany[E, T], entry: E, /) -> T:
        """As `UnitRunner.write_together`."""
        self._assert_open()
        groups = self._groups.setdefault(asyncio.get_running_loop(), {})
        if unit not in groups:
            groups[unit] = GroupCommit(
                unit, lambda together: self._carry_out(UnitRun(together, None, LastCommit())), self._own
            )
        group: GroupCommit[E, T] = groups[unit]
        return await group.submit(entry, LINE_SECONDS + UNIT_SECONDS)

    async def read(self, query: Unit[T], /, *, long: bool = False) -> T:
        """As `UnitRunner.read`."""
        return await self._shielded(UnitRun(query, long=long))

    async def delete_notes(self) -> None:
        """Deletes what connections have noted with their commits, once nobody asks for it any more."""
        await self.write(lambda transaction: transaction.execute_later(DELETE_NOTES))

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

    async def _shielded(self, work: UnitRun[T]) -> T:
        """Waits for work that is carried out even if the caller is cancelled."""
        self._assert_open()
        task = asyncio.create_task(self._carry_out(work))
        self._own(task)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_retrieve)
            raise

    async def _carry_out(self, work: UnitRun[T]) -> T:
        if self._is_away:
            await self._finish(UnitRun(_look, seconds=SUSPECT_SECONDS), SUSPECT_SECONDS)
        return await self._finish(work, LINE_SECONDS)

    async def _finish(self, work: UnitRun[T], line_seconds: float) -> T:
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

    def _run(self, work: UnitRun[T], begin: Callable[[], object]) -> T:
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

    def _run_undisturbed(self, work: UnitRun[T]) -> T:
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


def _look(transaction: Transaction) -> None:
    transaction.execute("SELECT 1")


def _retrieve(done: "asyncio.Future[Any]") -> None:
    """Takes the error of work that nobody waits for any more."""
    if not done.cancelled() and (error := done.exception()) is not None:
        _log.warning("a write whose caller was cancelled failed: %r", error)
