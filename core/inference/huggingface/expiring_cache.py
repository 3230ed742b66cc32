"""A cache for look-ups that expire; concurrent callers share one look-up."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from core.domain.clock import Clock

K = TypeVar("K")
V = TypeVar("V")

FRESH_SECONDS = 600.0
"""The time for which a result is kept."""
RETRY_SECONDS = 10.0
"""The pause after a look-up without a result."""
ENTRIES_LIMIT = 500
"""The number of results that are kept."""


class ExpiringCache(Generic[K, V]):
    """Results by key. `look_up` returns None if there is no result; the last one is used then.

    A caller that stops waiting does not stop the look-up: the next caller gets the result. Close it with `aclose`.
    """

    def __init__(self, look_up: Callable[[K], Awaitable[V | None]], clock: Clock) -> None:
        self._look_up = look_up
        self._clock = clock
        self._entries: OrderedDict[K, tuple[float, V | None]] = OrderedDict()
        self._pending: dict[K, asyncio.Task[V | None]] = {}

    async def get(self, key: K) -> V | None:
        """The result; None if there never was one."""
        until, value = self._entries.get(key, (0.0, None))
        if until > self._clock.now():
            return value
        pending = self._pending.get(key)
        if pending is None:
            pending = self._pending[key] = asyncio.create_task(self._refresh(key))
            pending.add_done_callback(lambda _: self._pending.pop(key, None))
        return await asyncio.shield(pending)

    def known(self, key: K) -> V | None:
        """The last result, without a look-up."""
        return self._entries.get(key, (0.0, None))[1]

    async def aclose(self) -> None:
        """Cancels running look-ups."""
        pending = list(self._pending.values())
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _refresh(self, key: K) -> V | None:
        found = await self._look_up(key)
        seconds = RETRY_SECONDS if found is None else FRESH_SECONDS
        value = self.known(key) if found is None else found
        self._entries[key] = (self._clock.now() + seconds, value)
        self._entries.move_to_end(key)
        if len(self._entries) > ENTRIES_LIMIT:
            self._entries.popitem(last=False)
        return value
