"""Troubadour as a process of its own, at a Slack on loopback."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.scenarios import bot_process
from tests.scenarios.bot_process import Bot
from tests.servers.slack_server import SlackServer


async def manifest(folder: Path, *options: str) -> dict[str, Any]:
    """The app's manifest, as the bot prints it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "slack", "manifest", *options),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(bot_process.ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(said)
    return found


@asynccontextmanager
async def running(server: SlackServer, folder: Path, **environ: str) -> AsyncIterator[Bot]:
    """Starts the bot with the usual user as an admin; stops it on exit."""
    server.deliveries.acknowledge_seconds = bot_process.ACKNOWLEDGE_SECONDS
    async with bot_process.running(
        "slack", folder, **{"SLACK_ADMINS": server.user.id, **server.environ, **environ}
    ) as bot:
        yield bot
