"""The upstream requests of one inference request, one after the other: each enters the gate and leaves it once."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from core.domain.errors import CreditsUsedUp, LimitReached
from core.inference.gate import CallGate, Outcome, Permit
from core.inference.outputs import Finished, Waiting


class CallSession:
    """The state of one inference request at the gate. A second upstream request means that the one before it failed."""

    def __init__(self, gate: CallGate, permit: Permit) -> None:
        self._gate = gate
        self._permit = permit
        self._admitted: Permit | None = None

    async def enter(self, service: str = "") -> AsyncGenerator[Waiting, None]:
        """Ends when a request to the service may be sent (empty: the engine's own service). Raises as
        `CallGate.enter`."""
        if self._admitted is not None:
            before, self._admitted = self._admitted, None
            await self._gate.leave(before, "failed")
        permit = replace(self._permit, engine=service or self._permit.engine)
        async with aclosing(self._gate.enter(permit)) as waits:
            async for waiting in waits:
                yield waiting
        self._admitted = permit

    async def throttled(self, seconds: float) -> None:
        """Records that the called service accepts no request like this one for `seconds`."""
        if self._admitted is not None:
            await self._gate.throttled(self._admitted, seconds)

    async def refused(self, error: Exception) -> None:
        """Passes a service's own limit on to the gate, as it concerns all requests to it; a refusal by the gate itself
        is ignored."""
        if self._admitted is None:
            return
        if isinstance(error, LimitReached):
            await self._gate.throttled(self._admitted, error.seconds)
        elif isinstance(error, CreditsUsedUp):
            await self._gate.payment_required(self._admitted, error)

    async def end(self, outcome: Outcome, finished: Finished | None) -> None:
        """Records that the inference request has its answer, or none. An answer without an upstream request came from
        the cache."""
        if self._admitted is not None:
            before, self._admitted = self._admitted, None
            await self._gate.leave(before, outcome, finished)
        elif finished is not None:
            await self._gate.served_from_cache(self._permit, finished)
