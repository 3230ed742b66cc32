"""A Slack on loopback, and a house that is connected to it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.adapters.slack.harness import Held, Services, config_for, opened
from tests.servers.slack_server import SlackServer


@pytest.fixture
async def server() -> AsyncGenerator[SlackServer, None]:
    async with SlackServer() as server:
        yield server
        assert server.problems == []


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
async def house(server: SlackServer, held: Held, tmp_path: Path) -> AsyncGenerator[Services, None]:
    async with opened(tmp_path, config_for(server), [held.command]) as house:
        await server.ready(connections=2)
        yield house
