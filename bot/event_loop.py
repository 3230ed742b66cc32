"""The event loop of a process that serves."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

SWITCH_SECONDS = 0.0005
"""The time after which a thread that computes lets another one go on
(https://docs.python.org/3/library/sys.html#sys.setswitchinterval), a tenth of Python's own. SQLite gives up the
interpreter's lock for each statement, so in a crowd its thread waits this long again and again."""


def run_event_loop(main: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine as `asyncio.run` does, on uvloop where there is one, with threads that take turns quickly."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(main)
    finally:
        sys.setswitchinterval(before)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        from uvloop import new_event_loop
    except ImportError:  # there is none for Windows
        return asyncio.new_event_loop
    return new_event_loop
