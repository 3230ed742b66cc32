"""The call gate: every upstream call passes it, and says how it ended.

It is the seam where a provider's limits are kept: it may hold a call back, tell how long, or refuse it. `OpenGate` lets
everything through; it keeps the ledger of what was spent, which is the truth for usage.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Literal, Protocol

from core.domain.clock import Clock
from core.domain.errors import CreditsUsedUp
from core.domain.ledger import Spend
from core.domain.tasks import Task
from core.inference.engine import Finished, InferenceRequest, Waiting
from core.inference.prices import Prices
from core.store.ports import Ledger

Outcome = Literal["ok", "failed", "stopped"]


@dataclass(frozen=True, kw_only=True)
class Permit:
    """One call about to be made. `number` orders asks by when they came; 0 is when they enter."""

    task: Task
    engine: str
    model: str | None
    request: InferenceRequest
    number: int = 0


class CallGate(Protocol):
    """Raises `LimitReached` from `enter` where waiting would take too long."""

    def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:
        """Ends when the call may be made; what it yields meanwhile is shown to who waits."""
        ...

    def throttled(self, permit: Permit, seconds: float) -> None:
        """The engine refused a call because of a limit of its own, and takes none like it for so long."""
        ...

    def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """Nobody pays the engine for this task: no call is made until it is worth another look."""
        ...

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """The call ended, with `finished` where it went well; called exactly once for each ticket that was let in."""
        ...

    async def served_from_cache(self, permit: Permit, finished: Finished | None) -> None:
        """No call was needed, because the answer was kept: the ticket was never let in."""
        ...


class UnlimitedGate:
    """Lets every call through and records it."""

    def __init__(self, ledger: Ledger, clock: Clock, prices: Prices | None = None) -> None:
        self._ledger = ledger
        self._clock = clock
        self._prices = prices or Prices()

    async def enter(self, permit: Permit) -> AsyncGenerator[Waiting, None]:  # noqa: ARG002
        """Never waits."""
        waits: tuple[Waiting, ...] = ()
        for waiting in waits:
            yield waiting

    def throttled(self, permit: Permit, seconds: float) -> None:
        """Nobody is held back."""

    def payment_required(self, permit: Permit, refusal: CreditsUsedUp) -> None:
        """Nobody is held back."""

    async def leave(self, permit: Permit, outcome: Outcome, finished: Finished | None = None) -> None:
        """Writes the call into the ledger. One that was stopped has cost; failed and cached ones have not."""
        await self._write(permit, outcome, finished)

    async def served_from_cache(self, permit: Permit, finished: Finished | None) -> None:
        """Writes what cost nothing into the ledger."""
        await self._write(permit, "ok", finished)

    async def _write(self, permit: Permit, outcome: Outcome, finished: Finished | None) -> None:
        free = outcome == "failed" or (finished is not None and finished.cached)
        cost = None if finished is None or free else finished.cost_usd
        microdollars = None if cost is None else round(cost * 1e6)
        self._prices.learn(permit.task, microdollars)
        await self._ledger.record(
            Spend(
                job=permit.request.job,
                user_key=permit.request.user,
                tenant=permit.request.tenant,
                task=permit.task,
                engine=permit.engine,
                model=(finished.model if finished else permit.model) or "",
                units=0 if free else 1,
                outcome=outcome,
                at=self._clock.now(),
                place=permit.request.place,
                tokens=finished.tokens if finished else None,
                microdollars=microdollars,
            )
        )
