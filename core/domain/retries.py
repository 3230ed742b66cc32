"""Retries: the same work again after waits, as long as its errors may pass."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from core.domain.clock import Clock
from core.domain.errors import StoreAway

AWAY_SECONDS = 1.0
"""The time between two tries while the store is out of order."""
CANCELLED_TRIES = 5
FIRST_RECONNECT_SECONDS, LONGEST_RECONNECT_SECONDS = 1.0, 60.0
"""The time between two attempts to connect: doubled each time, with jitter."""
STEADY_SECONDS = 300.0
"""After a connection that held this long, the waits start over."""

logger = logging.getLogger(__name__)

T = TypeVar("T")


async def retry(
    work: Callable[[], Awaitable[T]],
    *,
    waits: Sequence[float],
    retryable: Callable[[Exception], bool],
    sleep: Callable[[float], Awaitable[None]],
) -> T:
    """Does the work, and does it again after each wait (in seconds) while it raises a retryable error.

    Raises the first error that is not retryable, or the error of the last attempt.
    """
    for wait in waits:
        try:
            return await work()
        except Exception as error:
            if not retryable(error):
                raise
        await sleep(wait)
    return await work()


async def outlast(work: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]]) -> T:
    """Does work for the store, and does it again until the store is back if it is out of order (`StoreAway`).

    A task that was cancelled tries `CANCELLED_TRIES` times at most, because somebody waits for its end.
    """
    tries = 0
    while True:
        try:
            return await work()
        except StoreAway as error:
            task, tries = asyncio.current_task(), tries + 1
            if task is not None and task.cancelling() and tries >= CANCELLED_TRIES:
                raise
            logger.warning("the store is out of order: %s", error.sentence.id)
        await sleep(AWAY_SECONDS)


async def stay_connected(
    connect: Callable[[], Awaitable[None]], *, failure: Callable[[Exception], T | None], clock: Clock
) -> T:
    """Connects again and again, for as long as another attempt may succeed. `connect` lasts as long as the connection.

    Returns the permanent failure that `failure` finds in an error; it finds None in an error that may pass.
    """
    wait = FIRST_RECONNECT_SECONDS
    while True:
        started = clock.now()
        try:
            await connect()
        except Exception as error:  # noqa: BLE001 - the next attempt may succeed
            if (permanent := failure(error)) is not None:
                return permanent
        wait = FIRST_RECONNECT_SECONDS if clock.now() - started > STEADY_SECONDS else wait
        await clock.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        wait = min(LONGEST_RECONNECT_SECONDS, wait * 2)
