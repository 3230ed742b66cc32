"""The terminal: the client of one person, and the screen."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.terminal.client import TerminalClient
from adapters.terminal.declaration import terminal
from adapters.terminal.files import OutputFolder
from adapters.terminal.platform import TerminalPlatform, caller
from adapters.terminal.rich_display import RichDisplay
from core.domain.operating_limits import OperatingLimits
from core.i18n.rendering import render
from core.jobs.verdicts import Accepted, Refused
from core.store.sqlite.store import SqliteStore
from tests.adapters.terminal.conftest import console
from tests.assembly import Assembly
from tests.conformance.commands import scripted
from tests.conformance.harness import PlatformHarness, Seen, typed


class Printed:
    """A reply and its part of the screen."""

    def __init__(self) -> None:
        screen, self._out = console(width=400)
        self.display = RichDisplay(screen, "none", "en")
        self.job = ""

    def lines(self) -> list[str]:
        """The screen after the cursor's movements, without colours."""
        lines = [""]
        for token in re.findall(r"\x1b\[[0-9;?]*[a-zA-Z]|[\r\n]|[^\x1b\r\n]+", self._out.getvalue()):
            if token == "\n":
                lines.append("")
            elif token == "\x1b[1A":
                lines.pop()
            elif token == "\x1b[2K":
                lines[-1] = ""
            elif token[0] not in "\x1b\r":
                lines[-1] += token
        return [line.rstrip() for line in lines]


class TerminalHarness(PlatformHarness[Printed]):
    declaration = terminal

    def __init__(self, store: SqliteStore, folder: Path, going: asyncio.Event) -> None:
        self.assembly = Assembly(store, scripted(going))
        self._folder = folder
        platform = TerminalPlatform(store, OutputFolder(folder))
        self.assembly.platforms[platform.name] = platform
        self._client = TerminalClient(
            self.assembly.dispatcher, platform, self.assembly.clock, OperatingLimits(), caller("ann", "Ann", "en")
        )

    async def ask(self, command: str, **options: int | bool) -> Printed:
        printed = Printed()
        printed.job, verdict = await self._client.submit(typed(command, options), [], printed.display)
        assert isinstance(verdict, Accepted), verdict
        return printed

    async def see(self, reply: Printed) -> Seen:
        lines = reply.lines()
        text = "\n".join(lines)
        files = [file for file in sorted(self._folder.glob("*")) if str(file) in lines]
        return Seen(
            text=text,
            buttons=tuple(re.findall(r"\[\d+\] (\w+)", text)),
            pictures=tuple(file.read_bytes() for file in files),
            alternatives=tuple(lines[lines.index(str(file)) + 1] for file in files),
        )

    async def is_private(self, reply: Printed) -> bool:
        return False  # all replies are on one screen

    async def stop(self, reply: Printed) -> None:
        await self._client.stop(reply.job)

    async def press(self, reply: Printed, label: str) -> Callable[[], Awaitable[str]]:
        number = (await self.see(reply)).buttons.index(label)
        _, pressed = await self._client.press(str(reply.display.buttons[number].id), Printed().display)

        async def told() -> str:
            assert isinstance(pressed, Refused)
            return render(pressed.sentence)

        return told


@asynccontextmanager
async def opened_terminal(folder: Path, going: asyncio.Event) -> AsyncGenerator[TerminalHarness, None]:
    """Opens a terminal."""
    store = await SqliteStore.open(folder / "store")
    harness = TerminalHarness(store, folder / "out", going)
    harness.assembly.start()
    yield harness
    await harness.assembly.shut_down()
    await store.close()
