"""The count of invalid requests: answers 401, 403 and 429.

An address with 10,000 of them in ten minutes is blocked for a while
(https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).

Processes that share a database count together. They may have the same address, and none of them can know it: the one
that Discord sees is often that of a gateway. So the count is at least as high as Discord's.
"""

from collections import deque
from contextlib import suppress
from types import SimpleNamespace

import aiohttp

from core.domain.alerts import Notify
from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.domain.sentences import say
from core.jobs.lease import fence_requests
from core.store.ports.request_windows import RequestWindows
from core.store.time_limit import store_answers_within

INVALID = frozenset({401, 403, 429})
LIMIT, WINDOW_SECONDS = 10_000, 600.0
CALM_BELOW = LIMIT // 2
PAUSE_SECONDS = 60.0
"""The time for which growing answers pause. The next invalid request tells if there are still too many."""
STORE_SECONDS = 2.0
"""The longest time that the database may take to count, because somebody waits for the answer."""
KEY = "discord invalid requests"


class InvalidRequests:
    """Counts them. From half of the limit on, the operator is told, and growing answers pause.

    With `windows`, those of all processes count.
    """

    def __init__(self, clock: Clock, notify: Notify, windows: RequestWindows | None = None) -> None:
        self._clock = clock
        self._notify = notify
        self._windows = windows
        self._moments: deque[float] = deque()
        self._pause_until = 0.0

    @property
    def is_calm(self) -> bool:
        """True while there are few of them."""
        now = self._clock.now()
        while self._moments and self._moments[0] <= now - WINDOW_SECONDS:
            self._moments.popleft()
        return len(self._moments) < CALM_BELOW and now >= self._pause_until

    async def count(self, status: int, *, shared: bool = False) -> None:
        """Counts an answer. A limit that is `shared` with others is nobody's fault, and Discord does not count it."""
        if status in INVALID and not shared:
            was_calm = self.is_calm
            self._moments.append(self._clock.now())
            found = max(len(self._moments), await self._of_all())
            if found >= CALM_BELOW:
                self._pause_until = self._clock.now() + PAUSE_SECONDS
                if was_calm:
                    self._notify("discord-invalid-requests", say("discord-invalid-requests", count=found))

    async def _of_all(self) -> int:
        """Counts one of this process, and returns the number of all; 0 if that cannot be found out now."""
        if self._windows is not None:
            with suppress(StoreAway), store_answers_within(STORE_SECONDS):
                window = (KEY, LIMIT, WINDOW_SECONDS, self._clock.now())
                await self._windows.take_request(*window)
                return LIMIT - await self._windows.free_requests(*window)
        return 0

    def trace(self) -> aiohttp.TraceConfig:
        """Makes a session count its answers. It binds its requests to leases as `fence_requests` says."""
        trace = aiohttp.TraceConfig()

        async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
            await self.count(end.response.status, shared=end.response.headers.get("X-RateLimit-Scope") == "shared")

        fence_requests(trace)
        trace.on_request_end.append(ended)
        return trace
