"""Pictures from an age-restricted place are spoilers in other places."""

import asyncio
import io
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PIL import Image

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import Command, CommandOptions
from core.domain.events import Begin, Event, Picture, TextDelta
from core.domain.layout import Layout
from tests.adapters.discord.harness import config_for, opened
from tests.adapters.discord.outbound.test_files import shown
from tests.servers.discord_server import DiscordServer, MovableClock, Permission
from tests.servers.discord_server.rules import USUAL_PERMISSIONS, ComponentKind
from tests.servers.discord_server.world import walk

pytestmark = pytest.mark.may_block


class NoOptions(CommandOptions):
    """No options."""


def slow_picture_command(going: asyncio.Event, *, before: bool) -> Command:
    """Makes a command that waits for `going`, before or after it shows a picture."""

    @command("paint", summary="Make a picture slowly", layout=Layout.GALLERY)
    async def slow_picture(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield Begin(part="title", kind="text")
        yield TextDelta(part="title", text="first")
        if not before:
            await going.wait()
        written = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(written, "PNG")
        media = await context.save_media(written.getvalue(), "image/png", "red.png")
        yield Picture(part="picture", media=media, width=8, height=8, alt="red")
        await going.wait()

    return slow_picture


@pytest.mark.parametrize("before", [False, True], ids=["made afterwards", "made before"])
@pytest.mark.parametrize("age_restricted", [True, False], ids=["age-restricted", "for all"])
async def test_a_picture_that_moves_to_direct_messages_is_a_spoiler_if_its_place_is_age_restricted(
    server: DiscordServer, tmp_path: Path, age_restricted: bool, before: bool
) -> None:
    going = asyncio.Event()
    place = await server.add_channel("attic", nsfw=age_restricted)
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.SEND_MESSAGES)
    async with opened(tmp_path, config_for(server), [slow_picture_command(going, before=before)]) as harness:
        await server.ready()
        await (await server.slash("troubadour showing", late_direct="yes")).shows("direct message")
        asked = await server.slash("paint", at=place)
        there = await asked.shows(lambda message: message.files if before else "first" in message.text)
        assert isinstance(server.clock, MovableClock)
        server.clock.advance(16 * 60)
        going.set()
        assert await harness.ended(asked.id) == "done"
    alone = server.state.direct_channel(server.user)
    (message,) = [each for each in server.state.messages.values() if each.channel is alone and shown(each)]
    galleries = [part for part in walk(message.components) if part["type"] == ComponentKind.MEDIA_GALLERY]
    assert [bool(item["spoiler"]) for gallery in galleries for item in gallery["items"]] == [age_restricted]
    assert [file.spoiler for file in message.files] == [age_restricted]
    assert not any(file.spoiler for file in there.files)
