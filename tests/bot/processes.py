"""Troubadour in its own process, started from the command line."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 60


@dataclass(frozen=True)
class Ended:
    """The result of a process."""

    status: int
    out: str
    err: str


class Kitchen:
    """A folder for processes, with an environment of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error::ResourceWarning",
            "TROUBADOUR_BUILTIN_ENGINE_PACE": "0",
            "TROUBADOUR_LOG_FORMAT": "text",
        }

    def run(self, *arguments: str, given: str = "", **environ: str) -> Ended:
        """Runs `troubadour` to its end."""
        done = subprocess.run(
            self._command(arguments),
            cwd=self.folder,
            env=self.environ | environ,
            input=given,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def running(self, *arguments: str, **environ: str) -> Iterator["subprocess.Popen[str]"]:
        """Runs it during the block, and kills it at the end."""
        with subprocess.Popen(
            self._command(arguments),
            cwd=self.folder,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "bot", *arguments]


def line_with(stream: Iterator[str] | None, pattern: str) -> str:
    """Reads lines until one matches. Returns the match."""
    assert stream is not None
    seen = []
    for line in stream:
        seen.append(line)
        if found := re.search(pattern, line):
            return found[0]
    raise AssertionError(f"no {pattern!r} in {seen}")


def free_port() -> int:
    """A free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
