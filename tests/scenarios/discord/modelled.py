"""A Discord, and a bot with a model, that the scenarios of one module share."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.scenarios.bot_process import Bot
from tests.scenarios.discord.test_models import answering
from tests.servers.discord_server import DiscordServer
from tests.servers.discord_server.rules import Intent
from tests.servers.hub_server import HubServer
from tests.servers.hub_server.answers import Answer

Modelled = tuple[DiscordServer, HubServer, Bot]


def modelled_by(answer: Answer, *, reads_everything: bool = False) -> Any:
    """A fixture of a model with this answer. With `reads_everything`, Discord allows the bot the privileged intents."""

    @pytest_asyncio.fixture(scope="module", loop_scope="session")
    async def modelled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Modelled]:
        server = DiscordServer()
        if reads_everything:
            server.gateway.disallowed = Intent(0)
        limits = {"TROUBADOUR_USER_LIMITS": "chat_completion=1000/hour"}
        async with server, answering(tmp_path_factory.mktemp("troubadour"), answer, at=server, **limits) as running:
            yield running

    return modelled


@pytest_asyncio.fixture(loop_scope="session")
async def server(modelled: Modelled) -> DiscordServer:
    """The Discord; overrides the one that other scenarios share."""
    return modelled[0]


@pytest.fixture
def hub(modelled: Modelled) -> HubServer:
    """The hub with the bot's model."""
    return modelled[1]
