"""Addresses that get no requests for a while, as this process or all processes know them."""

from collections.abc import Mapping
from dataclasses import replace

from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.inference.local_rests import LocalAddressRests
from core.store.ports.address_rests import AddressRest, AddressRests, ChangeRest

SEEN_SECONDS = 3600.0
"""The time for which this process remembers an address after its rest."""


class KnownRests:
    """The rests of one `kind`. Without `rests`, they are this process's own.

    While the store is away, nothing is known: an address that does not answer is asked once more.
    """

    def __init__(self, clock: Clock, kind: str, rests: AddressRests | None = None) -> None:
        self._clock = clock
        self._kind = kind
        self._rests = rests or LocalAddressRests()
        self._seen: dict[str, tuple[float, AddressRest]] = {}

    async def find(self, address: str) -> AddressRest | None:
        """Returns what is known of an address."""
        try:
            found = await self._rests.address_rest(self._address(address), self._clock.now())
        except StoreAway:
            return None
        return self._saw(address, found)

    async def change(self, address: str, change: ChangeRest) -> AddressRest | None:
        """Changes what is known of an address, as `AddressRests.change_address_rest`."""
        try:
            changed = await self._rests.change_address_rest(self._address(address), self._clock.now(), change)
        except StoreAway:
            return change(None)
        return self._saw(address, changed)

    async def forget(self, address: str) -> None:
        """Forgets what was known of an address, because it has answered."""
        if address in self._seen:
            await self.change(address, lambda _: None)

    def seen(self) -> Mapping[str, AddressRest]:
        """The addresses that this process has learned of, with the seconds that are left now."""
        now = self._clock.now()
        return {address: replace(rest, seconds=rest.seconds - (now - at)) for address, (at, rest) in self._seen.items()}

    def _saw(self, address: str, rest: AddressRest | None) -> AddressRest | None:
        if rest is None:  # nearly every request
            self._seen.pop(address, None)
            return None
        now = self._clock.now()
        self._seen = {
            each: (at, seen) for each, (at, seen) in self._seen.items() if at + seen.seconds > now - SEEN_SECONDS
        }
        self._seen[address] = now, rest
        return rest

    def _address(self, address: str) -> str:
        return f"{self._kind} {address}"
