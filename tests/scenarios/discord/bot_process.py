"""Troubadour as a process, connected to a Discord on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.scenarios import bot_process
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot
from tests.servers.discord_server import DiscordServer


@asynccontextmanager
async def running(server: DiscordServer, folder: Path, *options: str, **environ: str) -> AsyncIterator[Bot]:
    """Runs the bot with the server listed and its owner as an admin."""
    server.state.acknowledge_seconds = ACKNOWLEDGE_SECONDS
    settings = {
        "DISCORD_GUILDS": str(server.guild.id),
        "DISCORD_ADMINS": str(server.user.id),
        **server.environ,
        **environ,
    }
    async with bot_process.running("discord", folder, *options, **settings) as bot:
        yield bot
