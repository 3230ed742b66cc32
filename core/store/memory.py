"""What is left of limits in memory: for one process, which forgets them when it ends."""

import asyncio
from collections.abc import Mapping, Sequence

from core.domain.limits import Charge
from core.quota.book import Book


class MemoryAllowances:
    """Implements `SharedLimits`, for itself alone."""

    def __init__(self) -> None:
        self._book = Book()

    async def claim(self, job: str) -> bool:  # noqa: ARG002 - there is no other process
        """As `SharedLimits.claim`."""
        return True

    async def admit(self, job: str, charges: Sequence[Charge], at: float) -> bool:
        """As `SharedLimits.admit`."""
        return self._book.admit(job, charges, at)

    async def restart(self, job: str) -> None:
        """As `SharedLimits.restart`."""
        self._book.restart(job)

    async def spend(self, job: str, task: str, units: int, microdollars: int = 0) -> None:
        """As `SharedLimits.spend`."""
        self._book.spend(job, task, units, microdollars)

    async def settle(self, job: str, at: float) -> None:  # noqa: ARG002 - the book knows when it was charged
        """As `SharedLimits.settle`."""
        self._book.settle(job)

    async def arrivals(self, keys: Sequence[str]) -> Mapping[str, int]:
        """As `Allowances.arrivals`."""
        return {key: self._book.arrivals[key] for key in keys if key in self._book.arrivals}

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """As `Allowances.spent_budgets`."""
        found = {key: self._book.spent[key] for key in keys if key in self._book.spent}
        return {key: spent.amount for key, spent in found.items() if spent.until > at}

    async def forget_full(self, at: float) -> None:
        """As `Allowances.forget_full`; the loop turns meanwhile."""
        for _ in self._book.sweep(at):
            await asyncio.sleep(0)
