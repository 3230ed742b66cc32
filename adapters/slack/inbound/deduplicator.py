"""Drops events that Slack sends again because no acknowledgement arrived in time: up to three times, within about six
minutes (https://docs.slack.dev/apis/events-api#retries).

The store accepts each request only once, for good. This module is for the other events: a message that was refused, or
a workspace that removes the app and may install it again later.
"""

from collections.abc import Awaitable, Callable

from core.domain.clock import Clock

REMEMBERED_SECONDS = 900.0


class EventDeduplicator:
    """Remembers events for a while."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}

    async def once(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work, unless work under this key has begun before and has not failed."""
        now = self._clock.now()
        while self._heard and (oldest := next(iter(self._heard.items())))[1] < now:
            del self._heard[oldest[0]]
        if key in self._heard:
            return
        self._heard[key] = now + REMEMBERED_SECONDS
        try:
            await work()
        except BaseException:
            self._heard.pop(key, None)
            raise
