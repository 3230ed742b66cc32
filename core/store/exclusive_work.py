"""Work that one of all processes does at a time."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from core.domain.clock import Clock
from core.domain.errors import UserError
from core.store.ports.leases import Leases

WAIT_SECONDS = 0.5
"""The time between two attempts to take a lease that another process has."""


@asynccontextmanager
async def only_here(leases: Leases, name: str, clock: Clock, seconds: float) -> AsyncIterator[None]:
    """Waits until no other process does work of this name, for which `seconds` must be enough.

    Raises `StoreAway`.
    """
    owner = secrets.token_hex(8)
    while not await leases.take_lease(name, owner, clock.now(), seconds):
        await clock.sleep(WAIT_SECONDS)
    try:
        yield
    finally:
        with suppress(UserError):  # it ends by itself
            await leases.give_back_lease(name, owner)
