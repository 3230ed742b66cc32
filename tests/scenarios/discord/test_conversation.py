"""Mentions, replies, direct messages and threads."""

import pytest

from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Attached, Channel, DiscordServer, Posting

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_mention_is_answered_with_a_reply(server: DiscordServer, place: Channel) -> None:
    posted = await server.mention("Who are you?", at=place)
    answer = await posted.shows(done)
    assert answer.reply_to == posted.message.id
    assert answer.mentions == []


async def test_a_reply_to_the_bot_is_answered(server: DiscordServer, place: Channel) -> None:
    first = await server.mention("Who are you?", at=place)
    answer = await first.shows(done)
    further = await server.write("And who made you?", at=place, reply_to=answer)
    await further.shows(done)


async def test_a_command_may_follow_the_mention(server: DiscordServer, place: Channel) -> None:
    posted = await server.mention("imagine a fox --seed 7", at=place)
    message = await posted.shows(lambda message: done(message) and message.files)
    assert "7" in message.text


async def test_a_misspelt_option_is_refused_with_a_hint_how_to_write_it_as_text(
    server: DiscordServer, place: Channel
) -> None:
    refused = await (await server.mention("!complete --temp x", at=place)).shows("has no option --temp")
    assert "put -- before your text" in refused.text
    answer = await (await server.mention("complete --include-prompt -- --temp x", at=place)).shows(done)
    assert answer.text.startswith("--temp x")


async def test_talk_that_wishes_for_a_picture_is_answered_and_one_button_paints_it(
    server: DiscordServer, place: Channel
) -> None:
    posted = await server.mention("Imagine you are a pirate. What would you say to me?", at=place)
    answer = await posted.shows(done)
    assert not answer.files
    painted = await server.press(answer, "Paint")
    await painted.shows(lambda message: done(message) and message.files)


async def test_the_name_of_a_command_alone_gets_the_button_of_its_form(server: DiscordServer, place: Channel) -> None:
    posted = await server.mention("imagine", at=place)
    told = await posted.shows(lambda message: "Open the form" in message.buttons)
    form = await server.press(told, "Open the form")
    submitted = await server.submit(form, prompt="a heron at dawn")
    await submitted.shows(lambda message: done(message) and message.files)


async def test_a_direct_message_is_answered(server: DiscordServer) -> None:
    posted = await server.dm("Who are you?")
    await posted.shows(done)


async def test_a_mention_in_a_thread_is_answered_there(server: DiscordServer, place: Channel) -> None:
    thread = await server.thread("foxes", at=place)
    posted = await server.mention("Who are you?", at=thread)
    answer = await posted.shows(done)
    assert answer.channel is thread


async def test_five_files_are_read_together(server: DiscordServer, place: Channel) -> None:
    files = [Attached(f"part-{number}.txt", f"verse {number}".encode()) for number in range(5)]
    posted = await server.mention("Read these.", at=place, files=files)
    answer = await posted.shows(lambda message: "Again" in message.buttons)
    assert "at once" not in answer.text


async def test_other_messages_are_ignored(server: DiscordServer, place: Channel) -> None:
    aside = await server.write("just talking", at=place)
    other = await server.mention("Who are you?", by=server.bot, at=place)
    hooked = await server.mention("Who are you?", at=place, webhook=True)
    mine = await (await server.mention("Who are you?", at=place)).shows(done)
    silent = await server.write("And who made you?", at=place, reply_to=mine, ping=False)
    left = {each.message.id for each in (aside, other, hooked, silent)}
    await _answered(server, place)
    assert not any(message.reply_to in left for message in aside.messages)


async def _answered(server: DiscordServer, place: Channel) -> Posting:
    """Waits for the answer to a later mention; earlier messages would have been answered by then."""
    posted = await server.mention("Who are you?", at=place)
    await posted.shows(done)
    return posted
