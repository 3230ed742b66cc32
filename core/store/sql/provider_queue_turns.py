"""Turns of processes at the queue before an engine, each inside a transaction that holds the lock of the queue.

A process tells which of its requests wait and which run, and learns what became of them. What it has in a queue is a
lease: of a process that is gone nothing waits or runs any more. What it has sent stays in the window.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.domain.limits import microseconds
from core.domain.sentences import Sentence
from core.domain.tasks import Task
from core.quota.fair_queue import FairQueue, ProviderLimit, QueueLimits, Waiter
from core.store.ports.provider_queues import Hold, QueuedRequest
from core.store.sql.locks import queue_key
from core.store.sql.provider_queue_rows import QueueRow, read_queue_row, save_queue_row
from core.store.sql.transaction import Transaction

LEASE_SECONDS = 20.0
"""The time after which the requests of a process that does not renew them leave the queue."""
RENEWAL_SECONDS = 5.0
"""The longest time between two looks of a process that has requests in the queue."""
_READ_ENTRIES = (
    "SELECT id, owner, until_us, user_key, task, weight, number FROM provider_waiter WHERE engine = ? "
    "UNION ALL SELECT id, owner, until_us, user_key, '', 1.0, NULL FROM provider_call WHERE engine = ? AND running = 1"
)
_READ_CALLS = "SELECT number, user_key, at_us FROM provider_call WHERE engine = ? AND at_us > ? ORDER BY at_us, number"
_READ_NEW_CALLS = "SELECT number, user_key, at_us FROM provider_call WHERE engine = ? AND number > ? ORDER BY number"
ADD_CALL = (
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


@dataclass
class CallWindow:
    """The requests of the window, as this process knows them: up to a number, and in one epoch of the queue."""

    queue: FairQueue
    epoch: int
    number: int


@dataclass(frozen=True, kw_only=True)
class OwnRequests:
    """News of a process to the queue about its own requests. `known` may have been told before."""

    at: int
    waiting: Mapping[str, QueuedRequest]
    known: Collection[str]
    running: Collection[str]
    freed: frozenset[str]
    holds: Sequence[tuple[Task, Hold]]
    told: ProviderLimit | None


@dataclass(frozen=True, kw_only=True)
class QueueNews:
    """The queue's answer to a process. `next_check` and the ends of holds are by its own clock."""

    window: CallWindow
    admitted: Collection[str]
    waits: Mapping[str, tuple[int, int]]
    next_check: int | None
    holds: Mapping[tuple[Task, bool], Hold]


@dataclass(kw_only=True)
class _Entry:
    """A request of any process that runs, or waits if it is a `waiter`. `is_stored` says that it has a row."""

    owner: str
    until: int
    waiter: Waiter | None
    task: str = ""
    is_stored: bool = True


class QueueTurn:
    """One process's turn at a queue, in a transaction: it tells, everybody who may go is admitted, and it learns."""

    def __init__(
        self, transaction: Transaction, engine: str, limits: QueueLimits, owner: str, own: OwnRequests
    ) -> None:
        self._transaction = transaction
        self._engine = engine
        self._limits = limits
        self._owner = owner
        self._own = own
        self._entries: dict[str, _Entry] = {}
        self._admitted: list[str] = []
        self.concerns_others = False

    def take(self, window: CallWindow | None) -> QueueNews:
        """Takes the turn. `window` is what the process has in memory."""
        self._transaction.lock(queue_key(self._engine))
        row, is_changed = read_queue_row(self._transaction, self._engine, self._own.at)
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
            save_queue_row(self._transaction, self._engine, replace(row, since=max(row.since, oldest)))
        look = queue.next_check(row.now)
        return QueueNews(
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

    def _hold(self, row: QueueRow) -> Mapping[tuple[Task, bool], Hold]:
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

    def _read_entries(self, row: QueueRow) -> None:
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

    def _tell(self, row: QueueRow) -> None:
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

    def _read_window(self, known: CallWindow | None, row: QueueRow) -> CallWindow:
        if known is None or known.epoch != row.epoch:
            known = CallWindow(FairQueue(self._limits), row.epoch, 0)
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
        number: int = self._transaction.execute(f"{ADD_CALL} RETURNING number", values).fetchone()[0]
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
