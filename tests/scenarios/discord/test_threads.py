"""Threads: reading earlier messages, and following without mentions."""

from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer, Permission
from tests.servers.discord_server.rules import USUAL_PERMISSIONS, Intent

pytestmark = pytest.mark.asyncio(loop_scope="session")
FOLLOW = {"DISCORD_FOLLOW_THREADS": "true"}


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


async def test_a_joined_thread_is_followed_if_that_is_allowed(folder: Path) -> None:
    async with DiscordServer() as server:
        server.gateway.disallowed = Intent(0)
        async with running(server, folder, **FOLLOW):
            await server.ready()
            thread, other = await server.thread("foxes"), await server.thread("herons")
            for number in range(60):
                await server.write(f"Fox {number} is red.", by=server.friend, at=thread)
            first = await (await server.mention("Who are you?", at=thread)).shows(done)
            assert "I read only the last 40 messages" in first.text
            assert "I could not read" not in first.text
            further = await server.write("And who made you?", at=thread)
            answer = await further.shows(done)
            assert answer.reply_to == further.message.id
            aside = await server.write("just talking", at=other)
            elsewhere = await server.write("just talking")
            to_somebody = await server.write(f"<@{server.friend.id}> what do you think?", at=thread)
            last = await server.write("imagine that!", at=thread)
            assert not (await last.shows(done)).files
            assert not aside.messages
            assert not elsewhere.messages
            assert not [message for message in to_somebody.messages if message.reply_to == to_somebody.message.id]
            assert server.violations == []


async def test_without_the_intent_following_is_refused_in_one_sentence(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, **FOLLOW) as bot:
        line = await bot.logs("DISCORD_FOLLOW_THREADS")
        assert "Message Content Intent" in line
    assert bot.process.returncode == 0
    assert not any("Traceback" in line for line in bot.log)
