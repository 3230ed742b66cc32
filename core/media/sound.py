"""Sound: decoding, joining, gain, encoding and waveforms.

Ogg/Opus, MP3, FLAC and WAV need only soundfile, whose wheel contains libsndfile. ffmpeg, if installed, opens what
libsndfile cannot (M4A, AAC, WebM, AMR). pydub joins sounds, makes silence and applies gain.

Everything here is synchronous and uses much processor time and memory: call it in a process of
`core.media.processes`. Several threads may call it in parallel. pydub and soundfile are imported at their first use.
"""

import io
import subprocess
import tempfile
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.domain.errors import BadSound
from core.domain.sentences import names
from core.media.encoded_media import EncodedMedia
from core.media.file_signatures import PICTURES, SOUNDS, content_kind, media_type_of
from core.media.media_facts import Speech
from core.media.resampling import resample

SoundFormat = Literal["ogg", "mp3", "flac", "wav"]

_CHANNELS_LIMIT = 8
_RATES = range(4_000, 192_001)
_OPUS_RATE = 48_000
"""Opus works at 48 kHz internally (RFC 6716), and Discord requires this rate for voice messages."""
_MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_READ_SECONDS = 10
_BLOCK_FRAMES = 1_000_000
_FFMPEG_SECONDS = 50.0
"""The time limit of ffmpeg for one file."""

_BY_SOUNDFILE = ("audio/wav", "audio/flac", "audio/mpeg", "audio/ogg")
_BY_FFMPEG = {"audio/mp4": "mp4", "audio/aac": "aac", "audio/webm": "matroska", "audio/amr": "amr"}
_WRITTEN: dict[SoundFormat, tuple[str, str, str]] = {
    "ogg": ("OGG", "OPUS", "audio/ogg"),
    "mp3": ("MP3", "MPEG_LAYER_III", "audio/mpeg"),
    "flac": ("FLAC", "PCM_16", "audio/flac"),
    "wav": ("WAV", "PCM_16", "audio/wav"),
}

_importing = threading.Lock()


@dataclass(frozen=True)
class Sound:
    """PCM: signed 16-bit little-endian samples with interleaved channels; `rate` is in samples per second."""

    pcm: bytes
    rate: int
    channels: int = 1

    def __post_init__(self) -> None:
        if self.channels not in (1, 2) or self.rate not in _RATES or len(self.pcm) % (2 * self.channels):
            raise ValueError(f"not PCM: {len(self.pcm)} bytes, {self.rate} Hz, {self.channels} channels")

    @property
    def frames(self) -> int:
        """The number of samples of each channel."""
        return len(self.pcm) // (2 * self.channels)

    @property
    def seconds(self) -> float:
        """The duration."""
        return self.frames / self.rate

    @cached_property
    def samples(self) -> npt.NDArray[np.int16]:
        """The samples as a read-only array of shape (frames, channels)."""
        return np.frombuffer(self.pcm, dtype="<i2").reshape(-1, self.channels)


def joined_speech(
    files: Sequence[bytes], pause_seconds: float, *, wav_bytes: int, seconds_limit: float, ffmpeg: Path | None = None
) -> Speech:
    """Joins spoken files, with a pause between them, as MP3.

    A single file stays as it is, unless it is a WAV of more than `wav_bytes`. Raises `BadSound` as `decode` does.
    """
    parts = [decode(data, seconds_limit=seconds_limit, ffmpeg=ffmpeg) for data in files]
    whole = normalise(join(parts, pause_seconds)) if len(parts) > 1 else parts[0]
    del parts
    speech = EncodedMedia(files[0], media_type_of(files[0]) or "", changed=False)
    if len(files) > 1 or (speech.media_type == "audio/wav" and len(speech.data) > wav_bytes):
        speech = encode(whole, "mp3")
    return Speech(speech.data, speech.media_type, round(whole.seconds, 3), waveform(whole))


def voice_message(data: bytes, *, seconds_limit: float) -> bytes:
    """Converts a sound to Ogg/Opus. Raises `BadSound` as `decode` does."""
    return encode(decode(data, seconds_limit=seconds_limit), "ogg").data


def from_samples(samples: npt.NDArray[Any], rate: int) -> Sound:
    """Makes a sound from floating-point samples (-1 to 1, else clipped) or 16-bit ones; shape (frames[, channels])."""
    if samples.dtype.kind == "f":
        # In blocks: floats of a long sound take several times the memory of its PCM.
        whole = np.empty(samples.shape, dtype="<i2")
        for start in range(0, len(samples), _BLOCK_FRAMES):
            block = np.nan_to_num(samples[start : start + _BLOCK_FRAMES]) * 32768
            whole[start : start + _BLOCK_FRAMES] = np.clip(np.rint(block), -32768, 32767)
        samples = whole
    channels = samples.shape[1] if samples.ndim == 2 else 1
    return Sound(np.ascontiguousarray(samples, dtype="<i2").tobytes(), rate, channels)


def silence(seconds: float, rate: int, channels: int = 1) -> Sound:
    """Makes a silent sound."""
    frames = round(max(0.0, seconds) * rate)
    # pydub cuts off fractions of a frame, so 215.999 would be a frame too few; half a frame more is safe.
    milliseconds = (frames + 0.5) / rate * 1000
    return _sound(_audio_segment().silent(milliseconds, frame_rate=rate).set_channels(channels))


def decode(data: bytes, *, seconds_limit: float = 600.0, ffmpeg: Path | None = None) -> Sound:
    """Decodes a sound, with one or two channels.

    Always opens WAV, FLAC, MP3 and Ogg; opens M4A, AAC, WebM and AMR if `ffmpeg` is given. Raises `BadSound` for
    everything else, for damaged files, and for sounds longer than `seconds_limit`, without decoding the part beyond it.
    """
    if needs_ffmpeg(data) and ffmpeg is not None:
        pcm = pcm_by_ffmpeg(data, ffmpeg, seconds_limit, rate=_OPUS_RATE, channels=2)
        return Sound(pcm, _OPUS_RATE, 2)
    blocks: list[bytes] = []
    rate = channels = 0
    for block, rate in sound_blocks(data, seconds_limit, _READ_SECONDS):
        channels = block.shape[1] if block.shape[1] <= 2 else 1
        blocks.append(from_samples(block if block.shape[1] <= 2 else block.mean(axis=1, keepdims=True), rate).pcm)
    return Sound(b"".join(blocks), rate, channels)


def needs_ffmpeg(data: bytes) -> bool:
    """True for a sound that libsndfile cannot open."""
    return media_type_of(data) in _BY_FFMPEG


def sound_blocks(
    data: bytes, seconds_limit: float, block_seconds: int
) -> Iterator[tuple[npt.NDArray[np.float32], int]]:
    """Decodes WAV, FLAC, MP3 and Ogg: blocks of at most `block_seconds`, of shape (frames, channels), and the rate.

    Raises `BadSound` as `decode`.
    """
    media_type = media_type_of(data)
    if media_type in _BY_FFMPEG:
        raise BadSound("sound-needs-ffmpeg", format=SOUNDS[media_type], allowed=_always_opened())
    if media_type not in _BY_SOUNDFILE:
        kind = "picture" if media_type in PICTURES else content_kind(data)
        raise BadSound("sound-not-a-sound", kind=kind, allowed=_always_opened())
    try:
        yield from _blocks_by_soundfile(data, SOUNDS[media_type], seconds_limit, block_seconds)
    except (RuntimeError, OSError, TypeError, ValueError) as error:
        # soundfile's LibsndfileError is a RuntimeError; false headers lead to the others.
        raise BadSound("sound-damaged", format=SOUNDS[media_type]) from error


def join(sounds: Sequence[Sound], pause_seconds: float = 0.0) -> Sound:
    """Joins sounds with a pause between them, at the highest of their rates and channel counts.

    Raises ValueError if there are no sounds.
    """
    if not sounds:
        raise ValueError("nothing to join")
    rate, channels = max(sound.rate for sound in sounds), max(sound.channels for sound in sounds)
    pause = _segment(silence(pause_seconds, rate, channels))
    joined = _segment(with_rate(sounds[0], rate)).set_channels(channels)
    for sound in sounds[1:]:
        joined = joined + pause + _segment(with_rate(sound, rate)).set_channels(channels)
    return _sound(joined)


def gain(sound: Sound, decibels: float) -> Sound:
    """Makes a sound louder (above 0) or softer (below 0); samples beyond full scale are clipped."""
    return _sound(_segment(sound).apply_gain(decibels)) if sound.pcm else sound


def normalise(sound: Sound, headroom_decibels: float = 1.0) -> Sound:
    """Brings the loudest sample to `headroom_decibels` below full scale; silence stays silent."""
    loudest = _segment(sound).max_dBFS if sound.pcm else float("-inf")
    return sound if loudest == float("-inf") else gain(sound, -loudest - headroom_decibels)


def encode(sound: Sound, format_: SoundFormat) -> EncodedMedia:
    """Encodes a sound as Ogg/Opus at 48 kHz, MP3, FLAC or WAV, without ffmpeg."""
    import soundfile

    container, codec, media_type = _WRITTEN[format_]
    if format_ == "ogg":
        sound = with_rate(sound, _OPUS_RATE)
    elif format_ == "mp3" and sound.rate not in _MP3_RATES:
        sound = with_rate(sound, next((rate for rate in _MP3_RATES if rate >= sound.rate), 48_000))
    out = io.BytesIO()
    soundfile.write(out, sound.samples, sound.rate, format=container, subtype=codec)
    return EncodedMedia(out.getvalue(), media_type)


def waveform(sound: Sound, points: int = 256) -> bytes:
    """Returns the loudness over time as at most `points` bytes, ten per second: 0 is silent, 255 the loudest moment.

    Discord's voice messages take up to 256 of them, in base64:
    https://docs.discord.com/developers/resources/message#attachment-object
    """
    count = max(1, min(points, int(sound.seconds * 10)))
    if not sound.frames:
        return bytes(count)
    parts = np.array_split(sound.samples, count)
    loudness = np.array([_loudness(part) if part.size else 0.0 for part in parts])
    return bytes((loudness / max(float(loudness.max()), 1.0) * 255).astype(np.uint8))


def _loudness(samples: npt.NDArray[np.int16]) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float32).mean(axis=1) ** 2)))


def _always_opened() -> Any:
    return names([SOUNDS[media_type] for media_type in _BY_SOUNDFILE])


def _blocks_by_soundfile(
    data: bytes, format_: str, seconds_limit: float, block_seconds: int
) -> Iterator[tuple[npt.NDArray[np.float32], int]]:
    import soundfile

    with soundfile.SoundFile(io.BytesIO(data)) as file:
        rate, channels = int(file.samplerate), int(file.channels)
        if rate not in _RATES or channels > _CHANNELS_LIMIT:
            raise BadSound("sound-unusual", channels=str(channels), rate=str(rate), allowed=str(_CHANNELS_LIMIT))
        # Read in blocks: a header may claim any length, and memory must follow the real length. Read as floats:
        # libsndfile does not scale a file of floats to integers.
        frames = 0
        while len(block := file.read(rate * block_seconds, dtype="float32", always_2d=True)):
            frames += len(block)
            if frames > seconds_limit * rate:
                raise BadSound("sound-too-long", seconds=seconds_limit)
            yield block, rate
    if not frames:
        raise BadSound("sound-empty", format=format_)


def pcm_by_ffmpeg(data: bytes, ffmpeg: Path, seconds_limit: float, *, rate: int, channels: int) -> bytes:
    """Decodes M4A, AAC, WebM and AMR to PCM. Raises `BadSound` as `decode`.

    The demuxer is fixed and only files may be read, so playlists have no effect.
    """
    media_type = media_type_of(data) or ""
    with tempfile.TemporaryDirectory(prefix="troubadour-") as folder:
        source = Path(folder, "sound")
        source.write_bytes(data)
        command = [
            str(ffmpeg), "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-f", _BY_FFMPEG[media_type],
            "-threads", "1", "-i", str(source), "-vn",
            "-t", str(seconds_limit + 1), "-f", "s16le", "-ac", str(channels), "-ar", str(rate), "pipe:1",
        ]  # fmt: skip
        try:
            run = subprocess.run(command, capture_output=True, timeout=_FFMPEG_SECONDS, check=True)  # noqa: S603 - no shell, no user input
        except (subprocess.SubprocessError, OSError) as error:
            raise BadSound("sound-damaged", format=SOUNDS[media_type]) from error
    frame = 2 * channels
    frames = len(run.stdout) // frame
    if not frames:
        raise BadSound("sound-empty", format=SOUNDS[media_type])
    if frames > seconds_limit * rate:
        raise BadSound("sound-too-long", seconds=seconds_limit)
    return run.stdout[: frames * frame]


def with_rate(sound: Sound, rate: int) -> Sound:
    """Resamples a sound, unless it has the rate."""
    if sound.rate == rate:
        return sound
    samples = sound.samples.astype(np.float32) / np.float32(32768)
    return from_samples(resample(samples, sound.rate, rate), rate)


@cache
def _audio_segment() -> Any:
    """Imports pydub's AudioSegment. pydub 0.25.1 warns about its own source and about ffmpeg, which is not used."""
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment


def _segment(sound: Sound) -> Any:
    return _audio_segment()(data=sound.pcm, sample_width=2, frame_rate=sound.rate, channels=sound.channels)


def _sound(segment: Any) -> Sound:
    return Sound(segment.raw_data, segment.frame_rate, segment.channels)
