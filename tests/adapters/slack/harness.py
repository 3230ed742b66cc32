"""The adapter over a real store, queue, runner and built-in engine, connected to a Slack on loopback.

The adapter that shows replies receives nothing, as in a process that only works: what one that listens has learnt, it
knows only from the store.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.config import SlackConfig
from core.commands.catalogue import BUILT_IN
from core.commands.schema import Command
from core.commands.suggestions import Suggestions
from core.domain.clock import Clock
from core.inference.builtin import BuiltinEngine, Pace
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.adapters.discord.harness import HeldCommand as Held
from tests.assembly import Assembly
from tests.listening import listening
from tests.servers.slack_server import SlackServer

__all__ = ["AdapterHarness", "Held", "config_for", "logged", "open_adapter"]


class AdapterHarness:
    """The adapter and everything behind it."""

    def __init__(
        self,
        store: SqliteStore,
        config: SlackConfig,
        added: Iterable[Command],
        policy: QuotaPolicy | None = None,
        clock: Clock | None = None,
        listeners: int = 1,
    ) -> None:
        self.store = store
        engines = [BuiltinEngine(Pace(delay_seconds=0))]
        self.assembly = Assembly(store, [*BUILT_IN, *added], engines, policy=policy, clock=clock)
        suggestions = Suggestions(self.assembly.registry, self.assembly.engine)
        self.listeners = [self._adapter(suggestions, config, listens=True) for _ in range(listeners)]
        self.adapter = self.listeners[0]
        self.worker = self._adapter(suggestions, config, listens=False)
        self.assembly.platforms[self.worker.name] = self.worker

    async def work(self) -> None:
        """Lets the worker connect after the others, so that the log tells when these receive."""
        while not all(each.connected for each in self.listeners):
            await asyncio.sleep(0.01)
        await self.worker.serve()

    def _adapter(self, suggestions: Suggestions, config: SlackConfig, *, listens: bool) -> SlackAdapter:
        return SlackAdapter(self.assembly.dispatcher, suggestions, self.assembly.clock, config, listens=listens)


def config_for(server: SlackServer, **changes: object) -> SlackConfig:
    """The settings of a bot for the workspace of the Slack on loopback."""
    environ = server.environ
    given: dict[str, object] = {
        "bot_token": environ["SLACK_BOT_TOKEN"],
        "app_token": environ.get("SLACK_APP_TOKEN"),
        "signing_secret": environ.get("SLACK_SIGNING_SECRET"),
        "api_url": environ["SLACK_API_URL"],
        **changes,
    }
    return SlackConfig(**given)


@asynccontextmanager
async def open_adapter(
    folder: Path,
    config: SlackConfig,
    added: Iterable[Command] = (),
    policy: QuotaPolicy | None = None,
    clock: Clock | None = None,
    listeners: int = 1,
) -> AsyncGenerator[AdapterHarness, None]:
    """A harness that runs jobs and serves Slack."""
    store = await SqliteStore.open(folder)
    harness = AdapterHarness(store, config, added, policy, clock, listeners)
    harness.assembly.start()
    serving = [asyncio.create_task(each.serve()) for each in harness.listeners]
    serving.append(asyncio.create_task(harness.work()))
    try:
        async with listening(harness.adapter.http, config.http_port):
            yield harness
    finally:
        for each in serving:
            each.cancel()
            with suppress(asyncio.CancelledError):
                await each
        await harness.assembly.shut_down()
        await store.close()


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> str:
    """The first line of the log with these words, once there is one."""
    async with asyncio.timeout(20):
        while not (found := [each.getMessage() for each in caplog.records if words in each.getMessage()]):
            await asyncio.sleep(0.01)
    return found[0]
