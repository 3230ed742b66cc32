"""Channels in which administrators let the bot answer without a mention."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import Channel, SlackServer, UserAction

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(printed: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.configure(printed)
        async with running(server, tmp_path_factory.mktemp("troubadour")) as bot:
            await server.ready()
            yield server
            assert bot.unforeseen() == []
        assert server.problems == []


@pytest_asyncio.fixture(loop_scope="session")
async def place(server: SlackServer) -> Channel:
    return server.add_channel()


async def choose(server: SlackServer, place: Channel, where: str) -> str:
    return await (await server.command("/troubadour", f"answering {where}", at=place)).refused()


async def left_alone(server: SlackServer, *written: UserAction) -> None:
    """Waits for the answer to a later mention: earlier messages would have been answered by then."""
    last = await server.mention("Who are you?", at=written[0].channel)
    await last.shows(done)
    answered = {message.thread for message in server.messages(written[0].channel) if message.author.bot}
    assert not answered & {each.thread for each in written}


async def test_only_mentions_are_answered_until_an_administrator_chooses(server: SlackServer, place: Channel) -> None:
    assert "mention me" in await choose(server, place, "")
    await left_alone(server, await server.write("Who are you?", at=place))
    refused = await (await server.command("/troubadour", "answering everything", at=place, by=server.friend)).refused()
    assert "administrators" in refused


async def test_everything_is_answered_except_what_is_for_others(server: SlackServer, place: Channel) -> None:
    assert "every message" in await choose(server, place, "everything")
    asked = await server.write("Who are you?", at=place)
    answer = await asked.shows(done)
    assert asked.message
    assert answer.thread == asked.message.ts
    further = await server.write("And who made you?", at=place, thread=answer)
    await further.shows(done)
    to_friend = await server.write(f"<@{server.friend.id}> what do you think?", at=place)
    to_all = await server.write("<!here> lunch?", at=place)
    to_group = await server.write("<!subteam^S0000000001|@choir> rehearsal at eight", at=place)
    await left_alone(server, to_friend, to_all, to_group)
    mentioned = await server.mention("Who are you?", at=place)
    await mentioned.shows(done)
    assert mentioned.message
    answers = [each for each in server.messages(place) if each.author.bot and each.thread == mentioned.message.ts]
    assert len(answers) == 1


async def test_each_question_has_a_thread_that_goes_on_without_mentions(server: SlackServer, place: Channel) -> None:
    among_people = await server.write("a thread of our own", at=place)
    assert "thread" in await choose(server, place, "threads")
    asked = await server.write("Who are you?", at=place, by=server.friend)
    answer = await asked.shows(done)
    further = await server.write("imagine a fox --seed 7", at=place, thread=answer)
    await further.shows(lambda message: message.pictures)
    await left_alone(server, await server.write("just us", at=place, thread=among_people.message))


async def test_the_missing_scope_is_said_when_it_is_switched_on(server: SlackServer, place: Channel) -> None:
    granted, server.state.scopes = server.state.scopes, server.state.scopes - {"channels:history"}
    tokens = [token for token in server.state.tokens.values() if token.kind == "bot"]
    for token in tokens:
        token.scopes = token.scopes - {"channels:history"}
    try:
        asked = await server.command("/troubadour", "answering everything", at=place)
        assert "channels:history" in await asked.refused()
        assert "mention me" in await choose(server, place, "mentions")
    finally:
        server.state.scopes = granted
        for token in tokens:
            token.scopes = granted
