"""The port of rests: addresses that get no requests for a while, because requests to them have failed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.domain.sentences import Sentence


@dataclass(frozen=True, kw_only=True)
class AddressRest:
    """An address to which requests have failed. It gets none for `seconds` more; below 0 that is over.

    `failures` are those in a row. `sentence` tells that no credits are left.
    """

    failures: int
    seconds: float
    sentence: Sentence | None = None


ChangeRest = Callable[[AddressRest | None], AddressRest | None]
"""Decides what is known of an address from now on; None is nothing. It may be called several times for one change."""


class AddressRests(Protocol):
    """The addresses to which requests have failed, as all processes know them. Methods raise `StoreAway`."""

    async def address_rest(self, address: str, at: float) -> AddressRest | None:
        """Returns what is known of an address."""
        ...

    async def change_address_rest(self, address: str, at: float, change: ChangeRest) -> AddressRest | None:
        """Changes what is known of an address, while no other process does. Returns what `change` has returned."""
        ...
