"""The cadence of a growing reply: one update at a time, the newest state wins, and one exact last update."""

import asyncio
from collections.abc import Awaitable, Callable

from core.domain.clock import Clock

Pause = Callable[[float], float]
"""The seconds to wait after an update that took so many seconds."""


class Pacer:
    """Draws after every change, with a pause after each drawing; without a `pause`, only at the end.

    `hesitation` is the time in seconds before the first drawing: a reply that is complete by then is drawn once.
    """

    def __init__(
        self, draw: Callable[[], Awaitable[None]], clock: Clock, pause: Pause | None, *, hesitation: float = 0.0
    ) -> None:
        self._draw = draw
        self._clock = clock
        self._pause = pause
        self._hesitation = hesitation
        self._changed = asyncio.Event()
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def touch(self) -> None:
        """Notes a change. Raises the error of the last drawing."""
        self._changed.set()
        if self._task is not None and self._task.done():
            self._task.result()
        elif self._task is None and self._pause is not None:
            self._task = asyncio.create_task(self._run(self._pause), name="cadence")

    async def finish(self) -> None:
        """Waits for the current drawing, then draws once more, exactly."""
        self._hurry.set()
        self._changed.set()
        if self._task is not None:
            await self._task
        await self._draw()

    async def stop(self) -> None:
        """Stops drawing."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, pause: Pause) -> None:
        if self._hesitation:
            await self._wait(self._hesitation)
        while True:
            await self._changed.wait()
            if self._hurry.is_set():
                return
            self._changed.clear()
            before = self._clock.now()
            await self._draw()
            await self._wait(pause(self._clock.now() - before))

    async def _wait(self, seconds: float) -> None:
        """Waits, unless somebody is in a hurry."""
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        hurrying = asyncio.ensure_future(self._hurry.wait())
        try:
            await asyncio.wait({sleeping, hurrying}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            hurrying.cancel()
