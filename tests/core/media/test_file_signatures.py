import io

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from core.media.file_signatures import PICTURES, SOUNDS, content_kind, media_type_of, other_picture_format
from tests.core.media.samples import saved, scene


def recorded(container: str, codec: str) -> bytes:
    out = io.BytesIO()
    tone = np.sin(np.arange(4800) / 9).astype(np.float32) * 0.4
    soundfile.write(out, tone, 48_000, format=container, subtype=codec)
    return out.getvalue()


@pytest.mark.parametrize("media_type", PICTURES)
def test_pictures_are_known_by_their_bytes(media_type: str) -> None:
    assert media_type_of(saved(scene(), PICTURES[media_type])) == media_type


@pytest.mark.parametrize(
    ("container", "codec", "media_type"),
    [
        ("WAV", "PCM_16", "audio/wav"),
        ("WAV", "FLOAT", "audio/wav"),
        ("RF64", "PCM_16", "audio/wav"),
        ("FLAC", "PCM_16", "audio/flac"),
        ("MP3", "MPEG_LAYER_III", "audio/mpeg"),
        ("OGG", "OPUS", "audio/ogg"),
        ("OGG", "VORBIS", "audio/ogg"),
    ],
)
def test_sounds_are_known_by_their_bytes(container: str, codec: str, media_type: str) -> None:
    assert media_type_of(recorded(container, codec)) == media_type


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
        (b"\0\0\0\x20ftypM4A \0\0\x02\0M4A mp42isom", "audio/mp4"),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc", "audio/aac"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image/avif"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "audio/webm"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", None),
        (b"\xff\xfeh\0e\0l\0l\0o\0", None),
        (b"RIFF\x10\0\0\0AVI LIST", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_other_beginnings(data: bytes, media_type: str | None) -> None:
    assert media_type_of(data) == media_type


@given(st.text(max_size=200))
def test_a_text_is_no_picture_and_no_sound_unless_it_begins_like_one(text: str) -> None:
    data = text.encode("utf-8")
    if data[:3] not in (b"ID3", b"GIF") and data[:4] not in (b"fLaC", b"OggS", b"RIFF"):
        assert media_type_of(data) is None


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert media_type_of(data) in {None, *PICTURES, *SOUNDS}
    assert other_picture_format(data) is None or content_kind(data) == "picture"
    assert (content_kind(data) == "empty") == (not data)
