"""Retries: the same work again after fixed waits, as long as its errors may pass."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

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
