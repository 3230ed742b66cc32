"""Torn and black pictures are found, and a dense one is not decoded for that."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.domain.errors import BadPicture, ModelUnavailable
from core.inference.huggingface import pictures
from core.inference.huggingface.pictures import has_aspect_ratio, is_dense_jpeg, reject_spoilt_picture
from core.media.processes import MEDIA_PROCESSES

SIDE = 256


def jpeg(brightest: int, *, quality: int = 90, progressive: bool = False, exif: bytes = b"") -> bytes:
    """A JPEG of noise, twice as wide as high."""
    noise = np.random.default_rng(1).integers(0, brightest + 1, (SIDE, 2 * SIDE, 3))
    out = io.BytesIO()
    image = Image.fromarray(noise.astype(np.uint8))
    image.save(out, "JPEG", quality=quality, progressive=progressive, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
async def test_a_dense_picture_is_not_decoded(progressive: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(*_: object) -> None:
        raise AssertionError("it was decoded")

    monkeypatch.setattr(MEDIA_PROCESSES, "run", run)
    await reject_spoilt_picture(jpeg(255, progressive=progressive), "org/painter", "x")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (jpeg(255)[:-200], "huggingface-torn-media"),
        (jpeg(255)[: len(jpeg(255)) // 2], "huggingface-torn-media"),
        (jpeg(255)[:600] + b"\xff\xd9", "huggingface-torn-media"),
        (jpeg(0), "huggingface-black-picture"),
        (jpeg(8), "huggingface-black-picture"),
        (jpeg(8, progressive=True), "huggingface-black-picture"),
    ],
    ids=["without its end", "half", "headers only", "black", "noise over black", "noise over black, progressive"],
)
async def test_a_torn_or_black_picture_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(ModelUnavailable, match=sentence):
        await reject_spoilt_picture(data, "org/painter", "x")


@given(st.binary(max_size=60))
def test_any_bytes_can_be_asked_about(data: bytes) -> None:
    assert not is_dense_jpeg(data)
    is_dense_jpeg(b"\xff\xd8\xff" + data + b"\xff\xd9")
    is_dense_jpeg(jpeg(0)[:160] + data + b"\xff\xd9")


@pytest.mark.parametrize("beginning", [100_000, 100])
async def test_the_shape_is_read_from_the_beginning_or_else_from_the_whole(
    beginning: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_BEGINNING", beginning)
    assert await has_aspect_ratio(jpeg(255), 1024, 512)
    turned = Image.Exif()
    turned[0x0112] = 6
    assert await has_aspect_ratio(jpeg(255, exif=turned.tobytes()), 512, 1024)
    with pytest.raises(BadPicture):
        await has_aspect_ratio(jpeg(255)[:150], 1024, 512)
