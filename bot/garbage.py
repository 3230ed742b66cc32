"""Memory of a process that runs for months: Python's collector of garbage, and the allocator of the C library."""

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from typing import NoReturn

from core.domain.clock import Clock

YOUNG_OBJECTS, OLDER = 20_000, 20
"""New objects before a collection, and collections of one generation before one of the next. With Python's own 700 and
10, a crowd of commands sets off full collections, each of which stops the loop."""

TRIM_SECONDS = 30.0
"""The time between two returns of free memory to the system."""

_M_ARENA_MAX = -8
"""The parameter's number in glibc's malloc.h."""


def share_heap() -> None:
    """Lets all threads allocate from one heap (`M_ARENA_MAX` in mallopt(3)); call it before the first thread starts.

    glibc would give each thread a heap of its own, and `malloc_trim` returns the free end of the first one only. The
    interpreter's lock keeps threads from waiting for each other.
    """
    if (mallopt := _glibc("mallopt")) is not None:
        mallopt(_M_ARENA_MAX, 1)


def spare_what_is_loaded() -> None:
    """Leaves everything that the start has made out of collections: modules, models and tables stay anyway.

    A full collection of some hundred thousand objects stops the loop for a tenth of a second.
    """
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, OLDER, OLDER)


async def return_memory(clock: Clock) -> NoReturn:
    """Returns free memory to the system: that of the start immediately, and then now and then.

    glibc keeps what pictures and recordings needed: freed blocks of megabytes raise its threshold for blocks of their
    own up to 32 MB, and the others fill up its heaps with gaps (`M_MMAP_THRESHOLD` in mallopt(3)). A low, fixed
    threshold would take a quarter more CPU for a picture.
    """
    while True:
        await asyncio.to_thread(trim)
        await clock.sleep(TRIM_SECONDS)


def trim() -> bool:
    """Returns free memory to the system (malloc_trim(3)). Returns False if there was none, or no such function."""
    malloc_trim = _glibc("malloc_trim")
    return malloc_trim is not None and bool(malloc_trim(0))


def _glibc(name: str) -> Callable[..., int] | None:
    """A function of the C library; None if it has no such function, as musl."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
