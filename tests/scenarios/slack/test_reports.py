"""Answers are reported from their menus, also after a restart, and the operator is told."""

from pathlib import Path

import pytest

from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done, is_picture
from tests.servers.slack_server import Message, SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

REPORT = "menu-report"


async def shown_of_all_kinds(server: SlackServer) -> dict[str, Message]:
    """A stream under a mention, one under a slash command, a post, a picture, and a recording."""
    mentioned = await server.mention("Who are you?", at=server.add_channel())
    commanded = await server.command("/complete", "Once upon a time --max-new-tokens 40", at=server.add_channel())
    posted = await server.command("/limerick", "a fox", at=server.add_channel())
    picture = await server.command("/imagine", "a fox", at=server.add_channel())
    spoken = await server.command("/speak", "a fox", at=server.add_channel())
    direct = await server.direct_message("!limerick a heron")
    return {
        "/chat": await mentioned.shows(done),
        "/complete": await commanded.shows(lambda message: done(message) and "Once upon" in message.text),
        "/limerick": await posted.shows(lambda message: done(message) and "fox" in message.text),
        "/imagine": await picture.shows(is_picture),
        "/speak": await spoken.shows(lambda message: message.files),
        "/limerick to ada": await direct.shows(done),
    }


async def test_any_answer_is_reported_from_its_menu_after_a_restart_too(folder: Path) -> None:
    async with SlackServer() as server:
        office = server.add_channel("office", server.friend)
        told = {"SLACK_ADMIN_CHANNEL": office.id}
        async with running(server, folder, **told) as bot:
            await server.ready()
            shown = await shown_of_all_kinds(server)
        async with running(server, folder, **told) as bot:
            await server.ready(connections=2)
            for about, message in shown.items():
                chosen = await server.message_shortcut(REPORT, message)
                view = await chosen.opened()
                await server.submit(view, reason=f"{about} is rude")
                thanked = await chosen.shows("I have told the operator")
                assert thanked.ephemeral != (thanked.channel.kind == "im")
                (alert,) = await server.state.changes.until(
                    lambda about=about: [m for m in server.messages(office) if f"{about} is rude" in m.text],  # type: ignore[misc]
                    what="the office is told",
                )
                assert about.split(" to ")[0] in alert.text
                assert f"{message.channel.id}/p{message.ts.replace('.', '')}" in alert.text
            theirs = await server.write("Just between us")
            assert theirs.message
            refused = await (await server.message_shortcut(REPORT, theirs.message)).refused()
            assert "not one of my answers" in refused
        assert not any("is rude" in line for line in bot.log)
        assert bot.unforeseen() == []
        assert server.problems == []
