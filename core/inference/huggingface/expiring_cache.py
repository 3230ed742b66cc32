"""What is looked up once, shared by whoever asks meanwhile, and looked up again when it is too old."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from core.domain.clock import Clock

K = TypeVar("K")
V = TypeVar("V")

FRESH_SECONDS = 600.0
"""How long an answer is believed."""
RETRY_SECONDS = 10.0
"""How long somebody who did not answer is left alone."""
ENTRIES_LIMIT = 500
"""How many answers are kept."""


class ExpiringCache(Generic[K, V]):
    """Answers by key. `look_up` returns None where there is no answer; an old one is used then.

    Who stops waiting stops nothing: the answer is there for the next who asks. To be closed by `aclose`.
    """

    def __init__(self, look_up: Callable[[K], Awaitable[V | None]], clock: Clock) -> None:
        self._look_up = look_up
        self._clock = clock
        self._entries: OrderedDict[K, tuple[float, V | None]] = OrderedDict()
        self._pending: dict[K, asyncio.Task[V | None]] = {}

    async def get(self, key: K) -> V | None:
        """The answer; None where there is none now and never was."""
        until, value = self._entries.get(key, (0.0, None))
        if until > self._clock.now():
            return value
        asking = self._pending.get(key)
        if asking is None:
            asking = self._pending[key] = asyncio.create_task(self._refresh(key))
            asking.add_done_callback(lambda _: self._pending.pop(key, None))
        return await asyncio.shield(asking)

    def known(self, key: K) -> V | None:
        """The last answer, without asking anybody."""
        return self._entries.get(key, (0.0, None))[1]

    async def aclose(self) -> None:
        """Gives up what is being looked up."""
        asking = list(self._pending.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _refresh(self, key: K) -> V | None:
        found = await self._look_up(key)
        seconds = RETRY_SECONDS if found is None else FRESH_SECONDS
        value = self.known(key) if found is None else found
        self._entries[key] = (self._clock.now() + seconds, value)
        self._entries.move_to_end(key)
        if len(self._entries) > ENTRIES_LIMIT:
            self._entries.popitem(last=False)
        return value
