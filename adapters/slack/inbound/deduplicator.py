"""Events that Slack sends again because it has not heard in time that they arrived: up to three times, within some six
minutes (https://docs.slack.dev/apis/events-api#retries).

What becomes a request is taken once by the store, for good. This is for what does not: a refusal, or that a workspace
takes the app away, which may come again when it has been installed anew.
"""

from collections.abc import Awaitable, Callable

from core.domain.clock import Clock

REMEMBERED_SECONDS = 900.0


class EventDeduplicator:
    """Remembers for a while what was heard."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: dict[str, float] = {}

    async def once(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Does it, unless that was begun under this key before and has not failed."""
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
