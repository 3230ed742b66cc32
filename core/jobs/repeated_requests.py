"""Repeated requests: at a limit, a cached answer may be given again."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from core.domain.request import Request

REMEMBERED = 10_000


class RepeatedRequests:
    """The last job of each request whose result is always the same. `has_all` says whether its answers are cached.

    The list is in memory: each process knows the requests that it has accepted and run.
    """

    def __init__(self, has_all: Callable[[str], Awaitable[bool]]) -> None:
        self._holds = has_all
        self._jobs: OrderedDict[bytes, str] = OrderedDict()

    def remember(self, request: Request) -> None:
        """Notes an accepted request."""
        if (key := _key(request)) is not None:
            self._jobs[key] = request.id
            self._jobs.move_to_end(key)
            while len(self._jobs) > REMEMBERED:
                self._jobs.popitem(last=False)

    async def has(self, request: Request) -> bool:
        """True if the same was asked for in this tenant and all of its answers are cached."""
        key = _key(request)
        job = self._jobs.get(key) if key is not None else None
        return job is not None and await self._holds(job)


def _key(request: Request) -> bytes | None:
    """The identity of a request; None for requests with files or for a new result."""
    if request.fresh or request.attachments or request.inputs:
        return None
    caller = request.caller
    asked = json.dumps([caller.platform, caller.tenant, request.command, dict(request.options)], sort_keys=True)
    return hashlib.sha256(asked.encode()).digest()
