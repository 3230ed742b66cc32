"""Forgetting somebody whose answer is being written."""

from pathlib import Path

import pytest

from tests.scenarios.databases import places_with
from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import SlackServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.both_databases]

MARKER = "Xyzzyplugh"


async def test_what_is_being_written_goes_for_everybody(folder: Path) -> None:
    async with SlackServer() as server:
        async with running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.05"):
            await server.ready()
            writing = [
                await server.command("/complete", f"{MARKER} upon a time --max-new-tokens 200"),
                await server.mention(f"!complete {MARKER} long ago --max-new-tokens 200"),
            ]
            shown = [await each.shows(lambda message: MARKER in message.text) for each in writing]
            assert places_with(folder, MARKER)
            asked = await server.command("/troubadour", "forget-me --confirm")
            await asked.shows(lambda message: done(message) and "Forgotten" in message.text)
            for message in shown:
                await server.state.changes.until(lambda message=message: message.deleted, what="deleted")  # type: ignore[misc]
        assert places_with(folder, MARKER) == []
        assert server.problems == []
