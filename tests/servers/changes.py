"""Waiting until something is so, without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE_SECONDS = 45.0
"""How long tests wait for what must come: it says nothing of speed, and a busy machine may take its time."""


class Changes:
    """Tells who waits that the world has changed, and so is worth another look."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        """Wakes everybody who waits."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def until(self, look: Callable[[], Found | None], *, what: str, seconds: float = PATIENCE_SECONDS) -> Found:
        """The first true thing that `look` sees; an AssertionError that names `what` was missed otherwise."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := look()):
                    change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.add(change)
                    await change
                return found
        except TimeoutError:
            raise AssertionError(f"{what}: not within {seconds:g} s") from None
