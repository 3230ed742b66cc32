"""Pictures that are large, in places that take more or less."""

import io
import random
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PIL import Image

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import Command, CommandOptions
from core.domain.events import Event, Facts, Picture
from core.domain.layout import Layout
from tests.adapters.discord.house import config_for, opened
from tests.servers.discord_server import DiscordServer, Message, Posting

pytestmark = pytest.mark.may_block

MEBIBYTE = 1024 * 1024


class NoOptions(CommandOptions):
    """Nothing can be told."""


def noise(side: int) -> bytes:
    """A picture that nothing compresses: of three bytes a pixel."""
    written = io.BytesIO()
    pixels = random.Random(side).randbytes(side * side * 3)  # noqa: S311 - not a secret
    Image.frombytes("RGB", (side, side), pixels).save(written, "PNG", compress_level=0)
    return written.getvalue()


def hanging(data: bytes, layout: Layout = Layout.GALLERY, count: int = 1) -> Command:
    """A command that shows pictures."""

    @command("hang", summary="Hang a picture", layout=layout)
    async def hang(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
        for number in range(count):
            part = f"picture-{number}"
            media = await context.save_media(data, "image/png", "noise.png")
            yield Picture(part=part, media=media, width=1, height=1, alt="noise")
            yield Facts(part=part, engine="none", model="an easel", seed=7)

    return hang


def shown(message: Message) -> bool:
    return not message.loading and "Stop" not in message.buttons and bool(message.text or message.files)


@pytest.mark.parametrize("how", ["slash", "mention"])
async def test_a_boosted_server_takes_more_and_nothing_is_compressed(
    server: DiscordServer, tmp_path: Path, how: str
) -> None:
    server.guild.premium_tier = 2
    server.state.file_bytes = 50 * MEBIBYTE
    data = noise(2048)
    assert len(data) > 10 * MEBIBYTE
    async with opened(tmp_path, config_for(server), [hanging(data)]):
        await server.ready()
        asked = await (server.slash("hang") if how == "slash" else server.mention("hang"))
        message = await asked.shows(lambda message: shown(message) and message.files)
        assert message.files[0].bytes == data
        assert "fit" not in message.text


@pytest.mark.parametrize("layout", [Layout.GALLERY, Layout.TEXT])
async def test_what_is_larger_than_a_place_takes_after_all_is_compressed_once_and_that_is_said(
    server: DiscordServer, tmp_path: Path, layout: Layout
) -> None:
    server.state.file_bytes, server.state.told_file_bytes = 1 * MEBIBYTE, 10 * MEBIBYTE
    async with opened(tmp_path, config_for(server), [hanging(noise(800), layout)]) as house:
        await server.ready()
        asked = await server.slash("hang")
        message = await asked.shows(lambda message: shown(message) and message.files)
        assert len(message.files[0].bytes) <= 1 * MEBIBYTE
        assert "compressed the picture to fit" in message.text
        assert asked.messages == [message]
        assert await house.ended(asked.id) == "done"
    assert refused(server) == 1


@pytest.mark.parametrize("how", ["slash", "mention"])
@pytest.mark.parametrize("layout", [Layout.GALLERY, Layout.TEXT])
async def test_where_not_even_that_is_taken_the_words_remain(
    server: DiscordServer, tmp_path: Path, layout: Layout, how: str
) -> None:
    server.state.file_bytes, server.state.told_file_bytes = 1000, 10 * MEBIBYTE
    async with opened(tmp_path, config_for(server), [hanging(noise(300), layout, count=2)]) as house:
        await server.ready()
        asked = await (server.slash("hang") if how == "slash" else server.mention("hang"))
        message = await asked.shows(lambda message: shown(message) and "file of this size" in message.text)
        assert message.files == ()
        assert "seed 7" in message.text
        assert "compressed" not in message.text
        job = asked.message.id if isinstance(asked, Posting) else asked.id
        assert await house.ended(job) == "done"
        assert asked.messages == [message]
    # The second picture may come at any time while the first is refused.
    assert 2 <= refused(server) <= 4


def refused(server: DiscordServer) -> int:
    """How many requests were too large."""
    return len([call for call in server.state.calls if call.status == 413])
