"""Real processes of one bot, which are told what to do by lines and tell what has happened by lines."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

SECONDS = 60


class RealProcess:
    """A process. `told` has how often it has told each line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told = Counter[str]()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.told[line.decode().strip()] += 1

    def send(self, *content: object) -> None:
        """Sends a line of JSON."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(content)}\n".encode())


@asynccontextmanager
async def real_processes(program: str, *arguments: str) -> AsyncIterator[list[RealProcess]]:
    """Starts four processes that run the same program, once each of them has told `ready`."""
    async with asyncio.timeout(SECONDS):
        started = [
            RealProcess(
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-c", program, *arguments), stdin=PIPE, stdout=PIPE, env=dict(os.environ)
                )
            )
            for _ in range(4)
        ]
        try:
            await until(lambda: total(started, "ready") == 4)
            yield started
        finally:
            for each in started:
                if each.process.returncode is None:
                    each.process.kill()
            await asyncio.gather(*(each.process.wait() for each in started), *(each.reading for each in started))


async def until(condition: Callable[[], bool]) -> None:
    """Waits for a condition."""
    while not condition():
        await asyncio.sleep(0.01)


def total(processes: Iterable[RealProcess], what: str) -> int:
    """Adds up how often processes have told a line."""
    return sum(each.told[what] for each in processes)
