"""Pictures made from spoilers."""

import pytest

from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Attached, Channel, DiscordServer, Message
from tests.servers.discord_server.rules import ComponentKind
from tests.servers.discord_server.world import walk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def spoiler(message: Message) -> list[bool]:
    """Tells for each picture if it is a spoiler."""
    galleries = [part for part in walk(message.components) if part["type"] == ComponentKind.MEDIA_GALLERY]
    return [bool(item.get("spoiler")) for gallery in galleries for item in gallery["items"]]


async def test_a_picture_made_from_a_spoiler_is_a_spoiler_and_so_are_its_variations(
    server: DiscordServer, place: Channel
) -> None:
    plain = await (await server.slash("imagine", at=place, prompt="a fox")).shows(
        lambda message: done(message) and message.files
    )
    assert spoiler(plain) == [False]
    file = Attached("SPOILER_fox.png", plain.files[0].bytes)
    shown = await server.slash("imagine", at=place, prompt="a heron", picture=file)
    picture = await shown.shows(lambda message: done(message) and message.files)
    assert spoiler(picture) == [True]
    varied = await server.press(picture, "Vary")
    other = await varied.shows(lambda message: done(message) and message.files and message is not picture)
    assert spoiler(other) == [True]
    assert all(file.spoiler for message in (picture, other) for file in message.files)
    assert not any(file.spoiler for file in plain.files)
