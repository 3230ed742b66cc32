"""Rate limits of Slack's methods, and how open replies share them.

Each method has its own limit in each workspace (https://docs.slack.dev/apis/web-api/rate-limits). A request over the
limit waits. Streams share the limit of `chat.appendStream`: the more streams, the slower each grows.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping

from core.domain.clock import Clock

TIER_2, TIER_3, TIER_4 = 20, 50, 100
"""Requests a minute."""
TIERS: Mapping[str, int] = {
    "chat.startStream": TIER_2,
    "chat.stopStream": TIER_2,
    "reactions.remove": TIER_2,
    "chat.appendStream": TIER_4,
    "chat.postEphemeral": TIER_4,
    "conversations.members": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.info": TIER_4,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.publish": TIER_4,
    "views.update": TIER_4,
    "assistant.threads.setSuggestedPrompts": TIER_4,
    "assistant.threads.setTitle": TIER_4,
    "auth.test": 300,
    "assistant.threads.setStatus": 300,
    "chat.postMessage": 300,
}
"""All other methods are in the third tier (https://docs.slack.dev/reference/methods). A workspace takes several hundred
posts a minute, and a conversation one a second."""
WINDOW_SECONDS = 60.5
"""A little more than Slack's minute, because requests do not arrive in the rhythm in which they leave."""
POSTS_AT_ONCE, POST_SECONDS = 3, 3.2
"""Posts to one conversation: one a second, with a small burst."""
GROWING_SHARE = 0.9
"""The part of a method's limit for growing replies. The rest is for endings."""


class RateBudget:
    """At most `limit` requests in any `seconds`, first come, first served."""

    def __init__(self, clock: Clock, limit: int, seconds: float) -> None:
        self._clock = clock
        self._limit = limit
        self._seconds = seconds
        self._calls: deque[float] = deque(maxlen=limit)
        self._paused = 0.0
        self._turn = asyncio.Lock()

    @property
    def available(self) -> int:
        """Number of requests that would not have to wait."""
        if self._turn.locked() or self._paused > self._clock.now():
            return 0
        oldest = self._clock.now() - self._seconds
        return self._limit - sum(1 for call in self._calls if call > oldest)

    async def acquire(self) -> None:
        """Waits for a free place and takes it."""
        async with self._turn:
            while (wait := self._wait()) > 0:
                await self._clock.sleep(wait)
            self._calls.append(self._clock.now())

    def pause(self, seconds: float) -> None:
        """Holds back all requests for some seconds, because Slack asked for it."""
        self._paused = max(self._paused, self._clock.now() + seconds)

    def _wait(self) -> float:
        full = self._calls[0] + self._seconds if len(self._calls) == self._limit else 0.0
        return max(full, self._paused) - self._clock.now()


class RateBudgets:
    """The budgets of all methods in all workspaces."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._methods: dict[tuple[str, str], RateBudget] = {}
        self._conversations: dict[str, RateBudget] = {}

    def of(self, team: str, method: str) -> RateBudget:
        """The budget of a method in a workspace."""
        limit = TIERS.get(method, TIER_3)
        return self._methods.setdefault((team, method), RateBudget(self._clock, limit, WINDOW_SECONDS))

    async def acquire(self, team: str, method: str, channel: str = "") -> None:
        """Waits until a method may be called."""
        if method == "chat.postMessage" and channel:
            await self._posts(f"{team}:{channel}").acquire()
        await self.of(team, method).acquire()

    def _posts(self, key: str) -> RateBudget:
        if len(self._conversations) > 10_000:
            self._conversations = {
                key: kept for key, kept in self._conversations.items() if kept.available < POSTS_AT_ONCE
            }
        return self._conversations.setdefault(key, RateBudget(self._clock, POSTS_AT_ONCE, POST_SECONDS))


class RateShares:
    """The growing replies of each workspace, and how fast each may grow."""

    def __init__(self) -> None:
        self._growing: Counter[tuple[str, str]] = Counter()

    def join(self, team: str, method: str) -> None:
        """Adds a reply to those that share a method's limit."""
        self._growing[team, method] += 1

    def leave(self, team: str, method: str) -> None:
        """Removes a reply."""
        self._growing[team, method] -= 1

    def interval(self, team: str, method: str, least: float) -> float:
        """Seconds between two requests of one reply: at least `least`, and more if many replies grow."""
        return max(least, self._growing[team, method] * 60 / (TIERS.get(method, TIER_3) * GROWING_SHARE))
