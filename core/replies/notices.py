"""Notices that one of all processes tells, and only once."""

import hashlib
import secrets

from core.store.ports.leases import Leases


async def is_first_to_tell(leases: Leases, notice: str, at: float, seconds: float) -> bool:
    """True for the process that is to tell a notice; for `seconds` more, False for all. Raises `StoreAway`.

    `notice` says what is told to whom and where. Only its digest is kept.
    """
    told = f"told {hashlib.sha256(notice.encode()).hexdigest()}"
    return await leases.take_lease(told, secrets.token_hex(8), at, seconds)
