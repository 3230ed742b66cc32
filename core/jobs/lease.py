"""The lease by which a process holds a job.

The store gives it for `LEASE_SECONDS` and the queue renews it. Its local end is the moment before the last renewal was
sent plus that time, by the monotonic clock, so it is never later than the end that the store knows.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, Protocol

from core.domain.errors import RunOver
from core.domain.jobs import LEASE_SECONDS

SHORT_SECONDS = LEASE_SECONDS * 0.4
"""A lease that has no more left than this was not renewed several times."""


class Lease:
    """The lease of one run, seen from the process that holds it."""

    def __init__(self, sent_at: float, monotonic: Callable[[], float]) -> None:
        self._until = sent_at + LEASE_SECONDS
        self._monotonic = monotonic
        self._changed = asyncio.Event()
        self._under_way: set[Callable[[], None]] = set()
        self._look: asyncio.TimerHandle | None = None
        self.lost = False
        """True once the store has given the job to another run."""
        self.given_back = False
        """True once the job has ended, and no renewal is missed."""

    @property
    def held(self) -> bool:
        """True as long as no other process can have the job."""
        return not self.lost and self._monotonic() < self._until

    def renew(self, sent_at: float) -> None:
        """Moves the end: a renewal that was sent at this time has succeeded."""
        self._until = sent_at + LEASE_SECONDS
        self._changed.set()

    def lose(self) -> None:
        """Ends the lease for good."""
        self.lost = True
        self._changed.set()
        self._cut_off()

    async def run_short(self) -> None:
        """Waits until renewals have failed for so long that the lease ends soon."""
        while (left := self._until - self._monotonic() - SHORT_SECONDS) > 0:  # noqa: ASYNC110 - the end moves
            await asyncio.sleep(left)

    async def renewed(self) -> None:
        """Waits until the next renewal has succeeded."""
        self._changed.clear()
        await self._changed.wait()

    async def hold(self) -> None:
        """Waits until the lease is held. Raises `RunOver` once it is lost."""
        while not self.held:
            if self.lost:
                raise RunOver
            self._changed.clear()
            await self._changed.wait()

    def guard(self, cut: Callable[[], None]) -> None:
        """Has something cut off at the local end of the lease, unless it is `unguard`ed before."""
        self._under_way.add(cut)
        if self._look is None:
            self._look = asyncio.get_running_loop().call_later(self._until - self._monotonic(), self._cut_off)

    def unguard(self, cut: Callable[[], None]) -> None:
        """Takes back a `guard`."""
        self._under_way.discard(cut)

    def _cut_off(self) -> None:
        """Cuts everything off if the lease is over, or else looks again later."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if not self._under_way or self.given_back:
            return
        if self.held:
            self._look = asyncio.get_running_loop().call_later(self._until - self._monotonic(), self._cut_off)
            return
        while self._under_way:
            self._under_way.pop()()


LEASE: ContextVar[Lease | None] = ContextVar("lease", default=None)
"""The lease of the run to which a task belongs; None outside of runs."""


async def hold_lease() -> None:
    """Waits until the lease of the caller's run is held; to be called before a request to a platform begins, and before
    a time limit for it. Raises `RunOver` once another run has the job."""
    lease = LEASE.get()
    if lease is not None and not lease.given_back:
        await lease.hold()


class RequestCutOff(ConnectionError):
    """A request was cut off because the lease of its run ended. It is unknown if the platform has carried it out."""


class RequestTrace(Protocol):
    """The signals of an HTTP client, as aiohttp's `TraceConfig` has them
    (https://docs.aiohttp.org/en/stable/tracing_reference.html)."""

    @property
    def on_request_start(self) -> Any: ...

    @property
    def on_request_headers_sent(self) -> Any: ...

    @property
    def on_request_chunk_sent(self) -> Any: ...

    @property
    def on_request_end(self) -> Any: ...

    @property
    def on_request_exception(self) -> Any: ...


def fence_requests(trace: RequestTrace) -> None:
    """Binds the requests of an HTTP client to the lease of the run that sends them.

    A request waits for the lease, because between the check of a run and its request may be any time: a rate limit, or
    a process that stood still. It writes nothing once the lease has ended, and is cut off at that moment
    (`RequestCutOff`). What belongs to no run, or follows the end of its job, is sent as it is.
    """

    async def begin(_: Any, request: Any, __: Any) -> None:
        request.lease = lease = LEASE.get()
        request.was_cut, request.was_late, request.cut = False, False, None
        task = asyncio.current_task()
        if lease is None or lease.given_back or task is None:
            request.lease = None
            return

        def cut() -> None:
            request.was_cut = True
            task.cancel()

        await lease.hold()
        request.cut = cut
        lease.guard(cut)

    async def check(_: Any, request: Any, __: Any) -> None:
        if request.lease is not None and not request.lease.given_back and not request.lease.held:
            request.was_late = True
            raise RequestCutOff

    async def end(_: Any, request: Any, __: Any) -> None:
        if request.lease is not None and request.cut is not None:
            request.lease.unguard(request.cut)
            request.cut = None  # it knows the request, so that the two would wait for the collector of garbage

    async def convert(session: Any, request: Any, failed: Any) -> None:
        await end(session, request, failed)
        task = asyncio.current_task()
        if request.was_late or (request.was_cut and task is not None and not task.uncancel()):
            raise RequestCutOff from failed.exception

    hooks: tuple[tuple[Any, Callable[[Any, Any, Any], Awaitable[None]]], ...] = (
        (trace.on_request_start, begin),
        (trace.on_request_headers_sent, check),
        (trace.on_request_chunk_sent, check),
        (trace.on_request_end, end),
        (trace.on_request_exception, convert),
    )
    for signal, hook in hooks:
        signal.append(hook)
