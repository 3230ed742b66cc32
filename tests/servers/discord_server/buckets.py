"""Discord's rate limits, and faults for tests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.clock import Clock

OBSERVED: Mapping[str, tuple[int, float]] = {
    "create": (5, 5.0),
    "edit": (5, 5.0),
    "delete": (3, 1.0),
    "follow-up": (5, 2.0),
    "webhook-edit": (5, 2.0),
}
"""The requests in so many seconds, by kind, as people observe them; Discord's documentation tells clients to read the
headers and names no numbers. Messages and edits: https://github.com/discord/discord-api-docs/issues/20; deletions, here
those of messages older than ten seconds: https://github.com/discord/discord-api-docs/issues/8330; webhooks:
https://birdie0.github.io/discord-webhooks-guide/other/rate_limits.html"""


@dataclass
class Bucket:
    """A number of requests in a window; the first request opens the window."""

    limit: int
    seconds: float
    opened: float = float("-inf")
    used: int = 0

    def take(self, now: float) -> float:
        """Takes one request. Returns the seconds to wait if none is left, or 0."""
        if now >= self.opened + self.seconds:
            self.opened, self.used = now, 0
        if self.used >= self.limit:
            return self.opened + self.seconds - now
        self.used += 1
        return 0.0


class Buckets:
    """One bucket for each kind of request in each channel, and for each interaction's token."""

    def __init__(self, clock: Clock) -> None:
        self.limit: int | None = None
        """The size of all buckets, if it is not the observed one."""
        self.refusals = 0
        """The number of requests that had to wait."""
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def take(self, kind: str, place: str) -> tuple[float, dict[str, str]]:
        """Takes one request. Returns the seconds to wait, or 0, and the rate-limit headers."""
        limit, seconds = OBSERVED[kind]
        bucket = self._buckets.setdefault((kind, place), Bucket(self.limit or limit, seconds))
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
    """An error that replaces the answer to the next requests of a kind."""

    method: str
    path: re.Pattern[str]
    """A pattern, matched anywhere in the path after `/api/v10`."""
    kind: Literal["status", "too-many", "reset", "silent"]
    """`silent` carries the request out and gives no answer as long as the client waits."""
    times: int = 1
    status: int = 500
    retry_after: float = 0.1
    via: bool = True
    """True if a 429 has the `Via` header of Discord's proxy; discord.py treats a 429 without it as a ban."""
    code: int = 0
    """The error code in the body."""
    errors: Mapping[str, Any] = field(default_factory=dict)
    """The faults of single fields in the body, keyed by their path
    (https://docs.discord.com/developers/reference#error-messages)."""

    def applies(self, method: str, path: str) -> bool:
        """True if this request is to fail; counts it if so."""
        if self.times <= 0 or method != self.method or not self.path.search(path):
            return False
        self.times -= 1
        return True
