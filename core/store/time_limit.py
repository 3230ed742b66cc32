"""A time limit for all that one caller asks of the store, such as a platform that waits for an acknowledgement."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_UNTIL: ContextVar[float | None] = ContextVar("store_until", default=None)


@contextmanager
def store_answers_within(seconds: float) -> Iterator[None]:
    """Gives everything within the block this time together, where the store may be far away.

    A unit that has not ended by then raises `StoreAway`.
    """
    until = asyncio.get_running_loop().time() + seconds
    token = _UNTIL.set(min(until, _UNTIL.get() or until))
    try:
        yield
    finally:
        _UNTIL.reset(token)


def seconds_left(seconds: float) -> float:
    """Returns what is left of the time of the caller, at most this."""
    until = _UNTIL.get()
    return seconds if until is None else max(0.0, min(seconds, until - asyncio.get_running_loop().time()))
