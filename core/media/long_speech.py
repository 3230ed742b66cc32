"""Long speech: made in parts, joined as one MP3 file with chapters, and made small enough for a place.

The parts are MP3 with a constant bit rate, so that joining them is joining their bytes, and no hour of samples is ever
in memory.
"""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from core.domain.errors import BadSound
from core.media.encoded_media import EncodedMedia
from core.media.media_facts import Speech, SpokenPart
from core.media.sound import Sound, decode, from_samples, join, silence, with_rate

RATE = 24_000
KILOBITS = 48
"""Per second: clear for one voice, and ten megabytes hold 27 minutes."""
_KILOBITS_OF_LONG = ((25 * 60, KILOBITS), (40 * 60, 32))
_KILOBITS_OF_LONGEST = 24
"""Longer recordings have lower rates, so that an hour fits into the ten megabytes that Discord takes everywhere."""
LOWEST_KILOBITS = 16
"""Below this, words are hard to understand."""
_BIT_RATES = (16, 24, 32, 40, 48, 56, 64)
_MPEG2_RATES = (16_000, 22_050, 24_000)
_MOST_KILOBITS, _LEAST_KILOBITS = 160, 8
"""The range of MPEG-2 Layer III, over which libsndfile spreads its compression level (its `mpeg_l3_encode.c`)."""
_FRAME_SAMPLES = 576
"""The samples of a frame of MPEG-2 Layer III. At 24 kHz, a frame has three bytes for each kilobit per second."""
_BLOCK_SECONDS = 30


def kilobits_for(seconds: float) -> int:
    """The bit rate for a recording of about this length."""
    return next((rate for most, rate in _KILOBITS_OF_LONG if seconds <= most), _KILOBITS_OF_LONGEST)


def speech_part(
    files: Sequence[bytes],
    pause_seconds: float,
    *,
    kilobits: int = KILOBITS,
    seconds_limit: float,
    ffmpeg: Path | None = None,
) -> SpokenPart:
    """Joins spoken files with a pause after each. Raises `BadSound` as `decode` does."""
    sounds = [_for_mp3(decode(data, seconds_limit=seconds_limit, ffmpeg=ffmpeg)) for data in files]
    whole = join([*sounds, silence(0, RATE)], pause_seconds)
    data = _encoded([whole], RATE, kilobits)
    seconds = len(data) // (3 * kilobits) * _FRAME_SAMPLES / RATE
    blocks = np.array_split(whole.samples.astype(np.float32) / 32768, max(1, round(whole.seconds)))
    return SpokenPart(data, seconds, tuple(float(np.sqrt(np.mean(block**2))) for block in blocks if block.size))


def chaptered_speech(parts: Sequence[SpokenPart], marks: Sequence[tuple[str, float]]) -> Speech:
    """Joins parts as one MP3 file whose ID3 tag has chapters: the title and the start of each, in seconds."""
    seconds = sum(part.seconds for part in parts)
    data = id3_chapters(marks, seconds) + b"".join(part.data for part in parts)
    loudness = [each for part in parts for each in part.loudness]
    points = [float(np.mean(block)) for block in np.array_split(loudness, min(256, len(loudness)))]
    waveform = bytes(int(point / max(*points, 1e-9) * 255) for point in points)
    return Speech(data, "audio/mpeg", round(seconds, 3), waveform)


def speech_under(data: bytes, *, bytes_limit: int) -> EncodedMedia:
    """A recording of at most `bytes_limit`: as it is, or as mono MP3 with the highest bit rate that fits.

    Chapters stay. Raises `BadSound` if it is not a sound, or if only a bit rate below `LOWEST_KILOBITS` would fit.
    """
    import soundfile

    if len(data) <= bytes_limit:
        return EncodedMedia(data, "", changed=False)
    tag = data[: _tag_bytes(data)]
    try:
        with soundfile.SoundFile(io.BytesIO(data[len(tag) :])) as file:
            seconds = file.frames / file.samplerate
            fitting = (bytes_limit - len(tag)) * 8 / 1000 / (seconds + 1)
            kilobits = max((rate for rate in _BIT_RATES if rate <= fitting), default=0)
            if not kilobits:
                raise BadSound("sound-too-large", megabytes=bytes_limit // 1_000_000)
            rate = file.samplerate if file.samplerate in _MPEG2_RATES else RATE
            blocks = (
                with_rate(from_samples(block.mean(axis=1, keepdims=True), file.samplerate), rate)
                for block in file.blocks(file.samplerate * _BLOCK_SECONDS, dtype="float32", always_2d=True)
            )
            return EncodedMedia(tag + _encoded(blocks, rate, kilobits), "audio/mpeg")
    except (soundfile.LibsndfileError, OSError, TypeError, ValueError) as error:
        raise BadSound("sound-damaged", format="audio") from error


def id3_chapters(marks: Sequence[tuple[str, float]], seconds: float) -> bytes:
    """An ID3v2.3 tag with chapters: a title and a start in seconds for each, up to the next one's start.

    The format: https://id3.org/id3v2-chapters-1.0
    """
    ends = [start for _, start in marks[1:]] + [seconds]
    names = [f"chapter{number}".encode() + b"\0" for number in range(len(marks))]
    contents = b"toc\0" + bytes((0b11, min(len(marks), 255))) + b"".join(names[:255])
    frames = _frame(b"CTOC", contents)
    for name, (title, start), end in zip(names, marks, ends, strict=True):
        times = b"".join(round(moment * 1000).to_bytes(4, "big") for moment in (start, end))
        frames += _frame(b"CHAP", name + times + b"\xff" * 8 + _text_frame(b"TIT2", title))
    frames += _text_frame(b"TLEN", str(round(seconds * 1000)))
    size = len(frames)
    return b"ID3\x03\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + frames


def _text_frame(name: bytes, text: str) -> bytes:
    return _frame(name, b"\x01" + text.encode("utf-16"))  # 1 is UTF-16 with a byte order mark


def _frame(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "big") + b"\0\0" + content


def _tag_bytes(data: bytes) -> int:
    """The length of the ID3 tag at the beginning of a file; 0 if there is none."""
    if not data.startswith(b"ID3") or len(data) < 10:
        return 0
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))


def _for_mp3(sound: Sound) -> Sound:
    if sound.channels == 2:
        mono = sound.samples.astype(np.float32).mean(axis=1) / 32768
        sound = from_samples(mono, sound.rate)
    return with_rate(sound, RATE)


def _encoded(sounds: Iterable[Sound], rate: int, kilobits: int) -> bytes:
    import soundfile

    out = io.BytesIO()
    level = (_MOST_KILOBITS - kilobits) / (_MOST_KILOBITS - _LEAST_KILOBITS)
    with soundfile.SoundFile(
        out, "w", rate, 1, "MPEG_LAYER_III", format="MP3", bitrate_mode="CONSTANT", compression_level=level
    ) as file:
        for sound in sounds:
            file.write(sound.samples)
    return out.getvalue()
