"""The keyboard while there is no prompt."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def echo_off() -> Iterator[None]:
    """Turns off the echo of keys, so that neither `^C` nor text typed ahead disturbs moving lines.

    Ctrl-C still interrupts, and text typed ahead appears at the next prompt. Does nothing without a POSIX terminal.
    """
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    silent = termios.tcgetattr(sys.stdin)
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
