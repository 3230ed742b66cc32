"""Fixtures: one Discord and one bot for the scenarios of a module that leave both unchanged; others start their own.

They end with their module: while tests on other loops run, the servers on this one answer nothing, and a bot that waits
for minutes gives up its connection.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios.bot_process import Bot
from tests.scenarios.discord.bot_process import running
from tests.servers.discord_server import Channel, DiscordServer, MovableClock


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[DiscordServer, Bot]]:
    """A Discord, and a bot that is ready."""
    async with (
        DiscordServer(clock=MovableClock()) as server,
        running(server, tmp_path_factory.mktemp("troubadour")) as bot,
    ):
        await server.ready()
        yield server, bot
    assert bot.process.returncode == 0, "".join(bot.log)


@pytest.fixture
def server(shared: tuple[DiscordServer, Bot]) -> Iterator[DiscordServer]:
    """The Discord; checks that a scenario breaks no rule and logs no error."""
    server, bot = shared
    already, logged = len(server.violations), len(bot.log)
    yield server
    assert server.violations[already:] == []
    assert bot.unforeseen(logged) == []


@pytest_asyncio.fixture(loop_scope="session")
async def place(server: DiscordServer) -> Channel:
    """A channel that only this scenario uses."""
    return await server.add_channel()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of a scenario's own bot."""
    return tmp_path
