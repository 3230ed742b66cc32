"""Waiting for a condition without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

TIMEOUT_SECONDS = 45.0
"""The time that tests wait for an expected event. It is long because the machine may be busy."""


class Changes:
    """Wakes waiting tasks after each change, so that they look again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        """Wakes every waiting task."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def until(self, look: Callable[[], Found | None], *, what: str, seconds: float = TIMEOUT_SECONDS) -> Found:
        """Returns the first true result of `look`. Raises an AssertionError that names `what` after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := look()):
                    change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.add(change)
                    await change
                return found
        except TimeoutError:
            raise AssertionError(f"{what}: not within {seconds:g} s") from None
