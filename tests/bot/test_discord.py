"""Discord on the command line and in the services."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.discord.config import DiscordConfig, DiscordSettings
from adapters.discord.declaration import discord_config
from bot.discord import sync_commands
from bot.settings import Settings
from core.domain.errors import OperatorError
from tests.servers.discord_server import DiscordServer

pytestmark = pytest.mark.may_block

KEY = "0a" * 32


@pytest.fixture
def _discords_addresses() -> Iterator[None]:
    """The library keeps its addresses in classes."""
    import discord.gateway
    import discord.http

    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    yield
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


def configured(settings: Settings) -> DiscordConfig:
    """The adapter's configuration."""
    return discord_config(settings.section(DiscordSettings), settings.operating_limits)


def test_without_a_token_the_library_is_never_imported() -> None:
    look = "import bot.running, bot.settings, bot.discord, sys; sys.exit('discord' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_the_settings_of_discord_reach_the_adapter(tmp_path: Path) -> None:
    environ = {"DISCORD_TOKEN": "t", "DISCORD_GUILDS": "1, 2", "DISCORD_ELSEWHERE": "nobody", "DISCORD_SHOWING": "calm"}
    config = configured(Settings.load(environ=environ, folder=tmp_path))
    assert config.guilds == ("1", "2")
    assert (config.elsewhere, config.showing) == ("nobody", "calm")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"DISCORD_HTTP": "true"}, "DISCORD_PUBLIC_KEY"),
        ({"DISCORD_PUBLIC_KEY": "copied in part"}, "64 hexadecimal digits"),
    ],
)
def test_settings_that_do_not_fit_are_one_sentence(tmp_path: Path, environ: dict[str, str], said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        configured(Settings.load(environ={"DISCORD_TOKEN": "t", **environ}, folder=tmp_path))


def test_shards_and_posts_reach_the_adapter(tmp_path: Path) -> None:
    config = configured(Settings.load(environ={"DISCORD_TOKEN": "t", "DISCORD_SHARD_COUNT": "4"}, folder=tmp_path))
    assert config.shard_count == 4
    environ = {"DISCORD_TOKEN": "t", "DISCORD_PUBLIC_KEY": KEY}
    config = configured(Settings.load({"discord_http": True}, environ=environ, folder=tmp_path))
    assert config.posted_key == KEY


def test_without_a_token_nothing_is_synced(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="DISCORD_TOKEN"):
        asyncio.run(sync_commands(Settings.load(environ={}, folder=tmp_path), None, off=False))


@pytest.mark.usefixtures("_discords_addresses")
async def test_commands_are_registered_and_removed(tmp_path: Path) -> None:
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
