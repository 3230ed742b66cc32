"""The requests that are not acknowledged yet. Jobs of others begin after them."""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress

HOLD_SECONDS = 1.0
"""The longest time for which a job waits for them; a request that takes longer was lost on its way."""


class PendingAcknowledgements:
    """The requests between their arrival and their acknowledgement (`JobWorker`), or their verdict (`Dispatcher`).

    A person who waits for the acknowledgement sees an error after three seconds, and a person whose job waits sees the
    answer a moment later.
    """

    def __init__(self) -> None:
        self._arrived: dict[Hashable, float] = {}
        self._none = asyncio.Event()

    def begin(self, request: Hashable) -> None:
        """Notes that a request has arrived."""
        self._arrived[request] = asyncio.get_running_loop().time()
        self._none.clear()

    def end(self, request: Hashable) -> None:
        """Notes that a request is acknowledged, or needs no acknowledgement."""
        self._arrived.pop(request, None)
        if not self._arrived:
            self._none.set()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Notes a request that has no id yet, until exit."""
        request = object()
        self.begin(request)
        try:
            yield
        finally:
            self.end(request)

    @property
    def count(self) -> int:
        """The number of requests that are not acknowledged yet."""
        return len(self._arrived)

    async def over(self, seconds: float = HOLD_SECONDS) -> None:
        """Waits until there are none, but not for long."""
        if not self._arrived:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._none.wait()
            return
        lost = asyncio.get_running_loop().time() - HOLD_SECONDS
        for request in [request for request, arrived in self._arrived.items() if arrived <= lost]:
            self.end(request)
