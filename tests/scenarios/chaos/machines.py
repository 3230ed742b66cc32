"""The bot on many machines: processes that listen and processes that work, which a supervisor starts again."""

import asyncio
import random
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp

from tests.bot.processes import free_port
from tests.scenarios import bot_process
from tests.scenarios.bot_process import Bot
from tests.scenarios.chaos.process import START_SECONDS, World
from tests.scenarios.databases import database_environ

READY = {"listen": "the web room is open", "work": "requests come from other processes"}
"""What a process logs once it is ready."""
PROBE_SECONDS = 2.0
"""The time between two looks of the proxy at the health of listeners."""


class Machine:
    """A process that is started again whenever it ends. It runs the packages in the folder `code`, or ours."""

    def __init__(self, world: "Machines", role: str, code: Path | None = None) -> None:
        self.role = role
        self.port = free_port()
        self.deaths = 0
        self.log: list[str] = []
        self._world = world
        self._code = code
        self._bot: Bot | None = None
        self._retired = False
        self._supervising: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Starts it, and keeps it running."""
        self._supervising = asyncio.create_task(self._supervise())

    @property
    def ready(self) -> bool:
        """True if it serves, or stands still."""
        return self._bot is not None and any(READY[self.role] in line for line in self._bot.log)

    def kill(self) -> None:
        """Ends it without a warning."""
        if self._bot is not None:
            with suppress(ProcessLookupError):
                self._bot.process.kill()

    def signal(self, number: signal.Signals) -> None:
        """Sends it a signal."""
        if self._bot is not None:
            with suppress(ProcessLookupError):
                self._bot.process.send_signal(number)

    async def retire(self) -> None:
        """Ends it for good. The proxy is not told: it finds out."""
        self._retired = True
        self.signal(signal.SIGTERM)
        if self._supervising is not None:
            await self._supervising

    async def stop(self) -> None:
        """Ends it, as an operator does."""
        self.signal(signal.SIGCONT)
        if self._supervising is not None:
            self._supervising.cancel()
            await asyncio.gather(self._supervising, return_exceptions=True)

    async def _supervise(self) -> None:
        told = {**self._world.settings, "TROUBADOUR_PORT": str(self.port)}
        told["TROUBADOUR_ACCEPT_GRACE_SECONDS"] = str(3 * PROBE_SECONDS)
        if self._code is not None:
            told["PYTHONPATH"] = str(self._code)
        while not self._retired:
            async with bot_process.in_role(
                self.role, "web,discord,slack", self._world.folder, (), told, []
            ) as self._bot:
                try:
                    await self._bot.process.wait()
                finally:
                    self.log += self._bot.log
            self.deaths += 1


class Machines(World):
    """All platforms, and processes that share a database. Visitors of the web room come through a proxy."""

    def __init__(self, folder: Path, *, listeners: int, workers: int, **environ: str) -> None:
        super().__init__(folder, **environ)
        self.machines = [Machine(self, "listen") for _ in range(listeners)]
        self.machines += [Machine(self, "work") for _ in range(workers)]
        self._proxy: asyncio.Server | None = None
        self._probing: asyncio.Task[None] | None = None
        self._unhealthy: set[Machine] = set()

    async def start(self) -> None:
        """Starts all processes, and waits until they serve every platform."""
        await asyncio.to_thread(database_environ, self.folder)  # one database for all
        self._proxy = await asyncio.start_server(self._pass_on, "127.0.0.1", self.port)
        self._probing = asyncio.create_task(self._probe())
        await self.run(self.machines)
        await self.discord.ready(seconds=START_SECONDS)
        await self.slack.ready(connections=2, seconds=START_SECONDS)

    async def run(self, machines: Sequence[Machine]) -> None:
        """Starts processes, and waits until they are ready."""
        for machine in machines:
            machine.start()
        async with asyncio.timeout(START_SECONDS):
            while not all(machine.ready for machine in machines):
                await asyncio.sleep(0.1)

    async def stop(self, *, kill: bool = False) -> None:
        """Ends all processes."""
        if kill:
            for machine in self.machines:
                machine.kill()
        await asyncio.gather(*(machine.stop() for machine in self.machines))
        for machine in self.machines:
            self.log += machine.log
        if self._proxy is not None:
            self._proxy.close()
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

    async def _probe(self) -> None:
        """Asks each listener now and then if it is ready."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PROBE_SECONDS)) as proxy:
            while True:
                for machine in [each for each in self.machines if each.role == "listen" and each.ready]:
                    healthy = False
                    with suppress(aiohttp.ClientError, TimeoutError):
                        async with proxy.get(f"http://127.0.0.1:{machine.port}/readyz") as response:
                            healthy = response.status == 200
                    (self._unhealthy.discard if healthy else self._unhealthy.add)(machine)
                await asyncio.sleep(PROBE_SECONDS)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Passes a connection on to any listener that takes it, first to those that were healthy a moment ago."""
        listeners = [machine for machine in self.machines if machine.role == "listen" and machine.ready]
        random.shuffle(listeners)
        listeners.sort(key=self._unhealthy.__contains__)
        for machine in listeners:
            with suppress(OSError):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", machine.port)
                await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))
                return
        writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await reader.read(65_536):
            writer.write(some)
            await writer.drain()
    writer.close()
