"""A Slack, and a bot with a model that reads, which the scenarios of one module share."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
import pytest_asyncio

from tests.scenarios.reading_model import reading_model
from tests.scenarios.slack.bot_process import manifest, running
from tests.servers.hub_server import HubServer
from tests.servers.slack_server import SlackServer

Modelled = tuple[SlackServer, HubServer]


def modelled_by(answer: Callable[[Sequence[tuple[str, str]]], str]) -> Any:
    """A fixture of a model that answers so, in an app that is made from the bot's manifest."""

    @pytest_asyncio.fixture(scope="module", loop_scope="session")
    async def modelled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Modelled]:
        async with SlackServer() as server, HubServer() as hub:
            server.configure(await manifest(tmp_path_factory.mktemp("manifest")))
            settings = reading_model(hub, answer)
            async with running(server, tmp_path_factory.mktemp("troubadour"), **settings) as bot:
                await server.ready()
                yield server, hub
                assert bot.unforeseen() == []
            assert server.problems == []

    return modelled


@pytest.fixture
def server(modelled: Modelled) -> SlackServer:
    """The Slack; overrides the one that other scenarios share."""
    return modelled[0]


@pytest.fixture
def hub(modelled: Modelled) -> HubServer:
    """The hub with the bot's model."""
    return modelled[1]
