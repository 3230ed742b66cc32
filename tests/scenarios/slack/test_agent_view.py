"""The agent view: suggested prompts, the state of a session, and workspaces without the agent view."""

from pathlib import Path

import pytest

from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_it_suggests_prompts_and_shows_its_status_or_does_without(folder: Path) -> None:
    async with SlackServer(enforce_tiers=True) as server, running(server, folder) as bot:
        await server.ready()
        opened = await server.open_home(tab="messages")
        session = await server.state.changes.until(
            lambda: next(
                (s for s in server.state.sessions.values() if s.channel is opened.channel and s.prompts), None
            ),
            what="suggestions",
        )
        assert 1 <= len(session.prompts) <= 4
        for prompt in session.prompts:
            asked = await server.direct_message(prompt["message"])
            assert asked.message
            await asked.shows(done)
            worked = server.state.sessions[asked.channel.id, asked.message.ts]
            await server.state.changes.until(lambda worked=worked: worked.status == "active", what="active")  # type: ignore[misc]
            assert worked.history[0] == "processing"
            assert worked.title
            assert worked.title in (prompt["message"], prompt["message"].partition(" ")[2], "/troubadour help")
        server.team.agent_view = False
        asked = await server.direct_message("Who are you?", by=server.friend)
        await asked.shows(done)
        assert server.problems == []
        assert bot.unforeseen() == []
