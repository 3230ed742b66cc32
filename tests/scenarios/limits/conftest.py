"""The platforms, one after the other, and a Hugging Face whose models the bot asks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios.limits.rooms import DiscordRoom, Room, SlackRoom, WebRoom
from tests.servers.discord_server import DiscordServer
from tests.servers.hub_server import HubServer
from tests.servers.slack_server import SlackServer


@pytest_asyncio.fixture(params=["web", "discord", "slack"], loop_scope="session")
async def room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    """A room on each platform."""
    match request.param:
        case "web":
            web = WebRoom()
            yield web
            await web.close()
        case "discord":
            async with DiscordServer() as discord:
                yield DiscordRoom(discord)
        case _:
            async with SlackServer() as slack:
                yield SlackRoom(slack)


@pytest_asyncio.fixture(loop_scope="session")
async def hub() -> AsyncIterator[HubServer]:
    """A model for pictures and a model for chat."""
    async with HubServer() as server:
        server.add("org/chat", novita="conversational")
        server.add("org/painter", "text-to-image", fal_ai="text-to-image")
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The bot's data folder."""
    return tmp_path
