"""A watch over a database that is reached through a network."""

from collections.abc import Awaitable, Callable

from core.domain.clock import Clock

INTERVAL_SECONDS = 2.0
"""The time between two looks."""


class DatabaseWatch:
    """Notices that the database does not answer. `serve` must run for that; `sound` is the last finding.

    The database itself logs when it is lost and found.
    """

    def __init__(self, answers: Callable[[], Awaitable[bool]], clock: Clock) -> None:
        self.sound = True
        self._answers = answers
        self._clock = clock

    async def serve(self) -> None:
        """Asks immediately, then every two seconds, until cancelled."""
        while True:
            self.sound = await self._answers()
            await self._clock.sleep(INTERVAL_SECONDS)
