"""Slack's rate limits, and faults for tests."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

from tests.servers.clock import Clock
from tests.servers.slack_server.rules import POSTS_AT_ONCE, TIERS

ALWAYS_LIMITED = frozenset({"users.info"})
"""Methods whose limit a bot reaches that looks up everybody whom it meets."""


READS_CONVERSATIONS = frozenset({"conversations.history", "conversations.replies"})
"""Methods that apps outside the Marketplace may use once a minute, for 15 messages
(https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps)."""


class Tiers:
    """Counts the requests to each method in the last minute, for each workspace."""

    def __init__(self, clock: Clock, *, enforced: bool = False) -> None:
        self.enforced = enforced
        self.outside_marketplace = False
        """True for an app that may read a conversation once a minute."""
        """True if all methods are limited, False if only look-ups of people are."""
        self.refusals: list[str] = []
        """The methods that were rate-limited, in order."""
        self._clock = clock
        self._calls: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._posts: dict[str, float] = {}

    def take(self, method: str, tier: str, team: str, channel: str) -> int:
        """Counts a request. Returns the seconds to wait, or 0."""
        if self.outside_marketplace and method in READS_CONVERSATIONS:
            tier = "t1"
        elif not self.enforced and method not in ALWAYS_LIMITED:
            return 0
        wait = self._take_post(channel) if method == "chat.postMessage" else self._take(method, tier, team)
        if wait:
            self.refusals.append(method)
        return wait

    def _take(self, method: str, tier: str, team: str) -> int:
        limit = TIERS.get(tier)
        if limit is None:
            return 0
        now, calls = self._clock(), self._calls[team, method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= limit:
            return max(1, math.ceil(calls[0] + 60 - now))
        calls.append(now)
        return 0

    def _take_post(self, channel: str) -> int:
        """Allows one message a second in each channel, and short bursts."""
        now = self._clock()
        paid = max(self._posts.get(channel, now), now)
        if paid - now > POSTS_AT_ONCE - 1:
            return max(1, math.ceil(paid - now - (POSTS_AT_ONCE - 1)))
        self._posts[channel] = paid + 1
        return 0


@dataclass(frozen=True)
class Fault:
    """An error for one request to a method.

    `error` replaces the answer; `status` is the HTTP status, 429 with `retry_after`. `reset` breaks the connection
    before the request is carried out, `lost` after that; `silent` gives no answer as long as the client waits.
    """

    error: str = ""
    status: int = 200
    retry_after: int = 1
    needed: str = ""
    """The scope that `missing_scope` names."""
    connection: Literal["", "reset", "lost", "silent"] = ""
    seconds: float = 0.0
    """A delay, by the machine's clock."""
