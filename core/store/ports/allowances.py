"""The port of allowances: the state of rates and budgets."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Allowances(Protocol):
    """The state of rates and budgets."""

    async def arrival_times(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Returns the theoretical arrival times of keys, in microseconds, without keys that were never charged."""
        ...

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """Returns the spent part of each budget in its current day or month, without keys that were never charged."""
        ...

    async def prune_allowances(self, at: float) -> None:
        """Deletes state that limits nothing any more: keys with everything left, slots, requests and rests whose time
        is over, and requests to engines without a known end that are older than the longest window."""
        ...
