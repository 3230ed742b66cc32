"""A Slack on loopback, and a harness that is connected to it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.adapters.slack.harness import AdapterHarness, Held, config_for, open_adapter
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
async def harness(server: SlackServer, held: Held, tmp_path: Path) -> AsyncGenerator[AdapterHarness, None]:
    async with open_adapter(tmp_path, config_for(server), [held.command]) as harness:
        await server.ready(connections=2)
        yield harness
