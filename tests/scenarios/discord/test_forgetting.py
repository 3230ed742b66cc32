"""Forgetting somebody whose answer is being written."""

from pathlib import Path

import pytest

from tests.scenarios.databases import places_with
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import DiscordServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.both_databases]

MARKER = "Xyzzyplugh"


async def test_what_is_being_written_goes_for_everybody(folder: Path) -> None:
    async with DiscordServer() as server:
        slow = {"TROUBADOUR_BUILTIN_ENGINE_PACE": "0.05"}
        async with running(server, folder, **slow):
            await server.ready()
            writing = [
                await server.slash("complete", prompt=f"{MARKER} upon a time", max_new_tokens=200),
                await server.mention(f"complete {MARKER} long ago --max-new-tokens 200"),
            ]
            shown = [await each.shows(lambda message: "Stop" in message.buttons and message.text) for each in writing]
            assert places_with(folder, MARKER)
            asked = await server.slash("troubadour forget-me", confirm=True)
            await asked.shows(done)
            for message in shown:
                await server.state.changes.until(lambda message=message: message.deleted, what="deleted")  # type: ignore[misc]
        assert places_with(folder, MARKER) == []
        assert server.violations == []
