"""The signals that ask the process to stop: Ctrl-C and SIGTERM."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 plus the number of SIGINT."""

ECHO_SECONDS = 0.5
"""A second signal within this time repeats the first: launchers pass on a signal that the terminal sends to all."""


def exit_immediately(number: int) -> None:
    """Ends the process. The store loses nothing."""
    os._exit(128 + number)


@contextmanager
def handle_signals(
    signals: Sequence[signal.Signals],
    first: Callable[[], None],
    again: Callable[[int], None] = exit_immediately,
) -> Iterator[None]:
    """Calls `first` on the running loop for the first signal, and `again` with the number of each later one."""
    loop = asyncio.get_running_loop()
    since: float | None = None

    def handle(number: int, _: FrameType | None) -> None:
        nonlocal since
        if since is None:
            since = time.monotonic()
            loop.call_soon_threadsafe(first)
        elif time.monotonic() - since > ECHO_SECONDS:
            again(number)

    before = {each: signal.signal(each, handle) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
