"""Rate limits as Discord has them, and faults that a test asks for."""

import re
from dataclasses import dataclass
from typing import Literal

from tests.servers.clock import Clock


@dataclass
class Bucket:
    """So many requests in a window that its first request opens.

    Discord tells to read its headers and not to know numbers; five in five seconds is what people observe of
    messages and edits in a channel: https://github.com/discord/discord-api-docs/issues/20
    """

    limit: int = 5
    seconds: float = 5.0
    opened: float = float("-inf")
    used: int = 0

    def take(self, now: float) -> float:
        """Takes one; how many seconds to wait if there is none left, or 0."""
        if now >= self.opened + self.seconds:
            self.opened, self.used = now, 0
        if self.used >= self.limit:
            return self.opened + self.seconds - now
        self.used += 1
        return 0.0


class Buckets:
    """One for each kind of request in each channel, and of each interaction's token."""

    def __init__(self, clock: Clock, *, limit: int = 5, seconds: float = 5.0) -> None:
        self.limit = limit
        self.seconds = seconds
        self.refusals = 0
        """How many requests were told to wait."""
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def take(self, kind: str, place: str) -> tuple[float, dict[str, str]]:
        """Takes one: seconds to wait, 0 if it may pass, and the headers that tell of it."""
        bucket = self._buckets.setdefault((kind, place), Bucket(self.limit, self.seconds))
        now = self._clock()
        wait = bucket.take(now)
        self.refusals += wait > 0
        left = bucket.opened + bucket.seconds
        return wait, {
            "X-RateLimit-Bucket": kind,
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.limit - bucket.used),
            "X-RateLimit-Reset": f"{left:.3f}",
            "X-RateLimit-Reset-After": f"{left - now:.3f}",
        }


@dataclass
class Fault:
    """What happens instead of an answer to the next requests of a kind."""

    method: str
    path: re.Pattern[str]
    """Matched anywhere in the path after `/api/v10`."""
    kind: Literal["status", "too-many", "reset"]
    times: int = 1
    status: int = 500
    retry_after: float = 0.1
    via: bool = True
    """Whether a 429 says that it came through Discord's proxy; discord.py takes the others for a ban."""
    code: int = 0
    """Of the error in the body."""

    def applies(self, method: str, path: str) -> bool:
        """Whether this request is to fail; counts it if so."""
        if self.times <= 0 or method != self.method or not self.path.search(path):
            return False
        self.times -= 1
        return True
