"""Rate limits of Slack's methods, and how open replies share them.

Each method has its own limit in each workspace (https://docs.slack.dev/apis/web-api/rate-limits). A request over the
limit waits. Streams share the limit of `chat.appendStream`: the more streams, the slower each grows.

Each process counts what it sends. Processes that share a database count there, too: Slack limits the app, not each of
its processes. While the database is away, each keeps the limit for itself, and Slack refuses what is too much.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import suppress

from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.store.ports.request_windows import RequestWindows

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


def reserved(method: str) -> int:
    """The requests to a method that growing replies leave to endings."""
    return round(TIERS.get(method, TIER_3) * (1 - GROWING_SHARE))


class RateBudget:
    """At most `limit` requests in any `seconds`, first come, first served.

    With `windows`, those of all processes count, by the budget's `key`.
    """

    def __init__(
        self, clock: Clock, limit: int, seconds: float, windows: RequestWindows | None = None, key: str = ""
    ) -> None:
        self._windows = windows
        self._key = key
        self._clock = clock
        self._limit = limit
        self._seconds = seconds
        self._calls: deque[float] = deque(maxlen=limit)
        self._paused = 0.0
        self._turn = asyncio.Lock()
        self._is_waited_for = False

    @property
    def is_idle(self) -> bool:
        """True if this process has sent nothing for a while, and sends nothing now."""
        return not self._turn.locked() and self._available() == self._limit

    async def available(self) -> int:
        """Number of requests that would not have to wait."""
        own = self._available()
        if own == 0 or self._windows is None:
            return own
        try:
            return min(own, await self._windows.free_requests(*self._window()))
        except StoreAway:
            return own

    async def acquire(self) -> None:
        """Waits for a free place and takes it."""
        async with self._turn:
            try:
                while (wait := await self._wait()) > 0:
                    self._is_waited_for = True
                    await self._clock.sleep(wait)
            finally:
                self._is_waited_for = False
            self._calls.append(self._clock.now())

    async def pause(self, seconds: float, *, everywhere: bool) -> None:
        """Holds back all requests for some seconds, `everywhere` because Slack asked for it."""
        self._paused = max(self._paused, self._clock.now() + seconds)
        if everywhere and self._windows is not None:
            with suppress(StoreAway):
                await self._windows.pause_requests(self._key, seconds, self._clock.now())

    def _available(self) -> int:
        """The number of requests that this process could send if it were alone."""
        if self._is_waited_for or self._paused > self._clock.now():
            return 0
        oldest = self._clock.now() - self._seconds
        return self._limit - sum(1 for call in self._calls if call > oldest)

    async def _wait(self) -> float:
        """The seconds until the next try. At 0 or less there is a place, which is taken among those of all."""
        full = self._calls[0] + self._seconds if len(self._calls) == self._limit else 0.0
        wait = max(full, self._paused) - self._clock.now()
        if wait > 0 or self._windows is None:
            return wait
        try:
            return await self._windows.take_request(*self._window())
        except StoreAway:
            return 0.0

    def _window(self) -> tuple[str, int, float, float]:
        return self._key, self._limit, self._seconds, self._clock.now()


class RateBudgets:
    """The budgets of all methods in all workspaces. `windows` are those of all processes; None is one process alone."""

    def __init__(self, clock: Clock, windows: RequestWindows | None = None) -> None:
        self._clock = clock
        self._windows = windows
        self._methods: dict[tuple[str, str], RateBudget] = {}
        self._conversations: dict[str, RateBudget] = {}

    def of(self, team: str, method: str) -> RateBudget:
        """The budget of a method in a workspace."""
        if (team, method) not in self._methods:
            self._methods[team, method] = self._budget(TIERS.get(method, TIER_3), WINDOW_SECONDS, f"{team} {method}")
        return self._methods[team, method]

    async def acquire(self, team: str, method: str, channel: str = "") -> None:
        """Waits until a method may be called."""
        if method == "chat.postMessage" and channel:
            await self._posts(f"{team}:{channel}").acquire()
        await self.of(team, method).acquire()

    def _posts(self, key: str) -> RateBudget:
        if len(self._conversations) > 10_000:
            self._conversations = {key: kept for key, kept in self._conversations.items() if not kept.is_idle}
        if key not in self._conversations:
            self._conversations[key] = self._budget(POSTS_AT_ONCE, POST_SECONDS, f"posts {key}")
        return self._conversations[key]

    def _budget(self, limit: int, seconds: float, key: str) -> RateBudget:
        return RateBudget(self._clock, limit, seconds, self._windows, f"slack {key}")


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
