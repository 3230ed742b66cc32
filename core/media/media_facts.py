"""The results of work on pictures and sounds, in a module that loads neither Pillow nor numpy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureInfo:
    """Facts about a picture. Width and height apply after its EXIF orientation."""

    width: int
    height: int
    media_type: str
    frames: int


@dataclass(frozen=True)
class Speech:
    """A recording to be sent: its file, duration and waveform."""

    data: bytes
    media_type: str
    seconds: float
    waveform: bytes
    """As `core.media.sound.waveform` returns it."""


@dataclass(frozen=True)
class SpokenPart:
    """A part of a long recording: MP3 frames without a tag, and the loudness of each second, from 0 to 1."""

    data: bytes
    seconds: float
    loudness: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class SpeechPart:
    """A part of a recording as a file of its own: its start and duration in seconds."""

    start: float
    seconds: float
    data: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class SpeechRecording:
    """A recording, and the parts in which somebody speaks. A single part that is the whole recording is its file as it
    is."""

    seconds: float
    parts: tuple[SpeechPart, ...]
