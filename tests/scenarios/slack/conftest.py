"""One Slack with one bot for the scenarios that leave both unchanged. Other scenarios start their own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.scenarios.bot_process import Bot
from tests.scenarios.slack.bot_process import manifest, running
from tests.servers.slack_server import Channel, SlackServer


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The app's manifest, as the bot prints it."""
    return await manifest(tmp_path_factory.mktemp("manifest"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(
    printed: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[SlackServer, Bot]]:
    """A Slack that knows the app by its manifest, and a bot that is ready."""
    async with SlackServer() as server:
        server.configure(printed)
        async with running(server, tmp_path_factory.mktemp("troubadour")) as bot:
            await server.ready()
            yield server, bot
    assert bot.process.returncode == 0, "".join(bot.log)


@pytest.fixture
def server(shared: tuple[SlackServer, Bot]) -> Iterator[SlackServer]:
    """The Slack; checks that a scenario breaks no rule and logs no error."""
    server, bot = shared
    already, logged = len(server.problems), len(bot.log)
    yield server
    assert server.problems[already:] == []
    assert bot.unforeseen(logged) == []


@pytest_asyncio.fixture(loop_scope="session")
async def place(server: SlackServer) -> Channel:
    """A channel that only this scenario uses."""
    return server.add_channel()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of a scenario's own bot."""
    return tmp_path
