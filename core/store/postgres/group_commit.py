"""Units that share a transaction, so that a crowd neither waits for one commit each nor for one another's locks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any, Generic

from core.domain.errors import StoreAway
from core.store.sql.transaction import TOGETHER, E, T, Transaction, Unit, UnitOfMany
from core.store.time_limit import seconds_left, store_answers_within

logger = logging.getLogger(__name__)

LANES = 2
"""The transactions at a time: one decides and waits for locks while the other is committed."""


class _GivenUp(Exception):
    """The time of a caller was over while the transaction waited for a lock: it was told that nothing happened."""


@dataclass(eq=False)
class _Entry(Generic[E, T]):
    """The request of one caller. Nobody waits for the answer any more once it is done."""

    content: E
    until: float
    answer: "asyncio.Future[T]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class GroupCommit(Generic[E, T]):
    """One unit of many, for the callers of one event loop. Entries that arrive while others are being committed go
    together in the next transaction.

    `write` runs a unit in a transaction, `own` keeps a task until it is done.
    """

    def __init__(
        self,
        unit: UnitOfMany[E, T],
        write: Callable[[Unit[Any]], Awaitable[Any]],
        own: Callable[["asyncio.Task[None]"], None],
    ) -> None:
        self._unit = unit
        self._write = write
        self._own = own
        self._waiting: list[_Entry[E, T]] = []
        self._lanes = 0

    @property
    def waiting(self) -> int:
        """The number of entries that are not in a transaction yet."""
        return len(self._waiting)

    async def submit(self, content: E, seconds: float) -> T:
        """Waits for the result of an entry, no longer than this time or that of the caller.

        Raises `StoreAway`. An entry whose caller is cancelled is carried out nevertheless.
        """
        seconds = seconds_left(seconds)
        entry = _Entry[E, T](content, asyncio.get_running_loop().time() + seconds)
        self._waiting.append(entry)
        if self._lanes < LANES:
            self._lanes += 1
            # The time of one caller is not that of the others.
            self._own(asyncio.create_task(self._serve(), context=Context()))
        try:
            done, _ = await asyncio.wait([entry.answer], timeout=seconds)
        except asyncio.CancelledError:
            entry.answer.add_done_callback(_retrieve)
            raise
        if not done:
            if entry in self._waiting:
                self._waiting.remove(entry)
            entry.answer.cancel()
            raise StoreAway("store-failed")
        return entry.answer.result()

    async def _serve(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                await self._commit(group)
        finally:
            self._lanes -= 1

    async def _commit(self, group: Sequence[_Entry[E, T]]) -> None:
        """Commits a group in one transaction or, if that fails as a whole, each entry alone."""
        if not group:
            return
        try:
            left = max(entry.until for entry in group) - asyncio.get_running_loop().time()
            with store_answers_within(left):
                results = await self._write(lambda transaction: self._run(transaction, group))
        except _GivenUp:
            await self._commit([entry for entry in group if not entry.answer.done()])
        except StoreAway as error:
            _deliver_error(group, error)
        except Exception as error:  # noqa: BLE001 - the caller of the unit gets any exception
            if len(group) > 1:
                for entry in group:
                    await self._commit([entry])
            else:
                _deliver_error(group, error)
        else:
            for entry, result in results:
                if not entry.answer.done():
                    entry.answer.set_result(result)

    def _run(self, transaction: Transaction, group: Sequence[_Entry[E, T]]) -> list[tuple[_Entry[E, T], T]]:
        """Runs the unit for those who still wait, in a thread. Raises `_GivenUp` if one of them does not any more."""
        waiting = [entry for entry in group if not entry.answer.done()]
        results = self._unit(transaction, [entry.content for entry in waiting]) if waiting else ()
        if any(entry.answer.done() for entry in waiting):
            raise _GivenUp
        return list(zip(waiting, results, strict=True))


def _deliver_error(group: Sequence[_Entry[Any, Any]], error: Exception) -> None:
    for entry in group:
        if not entry.answer.done():
            entry.answer.set_exception(error)


def _retrieve(answer: "asyncio.Future[Any]") -> None:
    """Takes the error of an entry that nobody waits for any more."""
    if not answer.cancelled() and (error := answer.exception()) is not None:
        logger.warning("a write whose caller was cancelled failed: %r", error)
