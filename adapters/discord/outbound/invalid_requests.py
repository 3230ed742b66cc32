"""The count of invalid requests: answers 401, 403 and 429.

An address with 10,000 of them in ten minutes is blocked for a while
(https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).
"""

from collections import deque
from types import SimpleNamespace

import aiohttp

from core.domain.alerts import Notify
from core.domain.clock import Clock
from core.domain.sentences import say
from core.jobs.lease import fence_requests

INVALID = frozenset({401, 403, 429})
LIMIT, WINDOW_SECONDS = 10_000, 600.0
CALM_BELOW = LIMIT // 2


class InvalidRequests:
    """Counts those of this process. From half of the limit on, the operator is told, and growing answers pause."""

    def __init__(self, clock: Clock, notify: Notify) -> None:
        self._clock = clock
        self._notify = notify
        self._moments: deque[float] = deque()

    @property
    def is_calm(self) -> bool:
        """True while there are few of them."""
        since = self._clock.now() - WINDOW_SECONDS
        while self._moments and self._moments[0] <= since:
            self._moments.popleft()
        return len(self._moments) < CALM_BELOW

    def count(self, status: int, *, shared: bool = False) -> None:
        """Counts an answer. A limit that is `shared` with others is nobody's fault, and Discord does not count it."""
        if status in INVALID and not shared:
            was_calm = self.is_calm
            self._moments.append(self._clock.now())
            if was_calm and not self.is_calm:
                self._notify("discord-invalid-requests", say("discord-invalid-requests", count=len(self._moments)))

    def trace(self) -> aiohttp.TraceConfig:
        """Makes a session count its answers. It binds its requests to leases as `fence_requests` says."""
        trace = aiohttp.TraceConfig()

        async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
            self.count(end.response.status, shared=end.response.headers.get("X-RateLimit-Scope") == "shared")

        fence_requests(trace)
        trace.on_request_end.append(ended)
        return trace
