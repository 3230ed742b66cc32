"""Rooms in processes of their own, and a person's actions in a tab."""

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.adapters.web.scripted import GATES

RUN_MILLISECONDS = 60_000
"""Milliseconds within which every command ends, also on a busy machine."""
REPOSITORY = Path(__file__).parents[2]


class Program:
    """A Python program that serves rooms."""

    def __init__(self, *arguments: str, gates: Path) -> None:
        strange = re.compile("TROUBADOUR_|HF_|HUGGING")
        usual = {name: value for name, value in os.environ.items() if not strange.match(name)}
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**usual, GATES: str(gates)},
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def tell(self, line: str) -> None:
        """Writes a line to its stdin."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def hear(self, words: str) -> None:
        """Waits for a line of output with these words. Raises AssertionError if the program ends instead."""
        said = []
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said.append(line)
            if words in line:
                return
        raise AssertionError("".join(said))

    def kill(self) -> None:
        """Kills it, like a power cut."""
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()


@dataclass
class Room:
    """A room that is open on a port of this machine."""

    port: int
    gates: Path
    opened: list[Path] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the room."""
        return f"http://127.0.0.1:{self.port}/"

    def open_gate(self, name: str) -> None:
        """Opens a gate of a scripted command."""
        self.opened.append(self.gates / name)
        self.opened[-1].touch()

    def close_gates(self) -> None:
        """Closes all gates."""
        for gate in self.opened:
            gate.unlink()


class Tab:
    """One tab in the room, and a person's actions there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line = page.locator("#line")
        self.replies = page.locator("article.reply")
        self.last = self.replies.last
        self.announced = page.locator("#announcer")
        self.problem = page.locator("#composer > .problem")

    def open(self, url: str, name: str = "Ada") -> "Tab":
        """Opens the room, and enters a name unless the visitor has one."""
        self.page.goto(url)
        expect(self.line).to_be_attached()
        expect(self.page.locator("#log")).to_have_attribute("aria-busy", "false")
        if not self.page.evaluate("fetch('api/me').then((answer) => answer.json()).then((me) => me.name)"):
            dialog = self.page.locator("dialog.small")
            self.page.locator("#me").click()
            dialog.locator("#name").fill(name)
            dialog.locator("#name").press("Enter")
            expect(dialog).to_have_count(0)
            self.line.focus()
        return self

    def say(self, line: str) -> None:
        """Types a line and sends it."""
        self.line.fill(line)
        self.page.keyboard.press("Escape")
        if self.page.evaluate("matchMedia('(pointer: coarse)').matches"):  # Enter begins a new line there
            self.page.get_by_role("button", name="Send", exact=True).click()
        else:
            self.line.press("Enter")

    def ask(self, line: str) -> Locator:
        """Sends a line and waits for the complete reply."""
        before = self.replies.count()
        self.say(line)
        expect(self.replies).to_have_count(before + 1)
        return self.complete(self.replies.nth(before))

    def press(self, button: Locator) -> Locator:
        """Presses a button of a reply and waits for the complete new reply."""
        before = self.replies.count()
        button.click()
        expect(self.replies).to_have_count(before + 1)
        return self.complete(self.replies.nth(before))

    def complete(self, reply: Locator) -> Locator:
        """The reply, once it is complete."""
        expect(reply).to_have_attribute("aria-busy", "false", timeout=RUN_MILLISECONDS)
        return reply


def free_port() -> int:
    """A free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
