"""The adapter over a real store, queue, runner and built-in engine, connected to a Discord on loopback."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.config import DiscordConfig
from core.commands.catalogue import BUILT_IN
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import Command, CommandOptions
from core.commands.suggestions import Suggestions
from core.domain.events import Begin, Event, TextDelta
from core.domain.layout import Layout
from core.domain.sentences import Sentence
from core.inference.builtin import BuiltinEngine, Pace
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.assembly import Assembly
from tests.servers.discord_server import DiscordServer


class WaitOptions(CommandOptions):
    """No options."""


class HeldCommand:
    """A command that writes a word, waits until `going` is set, and writes another."""

    def __init__(self) -> None:
        self.going = asyncio.Event()
        self.closed = asyncio.Event()
        held = self

        @command("wait", summary="Wait to be let go", layout=Layout.TEXT)
        async def wait(options: WaitOptions, context: Context) -> AsyncGenerator[Event, None]:
            try:
                yield Begin(part="answer", kind="text")
                yield TextDelta(part="answer", text="first ")
                await held.going.wait()
                yield TextDelta(part="answer", text="last")
            finally:
                held.closed.set()

        self.command = wait


class AdapterHarness(Assembly):
    """Everything behind the adapter."""

    def __init__(
        self, store: SqliteStore, config: DiscordConfig, added: Iterable[Command], policy: QuotaPolicy | None = None
    ) -> None:
        super().__init__(store, [*BUILT_IN, *added], [BuiltinEngine(Pace(delay_seconds=0))], policy=policy)
        suggestions = Suggestions(self.registry, self.engine, store)
        self.alerts: list[Sentence] = []
        self.adapter = DiscordAdapter(
            self.dispatcher, suggestions, self.clock, config, notify=lambda _, sentence: self.alerts.append(sentence)
        )
        self.platforms[self.adapter.name] = self.adapter

    async def ended(self, job: int) -> str:
        """Waits until a job has ended; returns its state."""
        async with asyncio.timeout(20):
            while not ((found := await self.store.job(str(job))) and found.ended):
                await asyncio.sleep(0.01)
        return found.state


def config_for(server: DiscordServer, **changes: object) -> DiscordConfig:
    """Returns the settings of a bot that serves the server of the loopback Discord."""
    given: dict[str, object] = {
        "token": server.token,
        "guilds": frozenset({str(server.guild.id)}),
        "api_url": server.api_url,
        "gateway_url": server.gateway_url,
        **changes,
    }
    return DiscordConfig(**given)


@asynccontextmanager
async def opened(
    folder: Path, config: DiscordConfig, added: Iterable[Command] = (), policy: QuotaPolicy | None = None
) -> AsyncGenerator[AdapterHarness, None]:
    """Opens a harness that runs jobs and serves Discord."""
    store = await SqliteStore.open(folder)
    harness = AdapterHarness(store, config, added, policy)
    harness.start()
    serving = asyncio.create_task(harness.adapter.serve())
    try:
        yield harness
    finally:
        await harness.shut_down()
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        await store.close()
