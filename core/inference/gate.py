"""The call gate: every request to a provider passes it and reports how it ended.

It is the seam for providers' limits: it can hold a request back, tell how long, or refuse it. `UnlimitedGate` lets
everything through. It writes the ledger of what was spent, which is the truth about usage.
"""

import secrets
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from core.domain.clock import Clock
from core.domain.errors import CreditsUsedUp
from core.domain.ledger import Spend
from core.domain.retries import outlast
from core.domain.tasks import Task
from core.inference.engine import Rest
from core.inference.outputs import Finished, Waiting
from core.inference.prices import Prices
from core.inference.requests import InferenceRequest
from core.store.ports.ledger import Ledger

Outcome = Literal["ok", "failed", "stopped"]


@dataclass(frozen=True, kw_only=True)
class Permit:
    """One request to a provider that is about to be sent. `number` is the time in microseconds at which the inference
    request arrived, in any process; 0 is the time of entering."""

    task: Task
    engine: str
    model: str | None
    request: InferenceRequest
    number: int = 0


class CallGate(Protocol):
    """The port. `enter` raises `LimitReached` if waiting would take too long."""

    def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        """Ends when the request may be sent. The outputs in the meantime are shown to the person who waits."""
        ...

    async def throttled(self, permit: Permit, seconds: float) -> None:
        """The engine refused a request because of its own limit and accepts none like it for `seconds`."""
        ...

    async def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """The engine's credits for this task are used up: no request is sent until it is worth another try."""
        ...

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """The request ended, with `finished` if it succeeded; called exactly once for each admitted permit."""
        ...

    async def served_from_cache(self, permit: Permit, finished: Finished | None) -> None:
        """No request was needed, because the answer was cached: the permit was never admitted."""
        ...

    def rests(self) -> Sequence[Rest]:
        """The engines that get no requests for a task now, each with the longest time."""
        ...


class UnlimitedGate:
    """Admits every request and records it."""

    def __init__(self, ledger: Ledger, clock: Clock, prices: Prices | None = None) -> None:
        self._ledger = ledger
        self._clock = clock
        self._prices = prices or Prices()
        self._calls: dict[int, str] = {}

    async def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        """Waits only for a store that is out of order."""
        await self._begin(permit)
        waits: tuple[Waiting, ...] = ()
        for waiting in waits:
            yield waiting

    async def throttled(self, permit: Permit, seconds: float) -> None:
        """Holds nobody back."""

    async def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """Holds nobody back."""

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """Writes the request into the ledger. A stopped one has cost something; failed and cached ones have not."""
        await self._write(permit, outcome, finished, self._calls.pop(id(permit), None))

    async def served_from_cache(self, permit: Permit, finished: Finished | None) -> None:
        """Writes an answer without cost into the ledger."""
        await self._write(permit, "ok", finished)

    def rests(self) -> Sequence[Rest]:
        """None."""
        return ()

    async def _begin(self, permit: Permit) -> None:
        """Notes that the request is about to be sent. While that cannot be noted, nothing is spent."""
        call, job = secrets.token_hex(8), permit.request.job
        await outlast(lambda: self._ledger.begin_call(call, permit.engine, self._clock.now(), job), self._clock.sleep)
        self._calls[id(permit)] = call

    async def _write(
        self, permit: Permit, outcome: Outcome, finished: Finished | None, call: str | None = None
    ) -> None:
        free = outcome == "failed" or (finished is not None and finished.cached)
        cost = None if finished is None or free else finished.cost_usd
        microdollars = None if cost is None else round(cost * 1e6)
        self._prices.learn(permit.task, microdollars)
        spend = Spend(
            job=permit.request.job,
            user_key=permit.request.user,
            tenant=permit.request.tenant,
            task=permit.task,
            engine=permit.engine,
            model=(finished.model if finished else permit.model) or "",
            units=0 if free else permit.request.units,
            outcome=outcome,
            at=self._clock.now(),
            place=permit.request.place,
            tokens=finished.tokens if finished else None,
            microdollars=microdollars,
        )
        await outlast(lambda: self._ledger.record(spend, call), self._clock.sleep)
