"""Drops events that a platform delivers again: Slack up to three times within about six minutes if no acknowledgement
arrived in time (https://docs.slack.dev/apis/events-api#retries), Discord when a gateway session is resumed
(https://docs.discord.com/developers/events/gateway#resuming).

The store accepts each request only once, for good. This module is for the other events: a request that was refused and
might be accepted now, or a workspace that removes the app and may install it again later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
REMEMBERED_SECONDS = 900.0


class EventDeduplicator:
    """Remembers events for a while. `now` returns the time in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._heard: dict[str, float] = {}
        self._under_way: dict[str, asyncio.Event] = {}

    async def once(self, key: str, work: Callable[[], Awaitable[T]]) -> T | None:
        """Does the work and returns its result. None if work under this key was done before; work under way is waited
        for, because it may fail, and what it stores is not stored yet."""
        while (ended := self._under_way.get(key)) is not None:
            await ended.wait()
        now = self._now()
        while self._heard and (oldest := next(iter(self._heard.items())))[1] < now:
            del self._heard[oldest[0]]
        if key in self._heard:
            return None
        ended = self._under_way[key] = asyncio.Event()
        try:
            result = await work()
            self._heard[key] = now + REMEMBERED_SECONDS
            return result
        finally:
            del self._under_way[key]
            ended.set()
