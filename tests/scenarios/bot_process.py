"""Troubadour as a process of its own."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.scenarios.databases import database_environ, is_apart, leave_earlier
from tests.servers.changes import Changes
from tests.servers.postgres import state

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 30
ACKNOWLEDGE_SECONDS = 30.0
"""How long the loopback platforms wait for a bot that shares its machine with others; the real ones wait three."""


async def days_ahead(place: Path, days: float, passed: float = 0.0) -> dict[str, str]:
    """The environment of the bot of a folder so many days later. Until now so many had `passed`.

    PostgreSQL has the time itself, so there the places were left so much earlier.
    """
    if await asyncio.to_thread(leave_earlier, place, days - passed):
        return {}
    folder = Path(__file__).parent / "moved_clock"
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "TEST_SECONDS_AHEAD": str(days * 86_400)}


def short_leases(stands_still: Path | None = None, seconds: float = 5.0) -> dict[str, str]:
    """The environment of a process with short leases, which stops itself when a file is there (`sitecustomize`)."""
    folder = Path(__file__).parent / "short_leases"
    stands = {} if stands_still is None else {"TEST_STANDS_STILL": str(stands_still)}
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "TEST_LEASE_SECONDS": str(seconds), **stands}


def soon_lost(seconds: float = 3.0) -> dict[str, str]:
    """The environment of a process that soon leaves connections that it cannot make to others."""
    return {**short_leases(), "TEST_LOST_SECONDS": str(seconds)}


def free_port() -> int:
    """A free port."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


class Bot:
    """A running process and its log so far. `worker` is the one that shows its answers, which may be another."""

    def __init__(self, process: asyncio.subprocess.Process, log: list[str]) -> None:
        self.process = self.worker = process
        self.is_killed = False
        self.log = log
        self._changes = Changes()

    def tell(self, other: "Bot") -> None:
        """Tells those who wait for lines of another process, which has the same log."""
        self._changes = other._changes

    def kill(self) -> None:
        """Kills all its processes."""
        self.is_killed = True
        for process in {self.process, self.worker}:
            process.kill()

    async def logs(self, pattern: str, *, seconds: float = 30.0) -> str:
        """Waits for the first line that matches."""
        try:
            return await self._changes.until(
                lambda: next((line for line in self.log if re.search(pattern, line)), None),
                what=f"log: {pattern}",
                seconds=seconds,
            )
        except AssertionError as missed:
            raise AssertionError(f"{missed}\n{''.join(self.log)}") from None

    async def follow(self) -> None:
        """Reads its log to the end."""
        assert self.process.stderr
        async for line in self.process.stderr:
            self.log.append(line.decode())
            self._changes.happened()

    async def stands_still(self) -> None:
        """Waits until the process is stopped."""
        async with asyncio.timeout(60):
            while await asyncio.to_thread(state, self.process.pid) != "T":
                await asyncio.sleep(0.02)

    def unforeseen(self, since: int = 0) -> list[str]:
        """The lines of the log, from this one on, that a working bot does not write."""
        return [line for line in self.log[since:] if " ERROR " in line or "Traceback" in line]


@asynccontextmanager
async def running(platform: str, folder: Path, *options: str, **environ: str) -> AsyncIterator[Bot]:
    """Runs the bot for one platform, with the built-in engine for all models; stops it at the end.

    If it listens and works in two processes, `Bot.process` is the one that listens, and `Bot.log` has what both write.
    """
    if not is_apart():
        async with in_role("run", platform, folder, options, environ) as bot:
            yield bot
        return
    async with in_role("work", platform, folder, (), environ) as worker:
        await worker.logs("requests come from other processes")
        async with in_role("listen", platform, folder, options, environ, worker.log) as bot:
            worker.tell(bot)
            bot.worker = worker.process
            yield bot
    assert worker.process.returncode == (-signal.SIGKILL if bot.is_killed else 0), "".join(worker.log)


@asynccontextmanager
async def in_role(
    role: str,
    platform: str,
    folder: Path,
    options: Sequence[str],
    environ: Mapping[str, str],
    log: list[str] | None = None,
) -> AsyncIterator[Bot]:
    """Runs one process, which does everything (`run`), listens (`listen`) or works (`work`)."""
    database = await asyncio.to_thread(database_environ, folder)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", role, *options),
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "TROUBADOUR_ONLY": platform,
            "TROUBADOUR_BUILTIN_ENGINE": "everywhere",
            "TROUBADOUR_BUILTIN_ENGINE_PACE": "0",
            "TROUBADOUR_LOG_FORMAT": "text",
            "TROUBADOUR_ACCEPT_GRACE_SECONDS": "0",  # no proxy has to notice anything
            **database,
            **environ,
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    bot = Bot(process, [] if log is None else log)
    following = asyncio.create_task(bot.follow())
    try:
        yield bot
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
        await following
