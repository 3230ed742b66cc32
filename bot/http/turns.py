"""Turns of requests that only read: they begin one after the other, after those that wait for a verdict.

A page of the room is a good number of requests, each of which takes the loop for a tenth of a millisecond. Where many
people open the room, a command would wait for all that have arrived before it, and for those that arrive while it is
decided about.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from core.jobs.acknowledgements import PendingAcknowledgements

HOLD_SECONDS = 0.1
"""The longest time for which a request that only reads waits for those that wait for a verdict."""
STEPS = 3
"""The steps of the loop from the bytes of a request to the end of its handler's first step: aiohttp has a task for the
connection and one for the request."""


class ReadTurns:
    """Begins requests that only read one after the other, each when the one before it has had its first steps.

    Between two of them the loop looks for what has arrived, and what is `undecided` goes first.
    """

    def __init__(self, undecided: PendingAcknowledgements) -> None:
        self._undecided = undecided
        self._waiting: deque[tuple[float, Callable[[], object]]] = deque()
        self._steps = 0
        self._held_back = asyncio.Event()

    @asynccontextmanager
    async def given(self) -> AsyncIterator[None]:
        """Gives turns until exit."""
        task = asyncio.create_task(self._hold_back(), name="requests that only read")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def take(self, begin: Callable[[], object]) -> None:
        """Calls `begin` when a request has its turn, which may be now."""
        self._waiting.append((asyncio.get_running_loop().time() + HOLD_SECONDS, begin))
        if not self._steps and not self._held_back.is_set():
            self._begin_next()

    def note_other(self) -> None:
        """Notes that a request has arrived which does not only read: its first steps come first."""
        if not self._waiting or asyncio.get_running_loop().time() < self._waiting[0][0]:
            self._pause()

    def _pause(self) -> None:
        if not self._steps:
            asyncio.get_running_loop().call_soon(self._step)
        self._steps = STEPS

    def _step(self) -> None:
        self._steps -= 1
        if self._steps:
            asyncio.get_running_loop().call_soon(self._step)
        elif self._waiting and not self._held_back.is_set():
            self._begin_next()

    def _begin_next(self) -> None:
        until, begin = self._waiting[0]
        if self._undecided.count and asyncio.get_running_loop().time() < until:
            self._held_back.set()
            return
        self._waiting.popleft()
        self._pause()
        begin()

    async def _hold_back(self) -> None:
        while True:
            await self._held_back.wait()
            await self._undecided.over(self._waiting[0][0] - asyncio.get_running_loop().time())
            self._held_back.clear()
            self._pause()
