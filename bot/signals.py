"""Being asked to stop: Ctrl-C and SIGTERM."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 and the number of SIGINT."""

ECHO_SECONDS = 0.5
"""Within this time a second signal is the first one's echo: launchers pass on what the terminal has sent to all."""


def exit_immediately(number: int) -> None:
    """Ends the process; the store loses nothing by it."""
    os._exit(128 + number)


@contextmanager
def handle_signals(
    signals: Sequence[signal.Signals],
    first: Callable[[], None],
    again: Callable[[int], None] = exit_immediately,
) -> Iterator[None]:
    """Calls `first` on the running loop for the first signal, and `again` with its number for each one after."""
    loop = asyncio.get_running_loop()
    since: float | None = None

    def heed(number: int, _: FrameType | None) -> None:
        nonlocal since
        if since is None:
            since = time.monotonic()
            loop.call_soon_threadsafe(first)
        elif time.monotonic() - since > ECHO_SECONDS:
            again(number)

    before = {each: signal.signal(each, heed) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
