"""People get answers in the language of their client."""

from collections.abc import Iterator

import pytest

from core.domain.sentences import say
from core.i18n.rendering import render
from tests.servers.discord_server import Channel, DiscordServer, User

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def german(server: DiscordServer) -> Iterator[User]:
    """Grace, whose client speaks German."""
    server.friend.locale = "de"
    yield server.friend
    server.friend.locale = "en-US"


async def test_a_german_user_gets_german(server: DiscordServer, place: Channel, german: User) -> None:
    helped = await server.slash("troubadour help", by=german, at=place)
    await helped.shows("Den Admins von einer meiner Antworten berichten")
    pictured = await server.slash("imagine", by=german, at=place, prompt="ein Fuchs")
    labels = {render(say(f"button-{name}"), "de") for name in ("again", "edit", "delete")}
    await pictured.shows(lambda message: message.files and labels <= message.buttons.keys())
    refused = await server.slash("troubadour-admin pause", by=german, at=place, permitted=True)
    assert "Admins" in await refused.refused()
    form = await server.slash("chat", by=german, at=place)
    assert "reden" in (await form.opened()).title


async def test_languages_do_not_mix(server: DiscordServer, place: Channel, german: User) -> None:
    asked = [await server.slash("troubadour privacy", by=by, at=place) for by in (german, server.user)]
    for each, locale in zip(asked, ("de", "en"), strict=True):
        await each.shows(render(say("privacy-logs"), locale))


async def test_commands_are_described_in_the_languages_of_discord(server: DiscordServer) -> None:
    declared = {command["name"]: command for command in server.state.commands[None]}
    descriptions = declared["imagine"]["description_localizations"]
    assert descriptions["de"] == "Ein Bild nach einer Beschreibung malen"
    assert {"de", "fr", "es-ES", "es-419", "ja", "pt-BR"} <= descriptions.keys()
