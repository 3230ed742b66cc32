"""Recordings of speech for recognisers: measured, cut at silence, and converted to WAV.

A recogniser works at 16 kHz with one channel, and most take half a minute at once
(https://huggingface.co/openai/whisper-large-v3#additional-speed--memory-improvements). A recording that is short enough
stays as it is.

Everything here is synchronous and uses much processor time: call it in a process of `core.media.processes`.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.domain.errors import BadSound
from core.media.file_signatures import SOUNDS, media_type_of, mp4_seconds
from core.media.media_facts import SpeechPart, SpeechRecording
from core.media.resampling import resample
from core.media.sound import Sound, encode, from_samples, needs_ffmpeg, pcm_by_ffmpeg, sound_blocks

RATE = 16_000
PART_SECONDS = 28.0
"""The longest part. Whisper takes thirty seconds at once."""
_SEARCHED_SECONDS = 12.0
"""The end of a part in which the quietest moment is looked for."""
_BLOCK_SECONDS = 20
_MARGIN_SECONDS = 1
"""The sound around a block that the filter sees, so that its edges are not heard."""
_WINDOW_SECONDS = 0.02
_PAUSE_WINDOWS = 15
"""The windows of a pause: 0.3 seconds."""
_SILENT = 33.0
"""The loudness (root of the mean square) below which nobody speaks: 60 dB below full scale."""
_GUESSED_BYTES = 4_000
"""The bytes of a second in a recording that cannot be measured: those of a voice message on a phone."""

_Samples = npt.NDArray[np.int16]


def prepare_speech(
    data: bytes, *, seconds_limit: float, part_seconds: float = PART_SECONDS, ffmpeg: Path | None = None
) -> SpeechRecording:
    """Measures a recording and cuts one that is longer than `part_seconds` at its quietest moments.

    Without ffmpeg, a recording that needs it stays whole, and its duration is what its header says, or a guess. Raises
    `BadSound` as `core.media.sound.decode`, and for a recording in which nothing is heard.
    """
    media_type = media_type_of(data)
    if needs_ffmpeg(data) and ffmpeg is None and media_type is not None:
        seconds = mp4_seconds(data) or len(data) / _GUESSED_BYTES
        if seconds > seconds_limit:
            raise BadSound("sound-too-long", seconds=seconds_limit)
        return SpeechRecording(
            seconds=seconds, parts=(SpeechPart(start=0.0, seconds=seconds, data=data, media_type=media_type),)
        )
    samples = _speech_samples(data, seconds_limit, ffmpeg)
    seconds = len(samples) / RATE
    loudness = _loudness(samples)
    if loudness.max(initial=0.0) < _SILENT:
        raise BadSound("sound-silent")
    if seconds <= part_seconds:
        whole = SpeechPart(start=0.0, seconds=seconds, data=data, media_type=media_type or "")
        return SpeechRecording(seconds=seconds, parts=(whole,))
    parts = tuple(
        SpeechPart(start=start / RATE, seconds=(end - start) / RATE, data=_wav(samples[start:end]), media_type=_WAV)
        for start, end in _cuts(loudness, len(samples), part_seconds)
    )
    return SpeechRecording(seconds=seconds, parts=parts)


def speech_wav(data: bytes, *, seconds_limit: float, ffmpeg: Path | None = None) -> bytes:
    """Converts a recording to a WAV of 16 kHz with one channel. Raises `BadSound` as `core.media.sound.decode`."""
    return _wav(_speech_samples(data, seconds_limit, ffmpeg))


_WAV = "audio/wav"


def _wav(samples: _Samples) -> bytes:
    return encode(Sound(samples.tobytes(), RATE), "wav").data


def _speech_samples(data: bytes, seconds_limit: float, ffmpeg: Path | None) -> _Samples:
    """The samples at 16 kHz, decoded and converted block by block, so that memory follows the result alone."""
    if needs_ffmpeg(data) and ffmpeg is not None:
        pcm = pcm_by_ffmpeg(data, ffmpeg, seconds_limit, rate=RATE, channels=1)
    else:
        pcm = b"".join(_converted(sound_blocks(data, seconds_limit, _BLOCK_SECONDS)))
    if not pcm:
        raise BadSound("sound-empty", format=SOUNDS.get(media_type_of(data) or "", ""))
    return np.frombuffer(pcm, dtype="<i2")


def _converted(blocks: Iterator[tuple[npt.NDArray[np.float32], int]]) -> Iterator[bytes]:
    before = np.empty((0, 1), dtype=np.float32)
    waiting: npt.NDArray[np.float32] | None = None
    rate = RATE
    for block, rate in blocks:
        mono = block.mean(axis=1, keepdims=True)
        if waiting is not None:
            margin = rate * _MARGIN_SECONDS
            yield _resampled(before, waiting, mono[:margin], rate)
            before = waiting[-margin:]
        waiting = mono
    if waiting is not None:
        yield _resampled(before, waiting, waiting[:0], rate)


def _resampled(
    before: npt.NDArray[np.float32], block: npt.NDArray[np.float32], after: npt.NDArray[np.float32], rate: int
) -> bytes:
    """A block at 16 kHz; all but the last one are whole seconds long."""
    resampled = resample(np.concatenate([before, block, after]), rate, RATE)
    first = len(before) * RATE // rate
    return from_samples(resampled[first : first + -(-len(block) * RATE // rate)], RATE).pcm


def _loudness(samples: _Samples) -> npt.NDArray[np.float32]:
    """The loudness of each window."""
    window = round(RATE * _WINDOW_SECONDS)
    whole = samples[: len(samples) // window * window].reshape(-1, window)
    found = np.empty(len(whole), dtype=np.float32)
    for at in range(0, len(whole), _BLOCK_SECONDS * 50):
        block = whole[at : at + _BLOCK_SECONDS * 50].astype(np.float32)
        found[at : at + len(block)] = np.sqrt((block**2).mean(axis=1))
    return found


def _cuts(loudness: npt.NDArray[np.float32], frames: int, part_seconds: float) -> Iterator[tuple[int, int]]:
    """The first and last samples of each part in which something is heard."""
    window = round(RATE * _WINDOW_SECONDS)
    longest, searched = round(part_seconds / _WINDOW_SECONDS), round(_SEARCHED_SECONDS / _WINDOW_SECONDS)
    searched = min(searched, longest // 2)
    smooth = np.convolve(loudness, np.ones(_PAUSE_WINDOWS, dtype=np.float32) / _PAUSE_WINDOWS, mode="same")
    start = 0
    while start < len(loudness):
        end = min(start + longest, len(loudness))
        if end < len(loudness):
            end += int(smooth[end - searched : end].argmin()) - searched
        if loudness[start:end].max(initial=0.0) >= _SILENT:
            yield start * window, frames if end == len(loudness) else end * window
        start = end
