"""The signals that ask the process to stop: Ctrl-C and SIGTERM."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

logger = logging.getLogger("troubadour")

INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 plus the number of SIGINT."""

ECHO_SECONDS = 0.5
"""A second signal within this time repeats the first: launchers pass on a signal that the terminal sends to all."""


def exit_immediately(number: int) -> None:
    """Ends the process. The store loses nothing."""
    os._exit(128 + number)


def exit_after(seconds: float, exits: Callable[[int], None] = exit_immediately) -> None:
    """Ends the process after some time, whatever its loop and its threads still wait for."""

    def insist() -> None:
        logger.error("stopping took more than %g seconds; what is left goes on at the next start or elsewhere", seconds)
        exits(signal.SIGTERM)

    timer = threading.Timer(seconds, insist)
    timer.daemon = True
    timer.start()


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
