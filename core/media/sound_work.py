"""Work on sounds for the processes of `core.media.processes`, which alone load numpy for it.

Each function does what its namesake in `core.media.sound`, `core.media.speech_sound` or `core.media.long_speech` does,
and raises the same.
"""

from collections.abc import Sequence
from pathlib import Path

from core.media.encoded_media import EncodedMedia
from core.media.media_facts import Speech, SpeechRecording, SpokenPart


def joined_speech(
    files: Sequence[bytes], pause_seconds: float, *, wav_bytes: int, seconds_limit: float, ffmpeg: Path | None
) -> Speech:
    """Joins spoken files, with a pause between them, as MP3. Raises `BadSound`."""
    from core.media import sound

    return sound.joined_speech(files, pause_seconds, wav_bytes=wav_bytes, seconds_limit=seconds_limit, ffmpeg=ffmpeg)


def voice_message(data: bytes, *, seconds_limit: float) -> bytes:
    """Converts a sound to Ogg/Opus. Raises `BadSound`."""
    from core.media import sound

    return sound.voice_message(data, seconds_limit=seconds_limit)


def prepare_speech(data: bytes, *, seconds_limit: float, ffmpeg: Path | None) -> SpeechRecording:
    """Measures a recording and cuts a long one at its quietest moments. Raises `BadSound`."""
    from core.media import speech_sound

    return speech_sound.prepare_speech(data, seconds_limit=seconds_limit, ffmpeg=ffmpeg)


def speech_wav(data: bytes, *, seconds_limit: float, ffmpeg: Path | None) -> bytes:
    """Converts a recording to a WAV of 16 kHz with one channel. Raises `BadSound`."""
    from core.media import speech_sound

    return speech_sound.speech_wav(data, seconds_limit=seconds_limit, ffmpeg=ffmpeg)


def speech_part(
    files: Sequence[bytes],
    pause_seconds: float,
    *,
    whole_seconds: float,
    seconds_limit: float,
    ffmpeg: Path | None,
) -> SpokenPart:
    """Joins spoken files with a pause after each, as a part of a recording of about `whole_seconds`.

    Raises `BadSound`.
    """
    from core.media import long_speech

    return long_speech.speech_part(
        files,
        pause_seconds,
        kilobits=long_speech.kilobits_for(whole_seconds),
        seconds_limit=seconds_limit,
        ffmpeg=ffmpeg,
    )


def chaptered_speech(parts: Sequence[SpokenPart], marks: Sequence[tuple[str, float]]) -> Speech:
    """Joins parts as one MP3 file with chapters: the title and the start of each, in seconds."""
    from core.media import long_speech

    return long_speech.chaptered_speech(parts, marks)


def speech_under(data: bytes, *, bytes_limit: int) -> EncodedMedia:
    """Encodes speech in at most `bytes_limit` bytes. Raises `BadSound`."""
    from core.media import long_speech

    return long_speech.speech_under(data, bytes_limit=bytes_limit)
