"""Rate limits as Slack has them, and faults that a test asks for."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

from tests.servers.clock import Clock
from tests.servers.slack_server.rules import POSTS_AT_ONCE, TIERS


class Tiers:
    """How often each method was called in the last minute, for each workspace."""

    def __init__(self, clock: Clock, *, enforced: bool = False) -> None:
        self.enforced = enforced
        self.refusals: list[str] = []
        """Methods that were told to wait, in order."""
        self._clock = clock
        self._calls: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._posts: dict[str, float] = {}

    def take(self, method: str, tier: str, team: str, channel: str) -> int:
        """Counts a call; how many seconds to wait, or 0 if it may pass."""
        if not self.enforced:
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
        """One a second, a few at once: the moment up to which a channel's posts are paid."""
        now = self._clock()
        paid = max(self._posts.get(channel, now), now)
        if paid - now > POSTS_AT_ONCE - 1:
            return max(1, math.ceil(paid - now - (POSTS_AT_ONCE - 1)))
        self._posts[channel] = paid + 1
        return 0


@dataclass(frozen=True)
class Fault:
    """What happens to one call of a method.

    `error` is answered in place of doing it; `status` is what HTTP says, 429 with `retry_after`; `reset` drops the
    connection before anything is done, `lost` after it was.
    """

    error: str = ""
    status: int = 200
    retry_after: int = 1
    needed: str = ""
    """The scope that a `missing_scope` names."""
    connection: Literal["", "reset", "lost"] = ""
    seconds: float = 0.0
    """How long it takes, on the machine's clock."""
