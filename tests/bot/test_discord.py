"""Discord in the command line and in the house."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord import discord_config, sync_commands
from bot.settings import Settings
from core.errors import OperatorError
from tests.servers.discord_server import DiscordServer

pytestmark = pytest.mark.may_block


@pytest.fixture
def _discords_addresses() -> Iterator[None]:
    """The library keeps them in its classes."""
    import discord.gateway
    import discord.http

    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    yield
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


def test_without_a_token_the_library_is_never_imported() -> None:
    look = "import bot.running, bot.discord, sys; sys.exit('discord' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_the_settings_of_discord_reach_the_adapter(tmp_path: Path) -> None:
    environ = {"DISCORD_TOKEN": "t", "DISCORD_GUILDS": "1, 2", "DISCORD_ELSEWHERE": "nobody", "DISCORD_SHOWING": "calm"}
    config = discord_config(Settings.load(environ=environ, folder=tmp_path))
    assert config.guilds == {"1", "2"}
    assert (config.elsewhere, config.showing) == ("nobody", "calm")


def test_without_a_token_nothing_is_synced(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="DISCORD_TOKEN"):
        asyncio.run(sync_commands(Settings.load(environ={}, folder=tmp_path), None, off=False))


@pytest.mark.usefixtures("_discords_addresses")
async def test_commands_are_given_and_taken_away(tmp_path: Path) -> None:
    async with DiscordServer() as server:
        settings = Settings.load(environ=server.environ, folder=tmp_path)
        count = await sync_commands(settings, None, off=False)
        assert len(server.state.commands[None]) == count > 8
        await sync_commands(settings, str(server.guild.id), off=False)
        await sync_commands(settings, None, off=True)
        given = sorted(len(commands) for commands in server.state.commands.values())
        assert given == [0, count]
        assert server.violations == []


@pytest.mark.usefixtures("_discords_addresses")
async def test_a_wrong_token_is_one_sentence(tmp_path: Path) -> None:
    async with DiscordServer() as server:
        settings = Settings.load(environ={**server.environ, "DISCORD_TOKEN": "MTA.wrong.token"}, folder=tmp_path)
        with pytest.raises(OperatorError, match="does not know this token"):
            await sync_commands(settings, None, off=False)
