"""The queues before engines that processes share, in SQL.

The rules are those of one process (`core.quota.fair_queue`). They decide in turns of the processes
(`core.store.sql.provider_queue_turns`). A process keeps the requests of the window in memory and reads only those that
are new, unless one was taken back.
"""

import asyncio
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from core.domain.errors import StoreAway
from core.domain.limits import microseconds
from core.domain.tasks import Task
from core.quota.fair_queue import ProviderLimit, QueueLimits
from core.store.ports.provider_queues import Hold, ProviderQueue, QueuedRequest
from core.store.sql.locks import queue_key
from core.store.sql.message_log import ChangeNotifier
from core.store.sql.provider_queue_rows import read_queue_row, save_queue_row
from core.store.sql.provider_queue_turns import ADD_CALL, RENEWAL_SECONDS, CallWindow, OwnRequests, QueueNews, QueueTurn
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction, UnitRunner, Upkeep

POLL_SECONDS = 1.0
"""The longest time between two looks where nobody is notified of what other processes have changed."""


class SqlProviderQueues(Tables):
    """Implements `ProviderQueues`."""

    _notifier: ChangeNotifier

    def provider_queue(self, engine: str, limits: QueueLimits) -> ProviderQueue:
        """As `ProviderQueues.provider_queue`."""
        return SqlProviderQueue(self._database, self._notifier, engine, limits)


def forget_calls(transaction: Transaction, user: str) -> None:
    """Removes the name of a person from what was sent to engines. That it was sent stays."""
    queues = "SELECT engine FROM provider_call WHERE user_key = ?"
    # The processes have the names in memory until they read the calls again.
    transaction.execute(f"UPDATE provider_queue SET epoch = epoch + 1 WHERE engine IN ({queues})", (user,))  # noqa: S608
    transaction.execute("UPDATE provider_call SET user_key = '' WHERE user_key = ?", (user,))
    transaction.execute("DELETE FROM provider_waiter WHERE user_key = ?", (user,))


class SqlProviderQueue:
    """Implements `ProviderQueue` for one process. Changes that come together share a transaction."""

    def __init__(self, database: UnitRunner, notifier: ChangeNotifier, engine: str, limits: QueueLimits) -> None:
        self._database = database
        self._notifier = notifier
        self._engine = engine
        self._limits = limits
        self._owner = secrets.token_hex(8)
        self._lock = asyncio.Lock()
        self._begun = self._done = 0
        self._failed: tuple[int, StoreAway] | None = None
        self._window: CallWindow | None = None
        self._waiting: dict[str, QueuedRequest] = {}
        self._known: set[str] = set()
        self._running: set[str] = set()
        self._freed: set[str] = set()
        self._new_holds: list[tuple[Task, Hold]] = []
        self._told: ProviderLimit | None = None
        self._holds: Mapping[tuple[Task, bool], Hold] = {}
        self._waits: Mapping[str, tuple[int, int]] = {}
        self._next_check: int | None = None
        self._looked_at = 0
        self._listeners = 0
        self._hearing = ExitStack()
        self._heard = asyncio.Event()

    async def complete_since(self, at: int) -> int:
        """As `ProviderQueue.complete_since`."""

        def unit(transaction: Transaction) -> int:
            transaction.lock(queue_key(self._engine))
            row, is_changed = read_queue_row(transaction, self._engine, at)
            if is_changed:
                save_queue_row(transaction, self._engine, row)
            return row.since - row.shift

        return await self._database.write(unit)

    async def restore(self, sent: Sequence[tuple[int, str]], since: int, at: int) -> None:
        """As `ProviderQueue.restore`, unless another process has done it."""

        def unit(transaction: Transaction) -> None:
            transaction.lock(queue_key(self._engine))
            row, _ = read_queue_row(transaction, self._engine, at)
            first = since + row.shift
            if first >= row.since:
                return
            calls = [
                (secrets.token_hex(8), self._engine, user, min(each + row.shift, row.since), 0, "", 0)
                for each, user in sorted(sent)
            ]
            transaction.execute_many(ADD_CALL, calls)
            save_queue_row(transaction, self._engine, replace(row, epoch=row.epoch + 1, since=first))

        await self._database.write(unit)

    async def join(self, request: QueuedRequest, at: int) -> Sequence[str]:
        """As `ProviderQueue.join`."""
        self._waiting[request.id] = request
        self._freed.discard(request.id)
        return await self._synchronise(at)

    async def leave(self, id: str, at: int) -> Sequence[str]:
        """As `ProviderQueue.leave`."""
        self._waiting.pop(id, None)
        self._running.discard(id)
        self._freed.add(id)
        return await self._synchronise(at)

    async def finish(self, id: str, at: int, told: ProviderLimit | None, *, free: bool) -> Sequence[str]:
        """As `ProviderQueue.finish`. If it cannot be told now, the next look tells it."""
        self._running.discard(id)
        if free:
            self._freed.add(id)
        if told is not None:
            self._told = told
        return await self._synchronise(at)

    async def hold(self, task: Task, hold: Hold, at: int) -> None:
        """As `ProviderQueue.hold`."""
        self._new_holds.append((task, hold))
        key = (task, hold.sentence is not None)
        if key not in self._holds or self._holds[key].until < hold.until:
            self._holds = {**self._holds, key: hold}
        await self._synchronise(at)

    async def look(self, at: int) -> Sequence[str]:
        """As `ProviderQueue.look`."""
        return await self._synchronise(at)

    async def renew(self, at: int) -> None:
        """As `ProviderQueue.renew`."""
        if self._running or self._waiting or self._freed or self._new_holds or self._told is not None:
            await self._synchronise(at)

    @contextmanager
    def listen(self) -> Iterator[asyncio.Event]:
        """As `ProviderQueue.listen`. However many listen, one look is enough for all."""
        room = _room(self._engine)
        if not self._listeners:
            self._heard = self._hearing.enter_context(self._notifier.listen(room))
        self._listeners += 1
        try:
            with self._notifier.listen(room) as event:
                yield event
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._hearing.close()

    def holds(self, task: Task | None = None) -> Sequence[Hold]:
        """As `ProviderQueue.holds`."""
        found = sorted(self._holds.items(), key=lambda each: each[0], reverse=True)
        return [hold for (held, _), hold in found if task in (None, held)]

    def is_admitted(self, id: str) -> bool:
        """As `ProviderQueue.is_admitted`."""
        return id in self._running

    def position(self, id: str) -> int:
        """As `ProviderQueue.position`."""
        return self._waits.get(id, (0, 0))[0]

    def wait_us(self, id: str, at: int) -> int:
        """As `ProviderQueue.wait_us`."""
        return max(0, self._waits.get(id, (0, at))[1] - at)

    def next_check(self, at: int) -> int:  # noqa: ARG002
        """As `ProviderQueue.next_check`; soon enough to renew what this process has in the queue."""
        renewal = self._looked_at + microseconds(RENEWAL_SECONDS if self._notifier.reaches_all else POLL_SECONDS)
        return renewal if self._next_check is None else min(self._next_check, renewal)

    def is_due(self, at: int) -> bool:
        """As `ProviderQueue.is_due`."""
        return at >= self.next_check(at) or self._heard.is_set()

    async def _synchronise(self, at: int) -> Sequence[str]:
        """Tells what has changed here, and learns what has changed elsewhere, unless another caller does both since.

        Raises `StoreAway`, also if it was another caller who found out since.
        """
        asked = self._begun
        async with self._lock:
            if self._done > asked:
                return ()
            if self._failed is not None and self._failed[0] > asked:
                raise self._failed[1]
            self._begun += 1
            begun = self._begun
            own = OwnRequests(
                at=at,
                waiting=dict(self._waiting),
                known=frozenset(self._known),
                running=frozenset(self._running),
                freed=frozenset(self._freed),
                holds=tuple(self._new_holds),
                told=self._told,
            )
            kept, self._window = [self._window] if self._window is not None else [], None
            self._known.update(own.waiting)
            self._heard.clear()  # what comes from now on may not be seen
            try:
                news = await self._exchange(own, kept)
            except StoreAway as error:
                self._failed = begun, error
                raise
            self._done = begun
            return self._learn(own, news)

    async def _exchange(self, own: OwnRequests, kept: list[CallWindow]) -> QueueNews:
        concerns_others = False

        def unit(transaction: Transaction) -> QueueNews:
            nonlocal concerns_others
            # What an undone run has changed in memory is not used again.
            turn = QueueTurn(transaction, self._engine, self._limits, self._owner, own)
            news = turn.take(kept.pop() if kept else None)
            concerns_others = turn.concerns_others
            return news

        def tell(_: Upkeep) -> None:
            if concerns_others:
                self._notifier.notify(_room(self._engine))

        return await self._database.write(unit, tell)

    def _learn(self, own: OwnRequests, news: QueueNews) -> Sequence[str]:
        self._window = news.window
        self._freed -= own.freed
        del self._new_holds[: len(own.holds)]
        if self._told is own.told:
            self._told = None
        self._looked_at = own.at
        self._holds, self._waits, self._next_check = news.holds, news.waits, news.next_check
        admitted = [id for id in news.admitted if self._waiting.pop(id, None) is not None]
        self._running.update(admitted)
        self._known &= self._waiting.keys()
        return admitted


def _room(engine: str) -> str:
    """The name by which processes wake each other."""
    return f"queue of {engine}"
