"""The queues before engines that processes share, in SQL.

The rules are those of one process (`core.quota.fair_queue`). They decide inside a transaction that holds the lock of
the queue. A process tells which of its requests wait and which run, and learns what became of them. It keeps the
requests of the window in memory and reads only those that are new, unless one was taken back. What a process has in a
queue is a lease: of one that is gone nothing waits or runs any more. What it has sent stays in the window.
"""

import asyncio
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from core.domain.errors import StoreAway
from core.domain.limits import MICROSECONDS, microseconds
from core.domain.sentences import Sentence
from core.domain.tasks import Task
from core.quota.fair_queue import FairQueue, ProviderLimit, QueueLimits, QueueState, Waiter
from core.store.ports.provider_queues import Hold, ProviderQueue, QueuedRequest
from core.store.sql.locks import queue_key
from core.store.sql.message_log import ChangeNotifier
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction, UnitRunner, Upkeep

LEASE_SECONDS = 20.0
"""The time after which the requests of a process that does not renew them leave the queue."""
RENEWAL_SECONDS = 5.0
"""The longest time between two looks of a process that has requests in the queue."""
POLL_SECONDS = 1.0
"""The same where nobody is notified of what other processes have changed."""


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


@dataclass
class _Window:
    """The requests of the window, as this process knows them: up to a number, and in one epoch of the queue."""

    queue: FairQueue
    epoch: int
    number: int


@dataclass(frozen=True, kw_only=True)
class _Own:
    """News of a process to the queue about its own requests. `known` may have been told before."""

    at: int
    waiting: Mapping[str, QueuedRequest]
    known: Collection[str]
    running: Collection[str]
    freed: frozenset[str]
    holds: Sequence[tuple[Task, Hold]]
    told: ProviderLimit | None


@dataclass(frozen=True, kw_only=True)
class _News:
    """The queue's answer to a process. `next_check` and the ends of holds are by its own clock."""

    window: _Window
    admitted: Collection[str]
    waits: Mapping[str, tuple[int, int]]
    next_check: int | None
    holds: Mapping[tuple[Task, bool], Hold]


@dataclass(frozen=True, kw_only=True)
class _Row:
    """The row of a queue, as it is `now`: by a time that never goes back, `shift` after the clock of the process.

    `latest` is the last such time that was stored, and `set_back` what the clock was set back by before.
    """

    now: int
    shift: int
    set_back: int
    latest: int = 0
    epoch: int = 0
    since: int
    state: QueueState = field(default_factory=QueueState)


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
        self._window: _Window | None = None
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
            row, is_changed = _read_row(transaction, self._engine, at)
            if is_changed:
                _save_row(transaction, self._engine, row)
            return row.since - row.shift

        return await self._database.write(unit)

    async def restore(self, sent: Sequence[tuple[int, str]], since: int, at: int) -> None:
        """As `ProviderQueue.restore`, unless another process has done it."""

        def unit(transaction: Transaction) -> None:
            transaction.lock(queue_key(self._engine))
            row, _ = _read_row(transaction, self._engine, at)
            first = since + row.shift
            if first >= row.since:
                return
            calls = [
                (secrets.token_hex(8), self._engine, user, min(each + row.shift, row.since), 0, "", 0)
                for each, user in sorted(sent)
            ]
            transaction.execute_many(_ADD_CALL, calls)
            _save_row(transaction, self._engine, replace(row, epoch=row.epoch + 1, since=first))

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
            own = _Own(
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

    async def _exchange(self, own: _Own, kept: list[_Window]) -> _News:
        concerns_others = False

        def unit(transaction: Transaction) -> _News:
            nonlocal concerns_others
            # What an undone run has changed in memory is not used again.
            turn = _Turn(transaction, self._engine, self._limits, self._owner, own)
            news = turn.take(kept.pop() if kept else None)
            concerns_others = turn.concerns_others
            return news

        def tell(_: Upkeep) -> None:
            if concerns_others:
                self._notifier.notify(_room(self._engine))

        return await self._database.write(unit, tell)

    def _learn(self, own: _Own, news: _News) -> Sequence[str]:
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


@dataclass(kw_only=True)
class _Entry:
    """A request of any process that runs, or waits if it is a `waiter`. `is_stored` says that it has a row."""

    owner: str
    until: int
    waiter: Waiter | None
    task: str = ""
    is_stored: bool = True


class _Turn:
    """One process's turn at a queue, in a transaction: it tells, everybody who may go is admitted, and it learns."""

    def __init__(self, transaction: Transaction, engine: str, limits: QueueLimits, owner: str, own: _Own) -> None:
        self._transaction = transaction
        self._engine = engine
        self._limits = limits
        self._owner = owner
        self._own = own
        self._entries: dict[str, _Entry] = {}
        self._admitted: list[str] = []
        self.concerns_others = False

    def take(self, window: _Window | None) -> _News:
        """Takes the turn. `window` is what the process has in memory."""
        self._transaction.lock(queue_key(self._engine))
        row, is_changed = _read_row(self._transaction, self._engine, self._own.at)
        before = row
        if self._free():
            row = replace(row, epoch=row.epoch + 1)
        holds = self._hold(row)
        self._read_entries(row)
        self._tell(row)
        self._leave_held(holds)
        window = self._read_window(window, row)
        queue = window.queue
        waiters = {each.waiter: id for id, each in self._entries.items() if each.waiter is not None}
        queue.resume(row.state, waiters, len(self._entries) - len(waiters))
        if (told := self._own.told) is not None:
            queue.update_limit(replace(told, resets_at=told.resets_at + row.shift))
        for waiter in queue.admit(row.now):
            window.number = self._admit(waiters[waiter], waiter, row.now)
        self._keep_waiting()
        row = replace(row, state=queue.state)
        if is_changed or row != before:
            oldest = row.now - self._limits.window
            self._transaction.execute(_PRUNE, (self._engine, oldest))
            _save_row(self._transaction, self._engine, replace(row, since=max(row.since, oldest)))
        look = queue.next_check(row.now)
        return _News(
            window=window,
            admitted=self._admitted,
            waits={
                id: (queue.position(waiter), self._own.at + queue.wait_us(waiter, row.now))
                for waiter, id in waiters.items()
                if not waiter.admitted and self._is_own(id)
            },
            next_check=None if look is None else look - row.shift,
            holds=holds,
        )

    def _is_own(self, id: str) -> bool:
        return self._entries[id].owner == self._owner

    def _free(self) -> bool:
        """Takes back calls that were never sent. Returns True if there was one."""
        freed = [
            self._transaction.execute("DELETE FROM provider_call WHERE id = ?", (id,)).rowcount
            for id in sorted(self._own.freed)
        ]
        return any(freed)

    def _hold(self, row: _Row) -> Mapping[tuple[Task, bool], Hold]:
        """Adds new holds. Returns all that are not over, by the clock of the process."""
        for task, hold in self._own.holds:
            told = None if hold.sentence is None else hold.sentence.model_dump_json()
            reason = "throttled" if told is None else "payment_required"
            values = (self._engine, task.value, reason, hold.until + row.shift, told)
            self.concerns_others |= self._transaction.execute(_ADD_HOLD, values).rowcount > 0
        rows = self._transaction.execute(
            "SELECT task, until_us, sentence FROM provider_hold WHERE engine = ? AND until_us > ?",
            (self._engine, row.now),
        )
        return {
            (Task(task), told is not None): Hold(
                until=until - row.shift, sentence=None if told is None else Sentence.model_validate_json(told)
            )
            for task, until, told in rows.fetchall()
        }

    def _read_entries(self, row: _Row) -> None:
        """Reads what waits and what runs, and removes what processes have left that are gone.

        A process is not gone because the database was away: that must have been up for a whole lease.
        """
        lease, up_since = microseconds(LEASE_SECONDS), microseconds(self._transaction.up_since())
        expired = row.now if row.now - row.set_back - up_since >= lease else 0
        gone = []
        found = self._transaction.execute(_READ_ENTRIES, (self._engine, self._engine)).fetchall()
        for id, owner, until, user, task, weight, number in found:
            if owner != self._owner and until <= expired:
                gone.append((id,))
                continue
            waiter = None if number is None else Waiter(user=user, weight=weight, number=number)
            self._entries[id] = _Entry(owner=owner, until=until, waiter=waiter, task=task)
        self._transaction.execute_many(_REMOVE_WAITER, gone)
        self._transaction.execute_many(_END_CALL, gone)

    def _tell(self, row: _Row) -> None:
        """Makes the entries of this process what it tells, and renews their lease."""
        until = row.now + microseconds(LEASE_SECONDS)
        own = self._own
        for id, entry in list(self._entries.items()):
            if entry.owner == self._owner and id not in own.waiting and (entry.waiter or id not in own.running):
                self._transaction.execute(_END_CALL if entry.waiter is None else _REMOVE_WAITER, (id,))
                del self._entries[id]
        # Others may have taken this process for gone, or a request for ended.
        for id in sorted({*own.running, *own.known} - self._entries.keys()):
            if self._transaction.execute(_RUN_ON, (until, id)).rowcount:
                self._entries[id] = _Entry(owner=self._owner, until=until, waiter=None)
        mine = [each for each in self._entries.values() if each.owner == self._owner]
        if mine and min(each.until for each in mine) < until - microseconds(RENEWAL_SECONDS) // 2:
            for renewal in _RENEWALS:
                self._transaction.execute(renewal, (until, self._engine, self._owner))
        for id, request in own.waiting.items():
            if id in self._entries:
                if self._entries[id].waiter is None:
                    self._admitted.append(id)
            else:
                waiter = Waiter(user=request.user, weight=request.weight, number=request.number)
                self._entries[id] = _Entry(
                    owner=self._owner, until=until, waiter=waiter, task=request.task.value, is_stored=False
                )

    def _leave_held(self, holds: Iterable[tuple[Task, bool]]) -> None:
        """Removes what waits for a task that pauses. Their processes bring them back after the pause."""
        held = {task.value for task, _ in holds}
        for id, entry in list(self._entries.items()):
            if entry.waiter is not None and entry.task in held:
                if entry.is_stored:
                    self._transaction.execute(_REMOVE_WAITER, (id,))
                del self._entries[id]

    def _read_window(self, known: _Window | None, row: _Row) -> _Window:
        if known is None or known.epoch != row.epoch:
            known = _Window(FairQueue(self._limits), row.epoch, 0)
            values = (self._engine, row.now - self._limits.window)
            found = self._transaction.execute(_READ_CALLS, values).fetchall()
        else:
            found = self._transaction.execute(_READ_NEW_CALLS, (self._engine, known.number)).fetchall()
        for number, user, at in found:
            known.queue.record(user, at)
            known.number = max(known.number, number)
        return known

    def _admit(self, id: str, waiter: Waiter, now: int) -> int:
        """Makes a call of what has waited. Returns its number."""
        entry = self._entries[id]
        if entry.is_stored:
            self._transaction.execute(_REMOVE_WAITER, (id,))
        values = (id, self._engine, waiter.user, now, 1, entry.owner, entry.until)
        number: int = self._transaction.execute(f"{_ADD_CALL} RETURNING number", values).fetchone()[0]
        if self._is_own(id):
            self._admitted.append(id)
        else:
            self.concerns_others = True
        return number

    def _keep_waiting(self) -> None:
        """Stores the new requests that wait."""
        self._transaction.execute_many(
            "INSERT INTO provider_waiter (id, engine, task, user_key, weight, number, owner, until_us) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (id, self._engine, each.task, waiter.user, waiter.weight, waiter.number, each.owner, each.until)
                for id, each in self._entries.items()
                if not each.is_stored and (waiter := each.waiter) is not None and not waiter.admitted
            ],
        )


_ROW = "epoch, since_us, latest_us, set_back_us, last_admitted_us, ahead, remaining, resets_at_us, quota, quota_us"
_READ_ENTRIES = (
    "SELECT id, owner, until_us, user_key, task, weight, number FROM provider_waiter WHERE engine = ? "
    "UNION ALL SELECT id, owner, until_us, user_key, '', 1.0, NULL FROM provider_call WHERE engine = ? AND running = 1"
)
_READ_CALLS = "SELECT number, user_key, at_us FROM provider_call WHERE engine = ? AND at_us > ? ORDER BY at_us, number"
_READ_NEW_CALLS = "SELECT number, user_key, at_us FROM provider_call WHERE engine = ? AND number > ? ORDER BY number"
_ADD_CALL = (
    "INSERT INTO provider_call (id, engine, user_key, at_us, running, owner, until_us) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_END_CALL = "UPDATE provider_call SET running = 0 WHERE id = ?"
_RUN_ON = "UPDATE provider_call SET running = 1, until_us = ? WHERE id = ?"
_REMOVE_WAITER = "DELETE FROM provider_waiter WHERE id = ?"
_RENEWALS = (
    "UPDATE provider_waiter SET until_us = ? WHERE engine = ? AND owner = ?",
    "UPDATE provider_call SET until_us = ? WHERE engine = ? AND owner = ? AND running = 1",
)
_ADD_HOLD = (
    "INSERT INTO provider_hold (engine, task, reason, until_us, sentence) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (engine, task, reason) DO UPDATE SET until_us = excluded.until_us, sentence = excluded.sentence "
    "WHERE excluded.until_us > provider_hold.until_us"
)
_PRUNE = "DELETE FROM provider_call WHERE engine = ? AND at_us <= ? AND running = 0"


def _read_row(transaction: Transaction, engine: str, at: int) -> tuple[_Row, bool]:
    """Reads the row of a queue. Returns True with it if it is to be saved in any case: it is new, or the clock was set
    back."""
    now = microseconds(transaction.now(at / MICROSECONDS))
    found = transaction.execute(f"SELECT {_ROW} FROM provider_queue WHERE engine = ?", (engine,)).fetchone()  # noqa: S608
    if found is None:
        return _Row(now=now, shift=now - at, set_back=0, since=now), True
    epoch, since, latest, set_back, last_admitted, ahead, remaining, resets_at, quota, quota_us = found
    behind = max(0, latest - now - set_back)
    set_back += behind
    now += set_back
    limit = ProviderLimit(remaining=remaining, resets_at=resets_at, limit=quota, window=quota_us)
    state = QueueState(provider_limit=limit, last_admitted=last_admitted, ahead=ahead)
    row = _Row(now=now, shift=now - at, set_back=set_back, latest=latest, epoch=epoch, since=since, state=state)
    return row, behind > 0


def _save_row(transaction: Transaction, engine: str, row: _Row) -> None:
    limit = row.state.provider_limit
    values = (
        engine,
        row.epoch,
        row.since,
        row.now,
        row.set_back,
        row.state.last_admitted,
        row.state.ahead,
        limit.remaining,
        limit.resets_at,
        limit.limit,
        limit.window,
    )
    transaction.execute(_SAVE, values)


_SAVE = (
    f"INSERT INTO provider_queue (engine, {_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - our own names
    f"ON CONFLICT (engine) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ROW.split(', '))}"
)


def _room(engine: str) -> str:
    """The name by which processes wake each other."""
    return f"queue of {engine}"
