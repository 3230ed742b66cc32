"""Starts of the whole program, and of a Python that imports the same modules and does nothing else.

Discord and Slack are on loopback, in the process of the benchmark, whose time does not count.
"""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.scenarios.bot_process import ROOT, free_port, running
from tests.servers.discord_server import DiscordServer
from tests.servers.slack_server import SlackServer

Platforms = Literal["the room", "the room, Discord and Slack"]
PLATFORMS: tuple[Platforms, ...] = ("the room", "the room, Discord and Slack")
READY_SECONDS = 120.0
_IMPORTED = re.compile(r"import time:\s+\d+ \|\s+\d+ \| +([\w.]+)$")
_IMPORTS = """
import importlib, sys
for name in sys.stdin.readline().split():
    try:
        importlib.import_module(name)
    except Exception:
        pass  # one that is imported only in some order, or on some system
print("ready", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True, kw_only=True)
class Started:
    """A process that is ready. `seconds` are those since its start, on the clock, and `cpu` those that it computed."""

    pid: int
    seconds: float
    cpu: float
    url: str = ""
    log: tuple[str, ...] = ()

    @property
    def modules(self) -> list[str]:
        """The modules that it has imported, if it was told to say so."""
        return [found[1] for line in self.log if (found := _IMPORTED.match(line.rstrip()))]


@asynccontextmanager
async def started(platforms: Platforms, folder: Path, **environ: str) -> AsyncIterator[Started]:
    """Runs the program, and yields it once the room is open and it is connected everywhere."""
    port = free_port()
    only = "web"
    async with AsyncExitStack() as stack:
        if platforms != "the room":
            only = "web,discord,slack"
            discord = await stack.enter_async_context(DiscordServer(judging=False))
            slack = await stack.enter_async_context(SlackServer())
            environ |= {"DISCORD_GUILDS": str(discord.guild.id), **discord.environ, **slack.environ}
        began = time.perf_counter()
        options = ("--port", str(port), "--data", str(folder / "data"))
        bot = await stack.enter_async_context(running(only, folder, *options, **environ))
        await bot.logs("the web room is open", seconds=READY_SECONDS)
        if platforms != "the room":
            await discord.ready(seconds=READY_SECONDS)
            await slack.ready(connections=2, seconds=READY_SECONDS)
        yield Started(
            pid=bot.process.pid,
            seconds=time.perf_counter() - began,
            cpu=cpu_of(bot.process.pid),
            url=f"http://127.0.0.1:{port}",
            log=tuple(bot.log),
        )


async def modules_of(platforms: Platforms, folder: Path) -> list[str]:
    """The modules that a start imports, in their order."""
    async with started(platforms, folder, PYTHONPROFILEIMPORTTIME="1") as bot:
        return bot.modules


def libraries(modules: Iterable[str]) -> list[str]:
    """Those that are not our own."""
    return [name for name in modules if name.partition(".")[0] not in ("bot", "adapters", "core")]


@asynccontextmanager
async def imported(modules: Iterable[str]) -> AsyncIterator[Started]:
    """Runs a Python that imports the modules, and yields it once it has."""
    began = time.perf_counter()
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _IMPORTS), cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(" ".join(modules).encode() + b"\n")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)
        assert line == b"ready\n", line
        yield Started(pid=process.pid, seconds=time.perf_counter() - began, cpu=cpu_of(process.pid))
    finally:
        process.stdin.close()
        process.terminate()
        await process.wait()


def cpu_of(pid: int) -> float:
    """The seconds that a process has computed, proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
