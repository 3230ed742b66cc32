"""The words of a recording, written down part by part."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from core.commands.context import Context
from core.commands.parts.text import Draft, tell
from core.domain.events import Progress, Statement, TextReplace
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.outputs import Finished
from core.inference.requests import SpeechRecognitionRequest
from core.media.processes import MEDIA_PROCESSES
from core.media.sound_work import prepare_speech

SOUND_SUFFIXES = (".aac", ".amr", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".weba", ".webm", ".3gp")
"""The ends of the names of sounds, where a platform does not tell their type."""
SOUND_TYPES = ("audio/*", "video/webm", "video/3gpp", "application/ogg")
"""The media types under which platforms pass on recordings."""


@dataclass
class Transcript:
    """The words of a recording so far: each part with its start in seconds. `seconds` is the recording's duration,
    `parts` the number of its parts. `finished` is set at the end of each part."""

    seconds: float = 0.0
    parts: int = 1
    lines: list[tuple[float, str]] = field(default_factory=list)
    finished: Finished | None = None

    @property
    def text(self) -> str:
        """All words, without time marks."""
        return " ".join(text for _, text in self.lines)

    @property
    def timed(self) -> str:
        """All words, a line for each part, with its time mark."""
        return "\n".join(f"[{time_mark(start)}] {text}" for start, text in self.lines)


async def transcribe_sound(
    data: bytes,
    context: Context,
    transcript: Transcript,
    part: str,
    *,
    model: str | None = None,
    translate: bool = False,
    fresh: bool = False,
) -> AsyncGenerator[tuple[Progress | TextReplace | Statement | None, str], None]:
    """Fills the transcript; yields progress and new text as they come, as `tell` does. A time mark goes before each
    part of a recording that has several. Raises `BadSound`, and what the engine raises."""
    recording = await MEDIA_PROCESSES.run(
        prepare_speech,
        data,
        seconds_limit=context.operating_limits.transcribed_seconds,
        ffmpeg=context.ffmpeg,
    )
    transcript.seconds, transcript.parts = recording.seconds, len(recording.parts)
    basics = await context.request_defaults(Task.AUTOMATIC_SPEECH_RECOGNITION, model=model, fresh=fresh)
    basics["needs_model"] = True
    for number, sound in enumerate(recording.parts):
        if transcript.parts > 1:
            going = say("transcribing-part", number=number + 1, count=transcript.parts)
            yield Progress(sentence=going, part=part, fraction=number / transcript.parts), ""
        request = SpeechRecognitionRequest(
            **basics, sound=sound.data, media_type=sound.media_type, seconds=sound.seconds, translate=translate
        )
        draft = Draft()
        async with aclosing(tell(context.engine.automatic_speech_recognition(request), part, draft)) as told:
            async for event, text in told:
                if isinstance(event, Progress) and transcript.parts > 1:
                    continue  # the number of the part says more
                if event is not None:
                    yield event, ""
                if text and transcript.parts == 1:
                    yield None, text
        transcript.finished = draft.finished
        if words := " ".join(draft.text.split()):
            transcript.lines.append((sound.start, words))
            if transcript.parts > 1:
                yield None, f"`{time_mark(sound.start)}` {words}\n\n"


def is_sound(media_type: str, name: str) -> bool:
    """True for a file that is a recording, as far as its type and its name tell."""
    if media_type.startswith("audio/") or media_type in SOUND_TYPES:
        return True
    return media_type in ("application/octet-stream", "") and name.lower().endswith(SOUND_SUFFIXES)


def time_mark(seconds: float) -> str:
    """A moment of a recording: `0:28`, `1:02:05`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
