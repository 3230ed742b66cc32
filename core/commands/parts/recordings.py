"""The recording part of a reply, which `/speak` and `/perform` share.

Text is spoken a few sentences at a time and joined. A recording that an engine sends in one piece stays as it is,
unless it is large and uncompressed. Long text becomes one file with chapters.
"""

import base64
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from core.commands.context import Context, in_thread
from core.commands.parts.text import facts, waiting
from core.domain.errors import BadInput, EngineError
from core.domain.events import Event, Progress, Recording, Statement
from core.domain.sentences import Quote, Sentence, say
from core.inference.outputs import Finished, Notice, SpeechOutput, Waiting
from core.inference.requests import TextToSpeechRequest
from core.media.media_facts import Speech, SpokenPart
from core.media.processes import MEDIA_PROCESSES
from core.media.sound_work import chaptered_speech, joined_speech, speech_part
from core.text.chapters import split_chapters
from core.text.language_detection import language_of
from core.text.sanitising import clean
from core.text.sentence_splitting import split_sentences
from core.text.spoken_text import spoken_text

PIECE_CHARACTERS = 240
"""More at once is hurried through or cut by small models of speech; fewer cost more calls."""
PAUSE_SECONDS = 0.25
PART_PIECES = 12
"""More pieces, some three minutes, become parts of a file with chapters, so that no long recording lies in memory."""
CHARACTERS_PER_SECOND = 16
"""The pace of speech, for estimates; the built-in voices speak 14 (German) to 18 (English)."""
CHAPTERS_TOLD = 20
NOTES = 6
"""The most that the caption tells beside voice and model: each piece may have words that the voice cannot read."""
TRANSCRIPT_CHARACTERS = 4_000
WAV_BYTES = 1_000_000
"""A WAV file above this is sent as MP3, which every browser and phone plays."""
SUFFIXES = {"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/wav": "wav", "audio/flac": "flac", "audio/mp4": "m4a"}


def spoken_pieces(text: str) -> list[str]:
    """Splits a text into pieces for one request each: whole sentences up to `PIECE_CHARACTERS`."""
    pieces = [""]
    for sentence in split_sentences(text.strip(), PIECE_CHARACTERS):
        if len(pieces[-1]) + len(sentence) <= PIECE_CHARACTERS:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    return [piece for piece in pieces if any(letter.isalnum() for letter in piece)]


@dataclass(frozen=True)
class _SpokenChapter:
    title: str
    pieces: list[str]


def _reading(text: str, language: str) -> list[_SpokenChapter]:
    """The chapters of a text as they are spoken, without those that have nothing to say."""
    found = [(chapter.title, spoken_pieces(spoken_text(chapter.text, language))) for chapter in split_chapters(text)]
    return [_SpokenChapter(title, pieces) for title, pieces in found if pieces]


class _Reader:
    """Speaks the pieces of a text, one request for each, and collects what the engine says about them."""

    def __init__(self, request: TextToSpeechRequest, part: str, context: Context, total: int) -> None:
        self._request = request
        self._part = part
        self._context = context
        self._total = total
        self._started = context.clock.now()
        self._number = 0
        self._finished: Finished | None = None
        self._notes: list[Sentence] = []

    async def speak(self, piece: str, spoken: "list[SpeechOutput]") -> AsyncGenerator[Event, None]:
        """Speaks one piece into `spoken`, unless the voice can read no word of it."""
        if self._total > 1:
            yield self._progress()
        self._number += 1
        async with aclosing(self._context.engine.text_to_speech(replace(self._request, text=piece))) as outputs:
            async for output in outputs:
                match output:
                    case Waiting():
                        yield waiting(output, self._part)
                    case Notice(sentence=sentence) if self._number == 1:
                        yield Statement(part=self._part, sentences=(sentence,))
                    case SpeechOutput():
                        spoken.append(output)
                    case Finished():
                        self._finished = output
                        self._notes += [note for note in output.notes if note not in self._notes]

    def finished(self, *, has_sound: bool) -> Finished:
        """The end of all pieces as one. Raises `EngineError` or `BadInput` if there is no sound."""
        if not has_sound and self._notes:
            raise BadInput(self._notes[-1])
        if not has_sound or self._finished is None:
            raise EngineError("no-sound-came")
        return replace(self._finished, notes=tuple(self._notes[:NOTES]))

    def _progress(self) -> Progress:
        taken = self._context.clock.now() - self._started
        left = taken / self._number * (self._total - self._number) if self._number else None
        return Progress(
            sentence=say("speaking-part", number=self._number + 1, count=self._total),
            part=self._part,
            fraction=self._number / self._total,
            seconds_left=left,
        )


async def make_recording(
    request: TextToSpeechRequest, part: str, context: Context, name: str = "speech"
) -> AsyncGenerator[Event, None]:
    """Speaks a text and shows the recording with its transcript. Raises `BadInput` if there is nothing to speak.

    A long text becomes one file with chapters; its length and the number of requests are told first.
    """
    started = context.clock.now()
    text = clean(request.text).strip()
    if not text:
        raise BadInput("speak-nothing")
    if len(text) > context.operating_limits.spoken_characters:
        raise BadInput("speak-too-long", length=len(text), maximum=context.operating_limits.spoken_characters)
    language = request.language or language_of(text) or request.locale
    chapters = await in_thread(_reading, text, language)
    pieces = [piece for chapter in chapters for piece in chapter.pieces]
    if not pieces:
        raise BadInput("speak-nothing")
    reader = _Reader(replace(request, language=language), part, context, len(pieces))
    if len(pieces) <= PART_PIECES:
        spoken: list[SpeechOutput] = []
        for piece in pieces:
            async for event in reader.speak(piece, spoken):
                yield event
        finished = reader.finished(has_sound=bool(spoken))
        made = await _joined(spoken, context)
        made = replace(made, media_type=made.media_type or spoken[0].media_type)
    else:
        seconds = sum(map(len, pieces)) / CHARACTERS_PER_SECOND / request.speed
        estimate = say("speaking-estimate", minutes=max(1, round(seconds / 60)), requests=len(pieces))
        yield Statement(part=part, sentences=(estimate,))
        parts: list[SpokenPart] = []
        marks: list[tuple[str, float]] = []
        for chapter in chapters:
            start = sum(each.seconds for each in parts)
            for first in range(0, len(chapter.pieces), PART_PIECES):
                spoken = []
                for piece in chapter.pieces[first : first + PART_PIECES]:
                    async for event in reader.speak(piece, spoken):
                        yield event
                if spoken:
                    parts.append(await _part(spoken, seconds, context))
            if sum(each.seconds for each in parts) > start:
                marks.append((chapter.title, start))
        finished = reader.finished(has_sound=bool(parts))
        made = await _chaptered(parts, marks)
        lines = [f"{_minutes(start)} {title}" for title, start in marks]
        shown = [*lines[:CHAPTERS_TOLD], *(["…"] if len(lines) > CHAPTERS_TOLD else [])]
        yield Statement(part=part, sentences=(say("speaking-chapters", chapters=Quote(text=" · ".join(shown))),))
    media = await context.save_media(made.data, made.media_type, f"{name}.{SUFFIXES.get(made.media_type, 'bin')}")
    waveform = base64.b64encode(made.waveform).decode()
    transcript = text if len(text) <= TRANSCRIPT_CHARACTERS else f"{text[:TRANSCRIPT_CHARACTERS]}…"
    yield Recording(part=part, media=media, seconds=made.seconds, waveform=waveform, transcript=transcript)
    for fact in facts(part, finished, context, started):
        yield fact


async def _joined(spoken: Sequence[SpeechOutput], context: Context) -> Speech:
    limits = context.operating_limits
    return await MEDIA_PROCESSES.run(
        joined_speech,
        [each.data for each in spoken],
        PAUSE_SECONDS,
        wav_bytes=WAV_BYTES,
        seconds_limit=limits.recording_seconds,
        ffmpeg=context.ffmpeg,
    )


async def _chaptered(parts: Sequence[SpokenPart], marks: Sequence[tuple[str, float]]) -> Speech:
    return await MEDIA_PROCESSES.run(chaptered_speech, parts, marks)


async def _part(spoken: Sequence[SpeechOutput], seconds: float, context: Context) -> SpokenPart:
    """A part of a recording of about `seconds` as a whole."""
    return await MEDIA_PROCESSES.run(
        speech_part,
        [each.data for each in spoken],
        PAUSE_SECONDS,
        whole_seconds=seconds,
        seconds_limit=context.operating_limits.recording_seconds,
        ffmpeg=context.ffmpeg,
    )


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
