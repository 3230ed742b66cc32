"""Notices that one of all processes tells, although several may learn of their reason: platforms deliver an event again
to any process, and to two while one takes over from another."""

from core.domain.errors import StoreAway
from core.store.ports import RequestWindows


async def is_first(windows: RequestWindows, notice: str, seconds: float, at: float) -> bool:
    """True for the one process that tells a notice, once in some seconds, at most an hour.

    While the store is away, each tells it.
    """
    try:
        return await windows.take_request(f"notice {notice}", 1, seconds, at) <= 0
    except StoreAway:
        return True
