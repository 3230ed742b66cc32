"""The ports of the queues of requests to engines, shared by all processes."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from core.domain.sentences import Sentence
from core.domain.tasks import Task
from core.quota.fair_queue import ProviderLimit, QueueLimits


@dataclass(frozen=True, kw_only=True)
class QueuedRequest:
    """A request that waits for an engine. `user` has one share of the engine (`InferenceRequest.waits_as`), times
    `weight`. `number` is the time of its arrival in microseconds: among equals, the first goes first."""

    id: str
    task: Task
    user: str
    weight: float
    number: int


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A pause of an engine for one task, until a time in microseconds. `sentence` tells that no credits are left."""

    until: int
    sentence: Sentence | None = None


class ProviderQueue(Protocol):
    """The queue of requests to one engine: those of all processes, in one order. All times are in microseconds.

    A method that may admit requests returns the ids of those that were admitted and are this process's own. Methods
    that reach a database raise `StoreAway`.
    """

    async def complete_since(self, at: int) -> int:
        """Returns the time since which the queue knows all requests that were sent."""
        ...

    async def restore(self, sent: Sequence[tuple[int, str]], since: int, at: int) -> None:
        """Adds the times and users of requests that were sent before, so that it knows all since a time."""
        ...

    async def join(self, request: QueuedRequest, at: int) -> Sequence[str]:
        """Adds a request. One that comes back with its earlier number goes before those that came meanwhile."""
        ...

    async def leave(self, id: str, at: int) -> Sequence[str]:
        """Removes a request that waits no more, or that was admitted and is not sent."""
        ...

    async def finish(self, id: str, at: int, told: ProviderLimit | None, *, free: bool) -> Sequence[str]:
        """Ends an admitted request. A `free` one never reached the provider. `told` is the provider's own report."""
        ...

    async def hold(self, task: Task, hold: Hold, at: int) -> None:
        """Admits no request of a task until a time, in any process. A shorter pause does not end a longer one."""
        ...

    async def look(self, at: int) -> Sequence[str]:
        """Admits all requests that may be sent now."""
        ...

    async def renew(self, at: int) -> None:
        """Tells the others that this process lives. Requests of one that does not tell leave the queue."""
        ...

    def listen(self) -> AbstractContextManager[asyncio.Event]:
        """Returns an event that is set whenever another process has changed something that matters here."""
        ...

    def holds(self, task: Task | None = None) -> Sequence[Hold]:
        """Returns the pauses that are known here, of a task or of all. They may be over."""
        ...

    def is_admitted(self, id: str) -> bool:
        """True from the admission of a request of this process until it is finished or leaves."""
        ...

    def position(self, id: str) -> int:
        """Returns how many requests were before this one when the queue was last looked at."""
        ...

    def wait_us(self, id: str, at: int) -> int:
        """Estimates how long a request will wait if nobody with less use comes."""
        ...

    def next_check(self, at: int) -> int | None:
        """Returns when to look again; None means: when there is news."""
        ...

    def is_due(self, at: int) -> bool:
        """True if it is time to look: there is news, or the time of the next check has come."""
        ...


class ProviderQueues(Protocol):
    """The queues before all engines."""

    def provider_queue(self, engine: str, limits: QueueLimits) -> ProviderQueue:
        """Returns the queue of an engine. It is opened once."""
        ...
