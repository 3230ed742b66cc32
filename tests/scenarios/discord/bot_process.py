"""Troubadour as a process of its own, at a Discord on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.scenarios import bot_process
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot
from tests.servers.discord_server import DiscordServer


@asynccontextmanager
async def running(server: DiscordServer, folder: Path, *options: str, **environ: str) -> AsyncIterator[Bot]:
    """Starts it with the server listed and its owner an admin; in the end, stops it."""
    server.state.acknowledge_seconds = ACKNOWLEDGE_SECONDS
    told = {
        "DISCORD_GUILDS": str(server.guild.id),
        "DISCORD_ADMINS": str(server.user.id),
        **server.environ,
        **environ,
    }
    async with bot_process.running("discord", folder, *options, **told) as bot:
        yield bot
