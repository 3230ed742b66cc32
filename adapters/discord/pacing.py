"""The cadence of a reply: one edit in flight, the newest state wins, one exact last one."""

import asyncio
from collections.abc import Awaitable, Callable

from core.clock import Clock

LIVE, CALM = 1.05, 4.0
"""Seconds between two edits. Five edits in five seconds are what a message's bucket holds."""
SLOWEST = 10.0
TIGHT = 1.0
"""An edit that takes longer than this has waited in a bucket."""


class Pacer:
    """Draws whenever something has changed, but not more often than every `interval` seconds.

    The library queues edits and sends stale ones behind a limit; so none is handed over while one is on its way.
    """

    def __init__(self, draw: Callable[[], Awaitable[None]], clock: Clock, interval: float | None) -> None:
        self._draw = draw
        self._clock = clock
        self._least = interval
        self._interval = interval or 0.0
        self._changed = asyncio.Event()
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def touch(self) -> None:
        """Something has changed. Raises what the last drawing raised."""
        if self._least is None:
            return
        self._changed.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="cadence")
        elif self._task.done():
            self._task.result()

    async def finish(self) -> None:
        """Waits for the edit that is on its way, then draws once more, exactly."""
        await self._settle()
        await self._draw()

    async def stop(self) -> None:
        """Draws no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _settle(self) -> None:
        task, self._least = self._task, None
        self._hurry.set()
        self._changed.set()
        if task is not None:
            await task

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            if self._hurry.is_set():
                return
            self._changed.clear()
            before = self._clock.now()
            await self._draw()
            waited = self._clock.now() - before > TIGHT
            least = self._least or LIVE
            self._interval = min(SLOWEST, self._interval * 2) if waited else max(least, self._interval * 0.8)
            sleeping = asyncio.ensure_future(self._clock.sleep(self._interval))
            hurrying = asyncio.ensure_future(self._hurry.wait())
            try:
                await asyncio.wait({sleeping, hurrying}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleeping.cancel()
                hurrying.cancel()
