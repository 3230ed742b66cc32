"""A session as a process at a real terminal."""

import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.processes import Kitchen

pty = pytest.importorskip("pty", reason="needs a POSIX terminal")

AT_TERMINAL = """
import os, sys
screen = os.open(sys.argv[1], os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(screen, stream)
os.execv(sys.executable, [sys.executable, "-m", "bot", "chat", "--out", "out"])
"""
"""Opening a terminal in a session without one makes it the controlling one, so that Ctrl-C is a signal."""


class Person:
    """A person at the terminal of a session."""

    def __init__(self, process: "subprocess.Popen[bytes]", keyboard: int) -> None:
        self.process = process
        self._keyboard = keyboard
        self._unread = ""

    def types(self, keys: str) -> None:
        """Types a text."""
        os.write(self._keyboard, keys.encode())

    def sees(self, pattern: str) -> str:
        """Waits for a text on the screen. Returns everything up to it, without colours and cursor movements."""
        while True:
            plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]", "", self._unread)
            if found := re.search(pattern, plain):
                self._unread = plain[found.end() :]
                return plain[: found.end()]
            self._unread += os.read(self._keyboard, 65536).decode(errors="replace")

    def left(self) -> int:
        """Reads until the process ends. Returns its exit status."""
        while (status := self.process.poll()) is None:
            if select.select([self._keyboard], [], [], 0.05)[0]:
                os.read(self._keyboard, 65536)
        return status


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    kitchen = Kitchen(tmp_path)
    keyboard, screen = pty.openpty()
    environ = kitchen.environ | {
        "TERM": "xterm-256color",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "TROUBADOUR_BUILTIN_ENGINE_PACE": "0.2",
        "COLUMNS": "100",
        "LINES": "40",
    }
    with subprocess.Popen(
        [sys.executable, "-c", AT_TERMINAL, os.ttyname(screen)], cwd=tmp_path, env=environ, start_new_session=True
    ) as process:
        try:
            yield Person(process, keyboard)
        finally:
            process.kill()
    os.close(screen)
    os.close(keyboard)


def test_ctrl_c_stops_the_reply_and_quit_leaves(person: Person, tmp_path: Path) -> None:
    person.sees(r"Talk to me[^>]*>")
    person.types("/complete once upon a time --max-new-tokens 200\r")
    person.sees(r"200 *[\r\n][^>]*[\r\n]\w\S* \S+ \S+")
    person.types("\x03")
    assert "Traceback" not in person.sees(r"Stopped by \w+[^>]*>")
    person.types("/troubadour status\r")
    person.sees(r"Troubadour \d+\.\d+[^>]*>")
    person.types("/quit\r")
    assert person.left() == 0
    assert "+/troubadour status" in (tmp_path / ".local" / "share" / "troubadour" / "history").read_text()
