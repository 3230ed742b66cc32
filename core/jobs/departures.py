"""Departures: the bot is removed from a server or workspace, or a channel is deleted.

What is kept of such a place is deleted a day later (`core.jobs.retention`), unless the bot comes back meanwhile. Events
about a departure and a return may reach two processes in any order, and a platform may tell of a departure again after
the return. So nothing is deleted on the word of an event alone: the platform is asked once more (`ChecksPlaces`).
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence

from core.domain.clock import Clock
from core.jobs.queue import Jobs
from core.platform import ChecksPlaces, Platform
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

LATE_SECONDS = 900.0
"""The age up to which the time of an event is believed, because clocks may differ. Slack delivers an event again for
six minutes (https://docs.slack.dev/apis/events-api#retries)."""
ASK_SECONDS = 30.0
"""The longest time of one question to a platform."""
ASK_AGAIN_SECONDS = 600.0
"""The time until a platform is asked again that could not tell if the bot is in a place."""


class Departures:
    """Notes where the bot is, and where it is no more, in the order in which it is told. Scopes are those of
    `Place.scopes`."""

    def __init__(self, store: Store, jobs: Jobs, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._store = store
        self._jobs = jobs
        self._platforms = platforms
        self._clock = clock
        self._order = asyncio.Lock()
        self._confirming = asyncio.Lock()
        self._ask_again: dict[str, float] = {}

    async def join(self, scopes: Sequence[str]) -> None:
        """Notes that the bot is in places, perhaps again."""
        async with self._order:
            await self._store.note_joined(scopes)

    async def leave(self, scope: str, by: str, happened_at: float | None = None) -> None:
        """Notes that the bot was removed from a place or that the place was deleted, and stops its jobs there.

        Jobs that are accepted later, after the bot has come back, go on. `happened_at` is the platform's own time, in
        seconds since the epoch, if it tells one.
        """
        told_at = self._clock.now()
        if happened_at is not None:
            told_at = max(told_at - LATE_SECONDS, min(told_at, happened_at))
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

    async def confirm(self, scopes: Sequence[str]) -> Sequence[str]:
        """Asks the platforms about places that the bot has left, and returns those that it really is in no more.

        A place that it is in counts as joined from now on. One of a platform that cannot tell, or that is not here,
        stays as it is. Returns nothing while an earlier call still asks.
        """
        if self._confirming.locked():
            return ()
        async with self._confirming:
            self._ask_again = {scope: at for scope, at in self._ask_again.items() if scope in scopes}
            silent: set[str] = set()
            return [scope for scope in scopes if await self._is_gone(scope, silent)]

    async def _is_gone(self, scope: str, silent: set[str]) -> bool:
        """True if a platform says so. `silent` gets the platforms that do not answer."""
        name = scope.partition(":")[0]
        platform = self._platforms.get(name)
        if platform is None or self._clock.now() < self._ask_again.get(scope, 0.0):
            return False
        if not isinstance(platform, ChecksPlaces):
            return False
        found = None
        if name not in silent:
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    found = await platform.is_in(scope)
            except TimeoutError:
                silent.add(name)
        if found is None:
            self._ask_again[scope] = self._clock.now() + ASK_AGAIN_SECONDS
        elif found:
            logger.info("the bot is in %s after all: what is kept of it stays", scope)
            await self.join([scope])
        return found is False
