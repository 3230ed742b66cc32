"""Being asked to stop: Ctrl-C and SIGTERM."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 and the number of SIGINT."""


@contextmanager
def heeded(
    signals: Sequence[signal.Signals], first: Callable[[], None], again: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Calls `first` on the running loop for the first signal; for the second one `again`, and exits at once."""
    loop = asyncio.get_running_loop()
    count = 0

    def heed(number: int, _: FrameType | None) -> None:
        nonlocal count
        count += 1
        if count > 1:
            again()
            os._exit(128 + number)
        loop.call_soon_threadsafe(first)

    before = {each: signal.signal(each, heed) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
