"""The queues before engines in one process, for a bot that shares them with no other."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from core.domain.tasks import Task
from core.quota.fair_queue import FairQueue, ProviderLimit, QueueLimits, Waiter
from core.store.ports.provider_queues import Hold, ProviderQueue, QueuedRequest


class LocalQueues:
    """Implements `ProviderQueues`."""

    def provider_queue(self, engine: str, limits: QueueLimits) -> ProviderQueue:  # noqa: ARG002
        """As `ProviderQueues.provider_queue`."""
        return LocalQueue(limits)


class LocalQueue:
    """Implements `ProviderQueue`."""

    def __init__(self, limits: QueueLimits) -> None:
        self._queue = FairQueue(limits)
        self._waiters: dict[str, Waiter] = {}
        self._ids: dict[Waiter, str] = {}
        self._running: dict[str, str] = {}
        self._holds: dict[tuple[Task, bool], Hold] = {}

    async def complete_since(self, at: int) -> int:
        """As `ProviderQueue.complete_since`: this process has just begun, and knows nothing from before."""
        return at + 1

    async def restore(self, sent: Sequence[tuple[int, str]], since: int, at: int) -> None:  # noqa: ARG002
        """As `ProviderQueue.restore`."""
        for each, user in sorted(sent):
            # One in the future was made by a clock that was ahead.
            self._queue.record(user, min(each, at))

    async def join(self, request: QueuedRequest, at: int) -> Sequence[str]:
        """As `ProviderQueue.join`."""
        waiter = self._queue.join(request.user, request.weight, request.number)
        self._waiters[request.id], self._ids[waiter] = waiter, request.id
        return await self.look(at)

    async def leave(self, id: str, at: int) -> Sequence[str]:
        """As `ProviderQueue.leave`."""
        if (waiter := self._waiters.pop(id, None)) is not None:
            del self._ids[waiter]
            self._queue.leave(waiter)
        elif (user := self._running.pop(id, None)) is not None:
            self._queue.finish(user, free=True)
        return await self.look(at)

    async def finish(self, id: str, at: int, told: ProviderLimit | None, *, free: bool) -> Sequence[str]:
        """As `ProviderQueue.finish`."""
        if (user := self._running.pop(id, None)) is not None:
            self._queue.finish(user, free=free)
        if told is not None:
            self._queue.update_limit(told)
        return await self.look(at)

    async def hold(self, task: Task, hold: Hold, at: int) -> None:  # noqa: ARG002
        """As `ProviderQueue.hold`."""
        key = (task, hold.sentence is not None)
        if key not in self._holds or self._holds[key].until < hold.until:
            self._holds[key] = hold

    async def look(self, at: int) -> Sequence[str]:
        """As `ProviderQueue.look`."""
        admitted = []
        for waiter in self._queue.admit(at):
            admitted.append(id := self._ids.pop(waiter))
            del self._waiters[id]
            self._running[id] = waiter.user
        return admitted

    async def renew(self, at: int) -> None:
        """Does nothing: there are no others."""

    def listen(self) -> AbstractContextManager[asyncio.Event]:
        """As `ProviderQueue.listen`; nobody else sets the event."""
        return nullcontext(asyncio.Event())

    def holds(self, task: Task | None = None) -> Sequence[Hold]:
        """As `ProviderQueue.holds`."""
        found = sorted(self._holds.items(), key=lambda each: each[0], reverse=True)
        return [hold for (held, _), hold in found if task in (None, held)]

    def is_admitted(self, id: str) -> bool:
        """As `ProviderQueue.is_admitted`."""
        return id in self._running

    def position(self, id: str) -> int:
        """As `ProviderQueue.position`."""
        return self._queue.position(self._waiters[id])

    def wait_us(self, id: str, at: int) -> int:
        """As `ProviderQueue.wait_us`."""
        return self._queue.wait_us(self._waiters[id], at)

    def next_check(self, at: int) -> int | None:
        """As `ProviderQueue.next_check`."""
        return self._queue.next_check(at)

    def is_due(self, at: int) -> bool:
        """As `ProviderQueue.is_due`."""
        check = self._queue.next_check(at)
        return check is None or check <= at
