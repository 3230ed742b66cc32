"""Fixtures: a Discord on loopback, and an adapter that is connected to it."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from tests.adapters.discord.harness import AdapterHarness, HeldCommand, config_for, opened
from tests.servers.discord_server import DiscordServer


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    """Restores Discord's addresses, which discord.py keeps in its classes."""
    import discord.gateway
    import discord.http

    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    yield
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
async def server() -> AsyncGenerator[DiscordServer, None]:
    async with DiscordServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def held() -> HeldCommand:
    return HeldCommand()


@pytest.fixture
async def harness(server: DiscordServer, held: HeldCommand, tmp_path: Path) -> AsyncGenerator[AdapterHarness, None]:
    config = config_for(server, admins=frozenset({str(server.user.id)}))
    async with opened(tmp_path, config, [held.command]) as harness:
        await server.ready()
        yield harness
