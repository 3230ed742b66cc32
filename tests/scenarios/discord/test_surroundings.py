"""What people point at reaches the model as they see it, and what the bot may do in a place is known beforehand."""

from typing import Any

import pytest

from tests.scenarios.discord.modelled import hub, modelled_by, server
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Attached, Channel, DiscordServer, Message, Permission, Posting
from tests.servers.discord_server.rules import USUAL_PERMISSIONS
from tests.servers.discord_server.world import Json
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.making import picture

pytestmark = pytest.mark.asyncio(loop_scope="session")
__all__ = ["hub", "server"]
modelled = modelled_by(Stream(words=("Yes.",)))


def prompt(hub: HubServer) -> str:
    """Returns the words of the last message in the last prompt."""
    content: Any = hub.posts()[-1].body["messages"][-1]["content"]
    return content if isinstance(content, str) else "\n".join(each.get("text", "") for each in content)


async def answered(posted: Posting, server: DiscordServer) -> Message:
    """Waits for the complete answer."""
    return await posted.shows(lambda message: message.reply_to == posted.message.id and done(message))


MARKUP = "meet in <#{channel}> <:blobcat:1234> at <t:1700000000:R> with <@&{team}> and <@{friend}>, see </imagine:77>"
WORDS = "meet in #general :blobcat: at {date} with @team and @Grace, see /imagine"


async def test_markup_reaches_the_model_as_words(server: DiscordServer, hub: HubServer, place: Channel) -> None:
    typed = MARKUP.format(channel=server.channel.id, team=server.team.id, friend=server.friend.id)
    thread = await server.thread("foxes", at=place)
    date = "Nov 14, 2023, 10:13 PM UTC"
    for posted in (await server.mention(typed, at=place), await server.mention(typed, at=thread)):
        await answered(posted, server)
        assert WORDS.format(date=date) in prompt(hub).replace("\u202f", " ")
    shown = await server.slash("chat", at=place, message=typed.replace(f" and <@{server.friend.id}>", ""))
    await shown.shows(done)
    assert WORDS.format(date=date).replace(" and @Grace", "") in prompt(hub).replace("\u202f", " ")


async def test_the_bots_own_role_is_its_name(server: DiscordServer, hub: HubServer, place: Channel) -> None:
    posted = await server.write(f"<@&{server.role.id}> who are you?", at=place)
    await answered(posted, server)
    assert prompt(hub).endswith("who are you?")
    aside = await server.write(f"<@&{server.team.id}> who are you?", at=place)
    await answered(await server.mention("And now?", at=place), server)
    assert not [message for message in aside.messages if message.reply_to == aside.message.id]


async def test_a_mention_that_an_edit_adds_is_answered_once(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    posted = await server.write("who are you?", at=place)
    await server.change(posted.message, f"<@{server.bot.id}> who are you, really?")
    await answered(posted, server)
    assert prompt(hub).endswith("who are you, really?")
    asked = len(hub.posts())
    await server.change(posted.message, f"<@{server.bot.id}> who are you, please?")
    await server.state.revise(posted.message)
    await answered(await server.mention("And now?", at=place), server)
    assert len(hub.posts()) == asked + 1
    assert len([message for message in posted.messages if message.reply_to == posted.message.id]) == 1


async def test_a_preview_of_a_link_and_an_edit_of_an_old_message_change_nothing(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    asked = len(hub.posts())
    old = await server.write("who are you?", at=place)
    old.message.id -= 3600 * 1000 << 22
    await server.change(old.message, f"<@{server.bot.id}> who are you?")
    await answered(await server.mention("And now?", at=place), server)
    assert len(hub.posts()) == asked + 1


async def test_a_deleted_question_stops_its_answer(server: DiscordServer, hub: HubServer, place: Channel) -> None:
    hub.always["chat/completions"] = Stream(words=("word ",) * 2000, pause=0.05)
    try:
        posted = await server.mention("Tell me everything.", at=place)
        await posted.shows(lambda message: "word" in message.text and "Stop" in message.buttons)
        await server.delete(posted.message)
        stopped = await posted.shows(lambda message: "word" in message.text and "Stop" not in message.buttons)
        assert "Stopped" in stopped.text
    finally:
        hub.always["chat/completions"] = Stream(words=("Yes.",))


async def test_a_server_that_is_not_cached_is_not_a_direct_message(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    """discord.py forgets a server whose event it does not understand."""
    guild = {"guild_id": str(server.guild.id), "id": str(server.guild.id)}
    await server.gateway.dispatch("GUILD_DELETE", guild, guild_id=server.guild.id)
    try:
        aside = await server.write("just talking", at=place)
        posted = await server.mention("who are you?", at=place)
        await answered(posted, server)
        assert not [message for message in aside.messages if message.reply_to == aside.message.id]
        thread = await server.thread("foxes", at=place)
        await answered(await server.mention("who are you?", at=thread), server)
    finally:
        await server.gateway.tell_guild(server.guild)


async def test_a_thread_whose_channel_is_not_cached_is_answered(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    thread = await server.thread("foxes", at=place)
    told: Json = {"id": str(place.id), "guild_id": str(server.guild.id), "type": 0}
    await server.gateway.dispatch("CHANNEL_DELETE", told, guild_id=server.guild.id)
    await answered(await server.mention("who are you?", at=thread), server)


MEETING = "The meeting is moved to Thursday at nine, in room blue."


async def test_the_message_that_is_replied_to_stands_before_the_question(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    thread = await server.thread("foxes", at=place)
    for at in (place, thread):
        files = [
            Attached("agenda.txt", b"1. Foxes"),
            Attached("fox.jpg", picture()),
            Attached("film.mp4", b"\0", "video/mp4"),
        ]
        above = await server.write(f"{MEETING}\n<#{place.id}>", by=server.friend, at=at, files=files)
        posted = await server.mention("when is it?", at=at, reply_to=above.message)
        answer = await answered(posted, server)
        words = prompt(hub)
        assert f"Grace wrote:\n> {MEETING}\n> #quiet" in words
        assert words.index(MEETING) < words.index("1. Foxes") < words.index("when is it?")
        assert "(With the file film.mp4, which you cannot see.)" in words
        assert "data:image/jpeg" in str(hub.posts()[-1].body["messages"][-1]["content"])
        again = await server.press(answer, "Again")
        await again.shows(done)
        assert MEETING in prompt(hub)


async def test_the_first_answer_that_used_somebody_elses_words_says_so(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    by = server.add_user("newcomer")
    above = await server.write(MEETING, by=server.friend, at=place)
    noted = []
    for _ in range(2):
        posted = await server.mention("when?", at=place, by=by, reply_to=above.message)
        noted.append("are sent to the model, too" in (await answered(posted, server)).text)
    assert noted == [True, False]


async def test_a_command_takes_the_words_that_it_lacks_from_the_message_above(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    above = await server.write(MEETING, by=server.friend, at=place)
    await answered(await server.mention("!translate --to fr", at=place, reply_to=above.message), server)
    assert MEETING in prompt(hub)


async def test_a_reply_without_words_is_about_the_message_above(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    above = await server.write(MEETING, by=server.friend, at=place)
    await answered(await server.mention("", at=place, reply_to=above.message), server)
    assert prompt(hub).endswith(f"Grace wrote:\n> {MEETING}")


async def test_an_answer_that_the_conversation_has_is_not_quoted(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    answer = await answered(await server.mention("Are you there?", at=place), server)
    await answered(await server.mention("Really?", at=place, reply_to=answer), server)
    assert prompt(hub) == "Ada: Really?"


async def test_a_forwarded_message_is_read(server: DiscordServer, hub: HubServer, place: Channel) -> None:
    above = await server.write(MEETING, by=server.friend, at=place)
    posted = await server.forward(above.message, at=server.state.direct_channel(server.user))
    await answered(posted, server)
    assert prompt(hub).endswith(f"A forwarded message:\n> {MEETING}")
    await answered(await server.dm("When was that again?"), server)
    assert MEETING in str(hub.posts()[-1].body["messages"][:-1])
    forwarded = await server.forward(above.message, at=place)
    await answered(await server.mention("When is it?", at=place, reply_to=forwarded.message), server)
    assert f"Ada wrote:\n> {MEETING}" in prompt(hub)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (
            {
                "poll": {
                    "question": {"text": "Lunch?"},
                    "answers": [{"answer_id": 1, "poll_media": {"text": "Soup"}}],
                    "expiry": "2999-01-01T00:00:00+00:00",
                    "allow_multiselect": False,
                    "layout_type": 1,
                    "results": {"is_finalized": False, "answer_counts": []},
                }
            },
            "Lunch?\n> - Soup",
        ),
        ({"sticker_items": [{"id": "1", "name": "wave", "format_type": 1}]}, ":wave:"),
        (
            {
                "embeds": [
                    {"type": "rich", "title": "Disk full", "fields": [{"name": "host", "value": "db1", "inline": True}]}
                ]
            },
            "Disk full\n> host: db1",
        ),
    ],
    ids=["poll", "sticker", "embed"],
)
async def test_polls_stickers_and_embeds_are_read(
    server: DiscordServer, hub: HubServer, place: Channel, shown: Json, words: str
) -> None:
    for at in (place, await server.thread("foxes", at=place)):
        above = await server.write("", by=server.friend, at=at, extra=shown)
        await answered(await server.mention("What is it?", at=at, reply_to=above.message), server)
        assert f"Grace wrote:\n> {words}" in prompt(hub)
        await answered(await server.mention("Look.", at=at, extra=shown), server)
        assert "Look.\n\n" + words.replace("> ", "") in prompt(hub)
    posted = await server.forward(above.message, at=server.state.direct_channel(server.user))
    await answered(posted, server)
    assert prompt(hub).endswith(f"A forwarded message:\n> {words}")


FORBIDDEN = "I may not write there"


@pytest.mark.parametrize("how", ["channel", "thread", "locked", "timeout"])
async def test_where_the_bot_may_not_write_it_says_so_privately_and_spends_nothing(
    server: DiscordServer, hub: HubServer, how: str
) -> None:
    place, asked, by = await server.add_channel(), len(hub.posts()), server.add_user(f"visitor {how}")
    at = place if how in ("channel", "timeout") else await server.thread("foxes", at=place)
    match how:
        case "channel":
            await server.permit(place, USUAL_PERMISSIONS & ~Permission.SEND_MESSAGES)
        case "thread":
            await server.permit(place, USUAL_PERMISSIONS & ~Permission.SEND_MESSAGES_IN_THREADS)
        case "locked":
            await server.lock(at)
        case "timeout":
            await server.time_out(server.guild, "2999-01-01T00:00:00+00:00")
    alone = server.state.direct_channel(by)

    def notices() -> list[Message]:
        return [message for message in server.state.messages.values() if message.channel is alone]

    try:
        refused = [call for call in server.state.calls if call.status == 403]
        await server.mention("who are you?", at=at, by=by)
        await server.state.changes.until(notices, what="a direct message")
        await server.mention("who are you?", at=at, by=by)
        await (await server.dm("Hello", by=server.user)).shows(done)
    finally:
        await server.time_out(server.guild, None)
    (notice,) = notices()
    assert FORBIDDEN in notice.text
    assert f"<#{at.id}>" in notice.text
    assert len(hub.posts()) == asked + 1
    assert [call for call in server.state.calls if call.status == 403] == refused


async def test_a_picture_is_not_made_where_files_may_not_be_attached(server: DiscordServer, hub: HubServer) -> None:
    place = await server.add_channel()
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.ATTACH_FILES)
    asked = len(hub.posts())
    shown = await server.slash("imagine", at=place, prompt="a fox")
    assert "I may not attach files here" in await shown.refused()
    posted = await server.mention("!speak Good evening", at=place)
    await posted.shows(lambda message: "I may not attach files here" in message.text)
    assert len(hub.posts()) == asked
