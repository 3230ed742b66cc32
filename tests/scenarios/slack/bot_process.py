"""Troubadour as a process of its own, at a Slack on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.scenarios import bot_process
from tests.scenarios.bot_process import Bot
from tests.servers.slack_server import SlackServer


@asynccontextmanager
async def running(server: SlackServer, folder: Path, **environ: str) -> AsyncIterator[Bot]:
    """Starts it with the usual user an admin; in the end, stops it."""
    async with bot_process.running(
        "slack", folder, **{"SLACK_ADMINS": server.user.id, **server.environ, **environ}
    ) as bot:
        yield bot
