"""The recording part of a reply, which `/speak` and `/perform` share.

Long text is spoken a few sentences at a time and joined. A recording that an engine sends in one piece stays as it is,
unless it is large and uncompressed.
"""

import base64
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from core.commands.context import Context, in_thread
from core.commands.parts.text import facts, waiting
from core.domain.errors import BadInput, EngineError
from core.domain.events import Event, Progress, Recording, Statement
from core.domain.sentences import say
from core.inference.engine import Finished, Notice, SpeechOutput, TextToSpeechRequest, Waiting
from core.text.sanitising import clean
from core.text.sentence_splitting import split_sentences

PIECE_CHARACTERS = 240
"""More at once is hurried through or cut by small models of speech; fewer cost more calls."""
PAUSE_SECONDS = 0.25
WAV_BYTES = 1_000_000
"""A WAV file above this is sent as MP3, which every browser and phone plays."""
SUFFIXES = {"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/wav": "wav", "audio/flac": "flac", "audio/mp4": "m4a"}


@dataclass(frozen=True)
class _Spoken:
    data: bytes
    media_type: str
    seconds: float
    waveform: str


def spoken_pieces(text: str) -> list[str]:
    """Splits a text into pieces for one request each: whole sentences up to `PIECE_CHARACTERS`."""
    pieces = [""]
    for sentence in split_sentences(clean(text).strip(), PIECE_CHARACTERS):
        if len(pieces[-1]) + len(sentence) <= PIECE_CHARACTERS:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    return [piece for piece in pieces if piece.strip()]


async def make_recording(
    request: TextToSpeechRequest, part: str, context: Context, name: str = "speech"
) -> AsyncGenerator[Event, None]:
    """Speaks a text and shows the recording with its transcript. Raises `BadInput` if there is nothing to speak."""
    started = context.clock.now()
    text = clean(request.text).strip()
    if not text:
        raise BadInput("speak-nothing")
    if len(text) > context.operating_limits.spoken_characters:
        raise BadInput("speak-too-long", length=len(text), maximum=context.operating_limits.spoken_characters)
    pieces = spoken_pieces(text)
    spoken: list[SpeechOutput] = []
    finished: Finished | None = None
    for number, piece in enumerate(pieces):
        if len(pieces) > 1:
            going = say("speaking-part", number=number + 1, count=len(pieces))
            yield Progress(sentence=going, part=part, fraction=number / len(pieces))
        async with aclosing(context.engine.text_to_speech(replace(request, text=piece))) as outputs:
            async for output in outputs:
                match output:
                    case Waiting():
                        yield waiting(output, part)
                    case Notice(sentence=sentence) if number == 0:
                        yield Statement(part=part, sentences=(sentence,))
                    case SpeechOutput():
                        spoken.append(output)
                    case Finished():
                        finished = output
    if not spoken:
        raise EngineError("no-sound-came")
    made = await in_thread(_assemble, spoken, context.operating_limits.recording_seconds, context.ffmpeg)
    media = await context.save_media(made.data, made.media_type, f"{name}.{SUFFIXES.get(made.media_type, 'bin')}")
    yield Recording(part=part, media=media, seconds=made.seconds, waveform=made.waveform, transcript=text)
    for fact in facts(part, finished, context, started):
        yield fact


def _assemble(spoken: Sequence[SpeechOutput], seconds_limit: float, ffmpeg: Path | None) -> _Spoken:
    from core.media import sound  # numpy is loaded when the first sound is made
    from core.media.file_signatures import media_type_of

    parts = [sound.decode(piece.data, seconds_limit=seconds_limit, ffmpeg=ffmpeg) for piece in spoken]
    whole = sound.normalise(sound.join(parts, PAUSE_SECONDS)) if len(parts) > 1 else parts[0]
    data, media_type = spoken[0].data, media_type_of(spoken[0].data) or spoken[0].media_type
    if len(spoken) > 1 or (media_type == "audio/wav" and len(data) > WAV_BYTES):
        encoded = sound.encode(whole, "mp3")
        data, media_type = encoded.data, encoded.media_type
    waveform = base64.b64encode(sound.waveform(whole)).decode()
    return _Spoken(data=data, media_type=media_type, seconds=round(whole.seconds, 3), waveform=waveform)
