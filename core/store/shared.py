"""The store of one machine whose limits are kept elsewhere: shared with other processes, or in memory."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from core.domain.errors import LimitReached, NotAllowed, UserError
from core.domain.jobs import Job, Outcome
from core.domain.ledger import Spend
from core.domain.limits import Charge
from core.domain.request import Request
from core.store.ports import SharedLimits
from core.store.sqlite.store import SqliteStore

logger = logging.getLogger(__name__)


class SharedLimitsStore(SqliteStore):
    """As `SqliteStore`, but what is left of limits, and who holds a place, is in `SharedLimits`.

    A request is claimed and charged there first and stored here then; what was charged for nothing is given back. A
    process that is killed between the two leaves one estimate charged, and a place held until its time is over. What
    is delivered again to another process is a duplicate there.
    """

    _limits: SharedLimits
    _unsettled: set[str]

    @classmethod
    async def open_shared(cls, folder: Path, limits: SharedLimits) -> Self:
        """As `open`. Raises `OperatorError`."""
        store = await cls.open(folder)
        store.share(limits)
        return store

    def share(self, limits: SharedLimits) -> None:
        """From now on limits are kept there."""
        self._limits = limits
        self._unsettled = set()

    async def accept(self, request: Request, charges: Sequence[Charge], at: float) -> bool:
        """As `Inbox.accept`. Raises `UserError`, too, where they cannot be asked: nothing is taken unseen."""
        if await self.job(request.id) is not None:
            return False
        limited = any(charge.limit is not None for charge in charges)
        charged: bool | None = False
        try:
            if limited:
                charged = await self._limits.admit(request.id, charges, at)
            elif not await self._limits.claim(request.id):
                return False
        except (LimitReached, NotAllowed):
            raise
        except UserError:
            if limited:  # it may be charged all the same: only the answer may have been lost
                self._unsettled.add(request.id)
                raise
            # What no limit holds back is answered all the same, if need be twice.
        if charged is None:
            return False
        added = False
        try:
            added = await super().accept(request, [replace(charge, limit=None) for charge in charges], at)
        finally:
            if charged and not added:
                await self._settle(request.id, at)
        self._unsettled.discard(request.id)
        return added

    async def start(self, id: str) -> Job | None:
        """As `Inbox.start`."""
        job = await super().start(id)
        if job is not None and job.attempt > 1:
            await self._limits.restart(id)
        return job

    async def record(self, spend: Spend) -> None:
        """As `Ledger.record`. A call that they cannot be told of is in the ledger all the same."""
        await super().record(spend)
        try:
            await self._limits.spend(spend.job, spend.task, spend.units, spend.microdollars or 0)
        except UserError:
            logger.warning("a call of the job %s is missing in the limits: they cannot be reached", spend.job)

    async def finish(self, id: str, outcome: Outcome, at: float) -> None:
        """As `Inbox.finish`."""
        await super().finish(id, outcome, at)
        await self._settle(id, at)

    async def arrivals(self, keys: Sequence[str]) -> Mapping[str, int]:
        """As `Allowances.arrivals`."""
        return await self._limits.arrivals(keys)

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """As `Allowances.spent_budgets`."""
        return await self._limits.spent_budgets(keys, at)

    async def forget_full(self, at: float) -> None:
        """As `Allowances.forget_full`; jobs whose end, or whose refusal, they were not told of are settled now."""
        await super().forget_full(at)
        await self._limits.forget_full(at)
        for job in sorted(self._unsettled):
            await self._settle(job, at)

    async def _settle(self, job: str, at: float) -> None:
        try:
            await self._limits.settle(job, at)
            self._unsettled.discard(job)
        except UserError:
            logger.warning("the job %s is settled later: the limits cannot be reached", job)
            self._unsettled.add(job)
