"""Messages that somebody sends one right after the other share one answer, and edited ones can get a new one."""

import re
from pathlib import Path

import pytest

from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_models import answering
from tests.scenarios.discord.test_reply_chains import prompt
from tests.servers.discord_server import Fault, Message, Posting
from tests.servers.hub_server import Stream

pytestmark = pytest.mark.asyncio(loop_scope="session")
SILENT = Stream(words=("Never.",), wait=3600.0)


def answers(posted: Posting) -> list[Message]:
    """Returns the messages that reply to one."""
    return [message for message in posted.messages if message.reply_to == posted.message.id]


async def answered(posted: Posting) -> Message:
    """Waits for the complete answer."""
    return await posted.shows(lambda message: message in answers(posted) and done(message))


async def test_a_second_message_joins_the_first_and_nobody_waits(folder: Path) -> None:
    async with answering(
        folder, Stream(words=("Once ", "there was.")), TROUBADOUR_USER_LIMITS="chat_completion=3/hour"
    ) as (server, hub, _):
        hub.script["chat/completions"] = [SILENT] * 3
        place = await server.add_channel()
        first = await server.mention("Tell me a tale", at=place)
        await hub.changes.until(lambda: len(hub.posts()) == 1, what="a first request")
        other = await server.mention("And me?", at=place, by=server.friend)
        await hub.changes.until(lambda: len(hub.posts()) == 2, what="somebody else's request")
        second = await server.mention("about a fox.", at=place)
        await hub.changes.until(lambda: len(hub.posts()) == 3, what="a second request")
        third = await server.mention("A red one.", at=place)
        answer = await answered(third)
        assert prompt(hub) == ["user: Ada: Tell me a tale\n\nabout a fox.\n\nA red one."]
        assert len(hub.posts()) == 4
        await server.state.changes.until(lambda: not answers(first) + answers(second), what="the end of theirs")
        assert "Once there was." in answer.text
        for number in range(2):  # of three messages an hour, one is charged
            posted = await server.mention(f"And {number}?", at=place)
            await answered(posted)
        assert prompt(hub)[0] == "user: Ada: Tell me a tale\n\nabout a fox.\n\nA red one."
        assert [each for each in answers(other) if done(each)] == []


async def test_a_reply_that_is_on_its_way_goes_when_its_question_is_joined(folder: Path) -> None:
    async with answering(folder, Stream(words=("Once ", "there was."))) as (server, hub, _):
        hub.script["chat/completions"] = [SILENT]
        place = await server.add_channel()
        server.fail(Fault("POST", re.compile(f"/channels/{place.id}/messages$"), "silent"))
        first = await server.mention("Tell me a tale", at=place)
        await server.state.changes.until(lambda: answers(first), what="a message of which the bot does not hear")
        await hub.changes.until(hub.posts, what="a first request")
        second = await server.mention("about a fox.", at=place)
        await answered(second)
        await server.state.changes.until(lambda: not answers(first), what="the end of it")
        assert len([each for each in second.messages if not each.deleted]) == 1


async def test_after_the_first_word_a_message_gets_an_answer_of_its_own(folder: Path) -> None:
    async with answering(folder, Stream(words=("word ",) * 40, pause=0.05)) as (server, hub, _):
        place = await server.add_channel()
        first = await server.mention("Tell me a tale", at=place)
        await first.shows(lambda message: "word" in message.text)
        second = await server.mention("about a fox.", at=place)
        for posted in (first, second):
            await answered(posted)
        assert len(hub.posts()) == 2


async def test_an_edited_question_is_answered_again_in_the_same_reply_if_its_author_wants_that(folder: Path) -> None:
    async with answering(folder, Stream(words=("A ", "fox."))) as (server, hub, _):
        place = await server.add_channel()
        asked = await server.mention("A tale?", at=place)
        first = await asked.shows(lambda message: message in answers(asked) and done(message))
        await server.change(asked.message, f"<@{server.bot.id}> A song?")
        chosen = await server.slash("troubadour showing", at=place, edits="yes")
        await chosen.shows("within 15 minutes")
        assert len(hub.posts()) == 1
        hub.always["chat/completions"] = Stream(words=("A ", "poem."))
        await server.change(asked.message, f"<@{server.bot.id}> A poem?")
        again = await asked.shows(lambda message: "poem" in message.text and done(message))
        assert again is first
        assert prompt(hub) == ["user: Ada: A poem?"]
        hub.script["chat/completions"] = [Stream(words=("word ",) * 2000, pause=0.05)]
        await server.change(asked.message, f"<@{server.bot.id}> A book?")
        await asked.shows(lambda message: "word" in message.text and "Stop" in message.buttons)
        await server.change(asked.message, f"<@{server.bot.id}> A line?")
        await asked.shows(lambda message: "poem" in message.text and done(message))
        assert prompt(hub) == ["user: Ada: A line?"]
        assert answers(asked) == [first]
