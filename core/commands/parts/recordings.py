"""The recording part of a reply, which `/speak` and `/perform` share.

Long text is spoken a few sentences at a time and joined. A recording that an engine sends in one piece stays as it is,
unless it is large and uncompressed.
"""

import base64
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from core.commands.context import Context, in_thread
from core.commands.parts.text import facts, waiting
from core.domain.errors import BadInput, EngineError
from core.domain.events import Event, Progress, Recording, Statement
from core.domain.sentences import Sentence, say
from core.inference.engine import Finished, Notice, SpeechOutput, TextToSpeechRequest, Waiting
from core.media.processes import MEDIA_PROCESSES
from core.text.language_detection import language_of
from core.text.sanitising import clean
from core.text.sentence_splitting import split_sentences
from core.text.spoken_text import spoken_text

PIECE_CHARACTERS = 240
"""More at once is hurried through or cut by small models of speech; fewer cost more calls."""
PAUSE_SECONDS = 0.25
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


async def make_recording(
    request: TextToSpeechRequest, part: str, context: Context, name: str = "speech"
) -> AsyncGenerator[Event, None]:
    """Speaks a text and shows the recording with its transcript. Raises `BadInput` if there is nothing to speak."""
    from core.media.sound import joined_speech  # numpy is loaded when the first sound is made

    started = context.clock.now()
    text = clean(request.text).strip()
    if not text:
        raise BadInput("speak-nothing")
    if len(text) > context.operating_limits.spoken_characters:
        raise BadInput("speak-too-long", length=len(text), maximum=context.operating_limits.spoken_characters)
    language = request.language or language_of(text) or request.locale
    pieces = spoken_pieces(await in_thread(spoken_text, text, language))
    if not pieces:
        raise BadInput("speak-nothing")
    spoken: list[SpeechOutput] = []
    finished: Finished | None = None
    notes: list[Sentence] = []
    for number, piece in enumerate(pieces):
        if len(pieces) > 1:
            going = say("speaking-part", number=number + 1, count=len(pieces))
            yield Progress(sentence=going, part=part, fraction=number / len(pieces))
        async with aclosing(context.engine.text_to_speech(replace(request, text=piece, language=language))) as outputs:
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
                        notes += [note for note in output.notes if note not in notes]
    if not spoken and notes:
        raise BadInput(notes[-1])
    if not spoken or finished is None:
        raise EngineError("no-sound-came")
    finished = replace(finished, notes=tuple(notes))
    made = await MEDIA_PROCESSES.run(
        joined_speech,
        [piece.data for piece in spoken],
        PAUSE_SECONDS,
        wav_bytes=WAV_BYTES,
        seconds_limit=context.operating_limits.recording_seconds,
        ffmpeg=context.ffmpeg,
    )
    media_type = made.media_type or spoken[0].media_type
    media = await context.save_media(made.data, media_type, f"{name}.{SUFFIXES.get(media_type, 'bin')}")
    waveform = base64.b64encode(made.waveform).decode()
    yield Recording(part=part, media=media, seconds=made.seconds, waveform=waveform, transcript=text)
    for fact in facts(part, finished, context, started):
        yield fact
