"""Channels in which administrators let the bot answer without a mention."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer, Message, Posting
from tests.servers.discord_server.rules import USUAL_PERMISSIONS, ChannelKind, Intent, Permission

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def allowed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordServer]:
    """A Discord whose developer portal allows the Message Content Intent."""
    async with DiscordServer() as server:
        server.gateway.disallowed = Intent(0)
        async with running(server, tmp_path_factory.mktemp("troubadour")) as bot:
            await server.ready()
            yield server
            assert bot.unforeseen() == []
        assert server.violations == []


async def choose(server: DiscordServer, place: Channel, where: str) -> str:
    """Makes the choice as an administrator. Returns what the bot says."""
    chosen = await server.slash("troubadour-admin answering", at=place, where=where)
    return (await chosen.shows(lambda message: message.text)).text


async def left_alone(server: DiscordServer, *written: Posting) -> None:
    """Waits for the answer to a later mention: earlier messages would have been answered by then."""
    last = await server.mention("Who are you?", at=written[0].message.channel)
    await answer_to(server, last)
    for each in written:
        assert not [m for m in server.state.messages.values() if m.author.bot and m.reply_to == each.message.id]
        assert server.state.channel(each.message.id) is None


async def answer_to(server: DiscordServer, posted: Posting) -> Message:
    """Waits for the answer to a message, as a reply or in the thread that it opened."""

    def found() -> Message | None:
        return next(
            (
                message
                for message in server.state.messages.values()
                if message.author.bot
                and message.id > posted.message.id
                and (message.reply_to == posted.message.id or message.channel.id == posted.message.id)
                and done(message)
            ),
            None,
        )

    return await server.state.changes.until(found, what=f"an answer to {posted.message.content!r}")


async def test_everything_is_answered_except_what_is_for_others(allowed: DiscordServer) -> None:
    server, place = allowed, await allowed.add_channel()
    await left_alone(server, await server.write("Who are you?", at=place))
    assert "every message" in await choose(server, place, "everything")
    answer = await answer_to(server, await server.write("Who are you?", at=place))
    await answer_to(server, await server.write("And who made you?", at=place, reply_to=answer, ping=False))
    friends = await server.write(f"<@{server.friend.id}> what do you think?", at=place)
    to_friend = await server.write("I think so, too.", at=place, reply_to=friends.message, ping=False)
    to_all = await server.write("@everyone lunch?", at=place)
    hooked = await server.write("The build is green.", at=place, webhook=True)
    other_bot = await server.write("I am a bot.", at=place, by=server.bot)
    await left_alone(server, friends, to_friend, to_all, hooked, other_bot)
    thread = await server.thread("foxes", at=place)
    await answer_to(server, await server.write("Are foxes red?", at=thread))


async def test_each_question_opens_a_thread_that_goes_on_without_mentions(allowed: DiscordServer) -> None:
    server, place = allowed, await allowed.add_channel()
    assert "thread" in await choose(server, place, "threads")
    asked = await server.write("Who are you, and who made you?", at=place)
    answer = await answer_to(server, asked)
    thread = answer.channel
    assert (thread.name, thread.parent) == ("Who are you, and who made you?", place)
    assert answer.reply_to is None
    further = await answer_to(server, await server.write("What did I ask?", at=thread, by=server.friend))
    assert further.channel is thread
    painted = await server.write("imagine a fox --seed 7", at=thread)
    assert (await answer_to(server, painted)).files
    mentioned = await answer_to(server, await server.mention("Who are you?", at=place))
    assert mentioned.channel.parent is place
    among_people = await server.thread("just us", at=place)
    aside = await server.write("Nobody asked the bot.", at=among_people)
    await answer_to(server, await server.write("Who are you?", at=place))
    assert not aside.messages


async def test_where_the_bot_may_open_no_threads_it_answers_with_a_reply(allowed: DiscordServer) -> None:
    server, place = allowed, await allowed.add_channel()
    await choose(server, place, "threads")
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.CREATE_PUBLIC_THREADS)
    asked = await server.write("Who are you?", at=place)
    assert (await answer_to(server, asked)).reply_to == asked.message.id


async def test_each_post_of_a_forum_is_a_thread_that_is_answered(allowed: DiscordServer) -> None:
    server, forum = allowed, await allowed.add_channel("ask", kind=ChannelKind.FORUM)
    first = await server.post("Foxes", "Are foxes red?", at=forum)
    post = first.message.channel
    assert "thread" in await choose(server, post, "threads")
    asked = await server.post("Herons", "Are herons grey?", at=forum, by=server.friend)
    answer = await asked.shows(done)
    assert answer.channel is asked.message.channel
    further = await server.write("And their beaks?", at=asked.message.channel)
    await further.shows(lambda message: done(message) and message.id > further.message.id)


async def test_what_discord_does_not_show_is_said_when_it_is_switched_on(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder) as bot:
        await server.ready()
        place = await server.add_channel()
        assert "Message Content Intent" in await choose(server, place, "everything")
        assert "Message Content Intent" not in await choose(server, place, "mentions")
        assert bot.unforeseen() == []
        assert server.violations == []


async def test_the_last_of_a_long_thread_is_read(allowed: DiscordServer) -> None:
    server, thread = allowed, await allowed.thread("foxes")
    for number in range(60):
        await server.write(f"Fox {number} is red.", by=server.friend, at=thread)
    first = await (await server.mention("Who are you?", at=thread)).shows(done)
    assert "I read only the last 40 messages" in first.text
    assert "I could not read" not in first.text
