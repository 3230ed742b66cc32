"""Work that hurts its process as a decoder does that a hostile file has got hold of."""

import logging
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path


def take_all_memory() -> int:
    """Asks for more and more memory."""
    return len([bytearray(10_000_000) for _ in range(1_000)])


def crash() -> None:
    """Dies as after a wild write."""
    os.kill(os.getpid(), signal.SIGSEGV)


def never_end(fifo: Path) -> None:
    """Starts a program, tells its process id and its own, and waits for ever."""
    program = subprocess.Popen(["sleep", "86400"])
    fifo.write_text(f"{os.getpid()} {program.pid}")
    signal.pause()


def chatter(word: str) -> str:
    """Prints, warns and logs, and returns the word."""
    sys.stdout.write("to stdout\n")
    sys.stdout.flush()
    os.write(1, b"to the descriptor\n")
    os.write(2, b"to the other descriptor\n")
    warnings.warn("a warning", stacklevel=1)
    logging.getLogger("PIL").error("an error")
    return word


def meet(one: Path, other: Path, modes: str) -> int:
    """Opens two pipes, which wait until another process opens their other ends, and returns the id of this one."""
    for path, mode in zip((one, other), modes, strict=True):
        with path.open(mode):
            pass
    return os.getpid()


def fail() -> None:
    """Has a bug."""
    raise KeyError("a bug")


def begin_and(ending: Callable[[], None]) -> Iterator[str]:
    """Says that it has begun, and ends badly."""
    yield "begun"
    ending()


def begin_and_never_end(fifo: Path) -> Iterator[str]:
    """Says that it has begun, and goes on as `never_end` does."""
    yield "begun"
    never_end(fifo)
