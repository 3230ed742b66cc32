"""The calls that are made for one ask, one after the other: each enters the gate, and leaves it once."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from core.domain.errors import CreditsUsedUp, LimitReached
from core.inference.engine import Finished, Waiting
from core.inference.gate import CallGate, Outcome, Permit


class CallSession:
    """What an ask has at the gate. A further call says that the one before it was for nothing."""

    def __init__(self, gate: CallGate, permit: Permit) -> None:
        self._gate = gate
        self._permit = permit
        self._admitted: Permit | None = None

    async def enter(self, service: str = "") -> AsyncGenerator[Waiting, None]:
        """Ends when a call to the service (empty: the engine's own) may be made. Raises as `CallGate.enter`."""
        if self._admitted is not None:
            before, self._admitted = self._admitted, None
            await self._gate.leave(before, "failed")
        permit = replace(self._permit, engine=service or self._permit.engine)
        async with aclosing(self._gate.enter(permit)) as waits:
            async for waiting in waits:
                yield waiting
        self._admitted = permit

    def throttled(self, seconds: float) -> None:
        """The service that is called takes no call like this for so long."""
        if self._admitted is not None:
            self._gate.throttled(self._admitted, seconds)

    def refused(self, error: Exception) -> None:
        """What a service says of a limit of its own concerns all calls to it; what the gate says does not."""
        if self._admitted is None:
            return
        if isinstance(error, LimitReached):
            self._gate.throttled(self._admitted, error.seconds)
        elif isinstance(error, CreditsUsedUp):
            self._gate.payment_required(self._admitted, error)

    async def end(self, outcome: Outcome, finished: Finished | None) -> None:
        """The ask has its answer, or none; an answer without a call was kept."""
        if self._admitted is not None:
            before, self._admitted = self._admitted, None
            await self._gate.leave(before, outcome, finished)
        elif finished is not None:
            await self._gate.served_from_cache(self._permit, finished)
