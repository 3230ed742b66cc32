"""The people whom the bot serves, their languages, and the App Home."""

import re
from pathlib import Path

import pytest

from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.slack_server import Channel, SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWN_NAME = re.compile(r"/(chat|imagine|troubadour)\b")
"""A command without its prefix."""


async def test_its_home_says_what_it_can_do_and_what_is_left(server: SlackServer) -> None:
    await server.open_home()
    home = await server.home()
    for word in ("/imagine", r"\d+ of 60", "models", "/troubadour privacy"):
        assert re.search(word, home.text)
    first = home.hash
    await server.open_home()
    await server.state.changes.until(lambda: home.hash != first, what="a new home")


async def test_guests_are_served_only_where_the_operator_allows(server: SlackServer, place: Channel) -> None:
    guest = server.add_user("mallory", guest=True)
    place.members.append(guest)
    asked = await server.command("/limerick", "a fox", by=guest, at=place)
    assert "fox" not in await asked.refused()


async def test_strangers_are_served_only_where_the_operator_allows(server: SlackServer) -> None:
    stranger = server.add_user("trent", team=server.add_team("Elsewhere"))
    place = server.add_channel("shared", server.user, stranger, shared=True)
    mentioned = await server.mention("Who are you?", by=stranger, at=place)
    await mentioned.shows(lambda message: message.ephemeral and message.text)
    mine = await server.mention("Who are you?", at=place)
    await mine.shows(done)
    answers = [message for message in server.messages(place) if message.author.bot and not message.ephemeral]
    assert [message.thread for message in answers] == [mine.thread]


async def test_people_are_answered_in_their_language(server: SlackServer, place: Channel) -> None:
    french = server.add_user("claude", locale="fr-FR")
    place.members.append(french)
    asked = await server.command("/troubadour", "privacy", by=french, at=place)
    assert "30 jours" in (await asked.shows(done)).text


async def test_guests_and_strangers_may_be_allowed_and_the_prefix_is_a_setting(folder: Path) -> None:
    told = {"SLACK_GUESTS": "true", "SLACK_STRANGERS": "true", "SLACK_PREFIX": "tb-", "SLACK_FOOTER": "false"}
    async with SlackServer() as server, running(server, folder, **told) as bot:
        await server.ready()
        stranger = server.add_user("trent", team=server.add_team("Elsewhere"))
        guest = server.add_user("mallory", guest=True)
        place = server.add_channel("shared", server.user, stranger, guest, shared=True)
        for person in (stranger, guest):
            asked = await server.mention("!limerick a fox", by=person, at=place)
            await asked.shows(lambda message, asked=asked: done(message) and message.thread == asked.thread)  # type: ignore[misc]
        asked = await server.command("/tb-chat", "Who are you?", by=guest, at=place)
        answer = await asked.shows(lambda message: done(message) and "Built-in engine" in message.text)
        assert "AI-generated" not in answer.text
        for line in ("/tb-troubadour help", "/tb-troubadour privacy", "/tb-imagine a fox --sead 7"):
            name, _, text = line.partition(" ")
            said = await (await server.command(name, text, by=guest, at=place)).shows("/tb-")
            assert not OWN_NAME.search(said.text)
        await server.open_home(by=guest)
        assert not OWN_NAME.search((await server.home(by=guest)).text)
        view = await (await server.command("/tb-imagine", by=guest, at=place)).opened()
        assert view.title == "/tb-imagine"
        assert server.problems == []
        assert bot.unforeseen() == []
