"""Addresses to which requests have failed, in one process, for a bot that shares them with no other."""

from dataclasses import replace

from core.store.ports.address_rests import AddressRest, ChangeRest

KEPT_SECONDS = 3600.0
"""The time for which an address is known after its rest."""


class LocalAddressRests:
    """Implements `AddressRests`."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[float, AddressRest]] = {}

    async def address_rest(self, address: str, at: float) -> AddressRest | None:
        """As `AddressRests.address_rest`."""
        return self._read(address, at)

    async def change_address_rest(self, address: str, at: float, change: ChangeRest) -> AddressRest | None:
        """As `AddressRests.change_address_rest`."""
        changed = change(self._read(address, at))
        self._found = {
            each: (since, rest)
            for each, (since, rest) in self._found.items()
            if since + rest.seconds > at - KEPT_SECONDS
        }
        self._found.pop(address, None)
        if changed is not None:
            self._found[address] = at, changed
        return changed

    def _read(self, address: str, at: float) -> AddressRest | None:
        if address not in self._found:
            return None
        since, rest = self._found[address]
        return replace(rest, seconds=rest.seconds - max(at - since, 0.0))
