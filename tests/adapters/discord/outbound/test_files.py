"""Large pictures and recordings in places with different size limits."""

import io
import random
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import Command, CommandOptions
from core.domain.events import Event, Facts, Picture, Recording
from core.domain.layout import Layout
from core.media.long_speech import chaptered_speech, speech_part
from core.media.sound import encode, from_samples
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


def reciting(data: bytes, seconds: float) -> Command:
    """Makes a command that shows a recording."""

    @command("recite", summary="Recite a chapter", layout=Layout.RECORDING)
    async def recite(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
        media = await context.save_media(data, "audio/mpeg", "chapter.mp3")
        yield Recording(part="recording", media=media, seconds=seconds, waveform="", transcript="Once upon a time.")
        yield Facts(part="recording", engine="none", model="a reader")

    return recite


@pytest.mark.parametrize("told", [True, False])
async def test_a_long_recording_is_a_file_that_fits_and_keeps_its_chapters(
    server: DiscordServer, tmp_path: Path, told: bool
) -> None:
    """Whether the place tells its limit, or refuses the file as too large."""
    seconds = np.arange(24_000 * 20) / 24_000
    sound = from_samples(np.sin(seconds * 440) * np.sin(seconds) * 0.5, 24_000)
    part = speech_part([encode(sound, "wav").data], 0.0, seconds_limit=60.0)
    speech = chaptered_speech([part], [("One", 0.0), ("Two", 10.0)])
    server.state.file_bytes = len(speech.data) // 2
    server.state.told_file_bytes = server.state.file_bytes if told else 10 * MEBIBYTE
    async with opened(tmp_path, config_for(server), [reciting(speech.data, seconds=1500.0)]) as harness:
        await server.ready()
        asked = await server.slash("recite")
        message = await asked.shows(lambda message: shown(message) and message.files)
        assert await harness.ended(asked.id) == "done"
    (file,) = message.files
    assert len(file.bytes) <= server.state.file_bytes
    assert file.name.endswith(".mp3")
    assert file.bytes.startswith(speech.data[:100]), "the tag with the chapters"
    assert soundfile.info(io.BytesIO(file.bytes)).duration == pytest.approx(20, abs=1)
    assert "quality of this recording is lower" in message.text
    assert refused(server) == (0 if told else 1)


def refused(server: DiscordServer) -> int:
    """Counts the requests that were too large."""
    return len([call for call in server.state.calls if call.status == 413])
