"""Large pictures in places with different size limits."""

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
from tests.adapters.discord.harness import config_for, opened
from tests.servers.discord_server import DiscordServer, Message, Posting

pytestmark = pytest.mark.may_block

MEBIBYTE = 1024 * 1024


class NoOptions(CommandOptions):
    """No options."""


def noise(side: int) -> bytes:
    """Returns a picture that cannot be compressed: three bytes a pixel."""
    written = io.BytesIO()
    pixels = random.Random(side).randbytes(side * side * 3)  # noqa: S311 - not a secret
    Image.frombytes("RGB", (side, side), pixels).save(written, "PNG", compress_level=0)
    return written.getvalue()


def hanging(data: bytes, layout: Layout = Layout.GALLERY, count: int = 1) -> Command:
    """Makes a command that shows pictures."""

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
async def test_a_boosted_server_gets_the_picture_uncompressed(server: DiscordServer, tmp_path: Path, how: str) -> None:
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


async def test_pictures_that_are_too_large_together_are_shown_together_and_only_the_last_is_compressed(
    server: DiscordServer, tmp_path: Path
) -> None:
    """A request may have 25 MiB in all."""
    data = noise(1750)
    assert 8 * MEBIBYTE < len(data) < 10 * MEBIBYTE
    async with opened(tmp_path, config_for(server, showing="final"), [hanging(data, count=3)]) as harness:
        await server.ready()
        asked = await server.slash("hang")
        message = await asked.shows(lambda message: shown(message) and message.files)
        assert await harness.ended(asked.id) == "done"
    sizes = [len(file.bytes) for file in message.files]
    assert sizes[:2] == [len(data)] * 2
    assert 1 * MEBIBYTE < sizes[2] < len(data)
    assert sum(sizes) < 25 * MEBIBYTE
    assert "compressed the picture to fit" in message.text
    assert refused(server) == 0


@pytest.mark.parametrize("layout", [Layout.GALLERY, Layout.TEXT])
async def test_a_picture_that_a_place_refuses_as_too_large_is_compressed_once_and_the_answer_says_so(
    server: DiscordServer, tmp_path: Path, layout: Layout
) -> None:
    server.state.file_bytes, server.state.told_file_bytes = 1 * MEBIBYTE, 10 * MEBIBYTE
    async with opened(tmp_path, config_for(server), [hanging(noise(800), layout)]) as harness:
        await server.ready()
        asked = await server.slash("hang")
        message = await asked.shows(lambda message: shown(message) and message.files)
        assert len(message.files[0].bytes) <= 1 * MEBIBYTE
        assert "compressed the picture to fit" in message.text
        assert asked.messages == [message]
        assert await harness.ended(asked.id) == "done"
    assert refused(server) == 1


@pytest.mark.parametrize("how", ["slash", "mention"])
@pytest.mark.parametrize("layout", [Layout.GALLERY, Layout.TEXT])
async def test_if_the_compressed_picture_is_refused_too_the_text_remains(
    server: DiscordServer, tmp_path: Path, layout: Layout, how: str
) -> None:
    server.state.file_bytes, server.state.told_file_bytes = 1000, 10 * MEBIBYTE
    async with opened(tmp_path, config_for(server), [hanging(noise(300), layout, count=2)]) as harness:
        await server.ready()
        asked = await (server.slash("hang") if how == "slash" else server.mention("hang"))
        message = await asked.shows(lambda message: shown(message) and "file of this size" in message.text)
        assert message.files == ()
        assert "seed 7" in message.text
        assert "compressed" not in message.text
        job = asked.message.id if isinstance(asked, Posting) else asked.id
        assert await harness.ended(job) == "done"
        assert asked.messages == [message]
    # The second picture may come at any moment while the first is refused.
    assert 2 <= refused(server) <= 4


def refused(server: DiscordServer) -> int:
    """Counts the requests that were too large."""
    return len([call for call in server.state.calls if call.status == 413])
