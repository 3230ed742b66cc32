"""Departures: the bot is removed from a server or workspace, or a channel is deleted.

What is kept of such a place is deleted a day later (`core.jobs.retention`), unless the bot comes back meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence

from core.domain.clock import Clock
from core.jobs.queue import Jobs
from core.store.ports import Store

logger = logging.getLogger(__name__)


class Departures:
    """Notes where the bot is, and where it is no more, in the order in which it is told. Scopes are those of
    `Place.scopes`."""

    def __init__(self, store: Store, jobs: Jobs, clock: Clock) -> None:
        self._store = store
        self._jobs = jobs
        self._clock = clock
        self._compared: set[str] = set()
        self._order = asyncio.Lock()

    async def join(self, scopes: Sequence[str]) -> None:
        """Notes that the bot is in places, perhaps again."""
        async with self._order:
            await self._store.note_joined(scopes)

    async def leave(self, scope: str, by: str) -> None:
        """Notes that the bot was removed from a place or that the place was deleted, and stops its jobs there.

        Jobs that are accepted later, after the bot has come back, go on.
        """
        told_at = self._clock.now()
        async with self._order:
            await self._leave(scope, by, told_at)

    async def _leave(self, scope: str, by: str, told_at: float) -> None:
        logger.info("the bot is no longer in %s: what is kept of it is deleted in a day", scope)
        now = self._clock.now()
        for id in await self._store.note_left(scope, now, seconds_ago=now - told_at):
            await self._jobs.request_stop(id, by)

    async def compare(
        self, platform: str, tenants: Collection[str], covers: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Compares the tenants that the bot is in with those that it was in before, as after a start.

        `covers` tells the tenants of which `tenants` would have those that the bot is in.
        """
        told_at = self._clock.now()
        async with self._order:
            await self._store.note_joined([f"{platform}:{tenant}" for tenant in tenants])
            for tenant in await self._store.joined_tenants(platform):
                if tenant not in tenants and covers(tenant):
                    await self._leave(f"{platform}:{tenant}", platform, told_at)
            self._compared.add(platform)

    def has_compared(self, platform: str) -> bool:
        """True once a place that the bot came back to while it was off is known to be no departure."""
        return platform in self._compared
