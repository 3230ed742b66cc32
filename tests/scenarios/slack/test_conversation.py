"""Mentions, threads, direct messages and the agent view."""

import pytest

from tests.scenarios.slack.test_commands import done, is_picture
from tests.servers.slack_server import Attached, Channel, SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_mention_is_answered_once_in_a_thread(server: SlackServer, place: Channel) -> None:
    asked = await server.mention("Who are you?", at=place)
    assert asked.message
    answer = await asked.shows(done)
    assert answer.thread == asked.message.ts
    further = await server.mention("!limerick a fox", at=place, thread=answer)
    await further.shows(lambda message: done(message) and "fox" in message.text)
    assert len([message for message in server.messages(place) if message.author.bot]) == 2


async def test_a_thread_goes_on(server: SlackServer, place: Channel) -> None:
    first = await server.mention("My name is Ada Lovelace.", at=place)
    answer = await first.shows(done)
    further = await server.mention("What did I say?", at=place, thread=answer)
    assert (await further.shows(done)).thread == answer.thread


async def test_a_command_may_follow_the_mention_in_a_thread_too(server: SlackServer, place: Channel) -> None:
    root = await server.write("Something about foxes", at=place)
    asked = await server.mention("imagine a fox —seed 7", at=place, thread=root.message)
    message = await asked.shows(is_picture)
    assert "seed 7" in message.text
    assert root.message
    assert message.thread == root.message.ts


async def test_each_direct_message_roots_a_thread(server: SlackServer) -> None:
    for words in ("Who are you?", "imagine a fox"):
        asked = await server.direct_message(words)
        assert asked.message
        answer = await asked.shows(done)
        assert answer.thread == asked.message.ts
    further = await server.direct_message("And who made you?", thread=asked.message)
    await further.shows(done)


async def test_help_is_explained_in_a_direct_message(server: SlackServer) -> None:
    asked = await server.direct_message("help")
    assert "imagine" in (await asked.shows(done)).text


async def test_help_in_a_mention_explains_a_command(server: SlackServer, place: Channel) -> None:
    asked = await server.mention("!imagine help", at=place)
    explained = await asked.shows(done)
    assert explained.ephemeral
    assert "--seed" in explained.text


async def test_talk_that_wishes_for_a_picture_is_answered_and_one_button_paints_it(
    server: SlackServer, place: Channel
) -> None:
    asked = await server.mention("Imagine you are a pirate. What would you say to me?", at=place)
    answer = await asked.shows(done)
    assert not answer.pictures
    painted = await server.press(answer, "Paint")
    assert "pirate" in (await painted.shows(is_picture)).text


async def test_the_name_of_a_command_alone_gets_the_button_of_its_form(server: SlackServer, place: Channel) -> None:
    root = await server.write("what shall we paint?", at=place)
    asked = await server.mention("imagine", at=place, thread=root.message)
    told = await asked.shows(lambda message: "Open the form" in message.buttons)
    assert told.ephemeral
    pressed = await server.press(told, "Open the form")
    await server.submit(await pressed.opened(), prompt="a heron at dawn")
    await pressed.shows(lambda message: is_picture(message) and "heron" in message.text)


async def test_other_messages_get_no_answer(server: SlackServer, place: Channel) -> None:
    await server.write("Just between us", at=place)
    asked = await server.mention("Who are you?", at=place)
    await asked.shows(done)
    assert len([message for message in server.messages(place) if message.author.bot]) == 1


async def test_a_thread_it_has_not_seen_is_read_once(server: SlackServer, place: Channel) -> None:
    root = await server.write("The launch is on Thursday.", at=place)
    assert root.message
    await server.write("I bring the cake.", by=server.friend, at=place, thread=root.message)
    asked = await server.mention("Summarise this thread.", at=place, thread=root.message)
    await asked.shows(done)
    further = await server.mention("And who are you?", at=place, thread=root.message)
    await further.shows(done)
    read = [
        call
        for call in server.state.calls
        if call.method == "conversations.replies" and call.arguments.get("ts") == root.message.ts
    ]
    assert len(read) == 1


async def test_pictures_and_text_files_are_understood(server: SlackServer) -> None:
    picture = await (await server.command("/imagine", "a fox")).shows(is_picture)
    file = server.state.files[picture.pictures[0]]
    for files in ([Attached("fox.png", file.bytes)], [Attached("note.txt", b"The fox met a heron.", "text/plain")]):
        asked = await server.direct_message("Describe this.", files=files)
        await asked.shows(done)
    alone = await server.direct_message("", files=[Attached("fox.png", file.bytes)])
    await alone.shows(done)
