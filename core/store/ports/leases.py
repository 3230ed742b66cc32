"""The port of leases on work that one process at a time does for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class LeaseRecord:
    """A lease that ends after `remaining` seconds, or has ended so long ago. `owner` is empty if it was given up."""

    owner: str
    remaining: float


class Leases(Protocol):
    """Work that one process at a time does for all, by name. No lease ends before the database has been up for a whole
    lease of a job."""

    async def take_lease(
        self, name: str, owner: str, at: float, seconds: float, *, instead_of: str | None = None
    ) -> bool:
        """Takes a lease for some time, or renews one's own. Returns False if another owner has it.

        `instead_of` is an owner from whom it is taken before its end.
        """
        ...

    async def give_back_lease(self, name: str, owner: str) -> None:
        """Lets the next one take a lease; nothing if the owner has it no more."""
        ...

    async def give_up_leases(self, prefix: str, owner: str, at: float) -> None:
        """Ends all leases of an owner whose names begin with a prefix. Their end stays known for a day."""
        ...

    async def renew_all_leases(self, prefix: str, owner: str, at: float, seconds: float) -> Mapping[str, LeaseRecord]:
        """Renews all leases of an owner whose names begin with a prefix, as long as nobody else has taken them.

        Returns all leases under the prefix by name, whoever has them, and those that ended in the last day.
        """
        ...
