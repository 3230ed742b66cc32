"""The cadence of a growing reply: one update at a time, the newest state wins, and one exact last update."""

import asyncio
from collections.abc import Awaitable, Callable

from core.domain.clock import Clock

WORDS_SECONDS = 0.1
"""Seconds between the first words and their drawing, in which a short answer is complete."""
Pause = Callable[[float], float]
"""The seconds to wait after an update that took so many seconds."""


async def _draw_nothing() -> None:
    """Draws for a pacer that has stopped."""


class Pacer:
    """Draws after every change, with a pause after each drawing; without a `pause`, only at the end.

    `hesitation` is the time in seconds before the first drawing: a reply that is complete by then is drawn once. The
    first words wait for neither.
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
        self._words = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def touch(self, *, first_words: bool = False) -> None:
        """Notes a change, which may bring the first words. Raises the error of the last drawing."""
        if first_words:
            self._words.set()
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
        """Stops drawing, for good. It forgets what has drawn: the two know each other, and would wait for the collector
        of garbage."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._draw, self._pause = _draw_nothing, None

    async def _run(self, pause: Pause) -> None:
        if self._hesitation:
            await self._wait(self._hesitation)
        while True:
            await self._changed.wait()
            if self._words.is_set():
                self._words.clear()
                await self._wait(WORDS_SECONDS)
            if self._hurry.is_set():
                return
            self._changed.clear()
            before = self._clock.now()
            await self._draw()
            await self._wait(pause(self._clock.now() - before))

    async def _wait(self, seconds: float) -> None:
        """Waits, unless somebody is in a hurry or the first words come."""
        ends = (self._clock.sleep(seconds), self._hurry.wait(), self._words.wait())
        waiting = [asyncio.ensure_future(each) for each in ends]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
