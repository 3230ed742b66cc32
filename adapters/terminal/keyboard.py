"""The keyboard while nobody is asked for anything."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def echo_off() -> Iterator[None]:
    """Keys are not echoed meanwhile, so that neither `^C` nor what is typed ahead gets between moving lines.

    Ctrl-C still interrupts, and what is typed ahead is there at the next prompt. Does nothing without a POSIX terminal.
    """
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    hushed = termios.tcgetattr(sys.stdin)
    hushed[3] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, hushed)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
