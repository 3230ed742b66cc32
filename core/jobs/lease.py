"""The lease by which a process holds a job.

The store gives it for `LEASE_SECONDS` and the queue renews it. Its local end is the moment before the last renewal was
sent plus that time, by the monotonic clock, so it is never later than the end that the store knows.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar

from core.domain.errors import RunOver
from core.domain.jobs import LEASE_SECONDS


class Lease:
    """The lease of one run, seen from the process that holds it."""

    def __init__(self, sent_at: float, monotonic: Callable[[], float]) -> None:
        self._until = sent_at + LEASE_SECONDS
        self._monotonic = monotonic
        self._changed = asyncio.Event()
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

    async def hold(self) -> None:
        """Waits until the lease is held. Raises `RunOver` once it is lost."""
        while not self.held:
            if self.lost:
                raise RunOver
            self._changed.clear()
            await self._changed.wait()


LEASE: ContextVar[Lease | None] = ContextVar("lease", default=None)
"""The lease of the run to which a task belongs; None outside of runs."""


async def hold_lease(*_: object) -> None:
    """Waits until the lease of the caller's run is held; to be called before a request to a platform begins.

    Between the check of a run and its request may be any time: a rate limit, or a process that stood still. Raises
    `RunOver` once another run has the job. The arguments are those of aiohttp's `on_request_start`.
    """
    lease = LEASE.get()
    if lease is not None and not lease.given_back:
        await lease.hold()
