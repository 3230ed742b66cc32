"""Threads: reading earlier messages."""

import pytest

from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer, Permission
from tests.servers.discord_server.rules import USUAL_PERMISSIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_unreadable_messages_are_counted(server: DiscordServer, place: Channel) -> None:
    thread = await server.thread("foxes", at=place)
    await server.write("Foxes are red.", by=server.friend, at=thread)
    await server.write("Some are white.", at=thread)
    posted = await server.mention("What did they say?", at=thread)
    answer = await posted.shows(done)
    assert "I could not read 2 messages of this thread" in answer.text
    again = await server.mention("And now?", at=thread)
    assert "I could not read" not in (await again.shows(done)).text
    calls = [call for call in server.state.calls if call.method == "GET" and str(thread.id) in call.path]
    assert len(calls) == 1


async def test_a_mention_in_an_unreadable_thread_is_answered(server: DiscordServer, place: Channel) -> None:
    thread = await server.thread("closed", at=place)
    await server.permit(thread, USUAL_PERMISSIONS & ~Permission.READ_MESSAGE_HISTORY)
    posted = await server.mention("Who are you?", at=thread)
    await posted.shows(done)
