"""`/transcribe`: the words of a recording, written down."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.text import facts, speak_button, trouble
from core.commands.parts.transcription import SOUND_TYPES, Transcript, transcribe_sound
from core.commands.schema import Fresh, Hint, MakingOptions
from core.domain.errors import BadInput, EngineError
from core.domain.events import Begin, Event, Offer, Statement, TextDelta, TextFile
from core.domain.layout import Layout
from core.domain.request import Attachment
from core.domain.sentences import say
from core.domain.tasks import Task


class TranscribeOptions(MakingOptions):
    """The options of `/transcribe`."""

    attachment: Annotated[
        Attachment | None,
        Field(description="A recording to write down"),
        Hint(accepts=SOUND_TYPES, wanted=True),
    ] = None
    translate: Annotated[bool, Field(description="In English, where the model can translate")] = False
    model: Annotated[str | None, Field(max_length=200, description="Which model listens"), Hint(suggest="models")] = (
        None
    )
    fresh: Fresh = False


@command(
    "transcribe",
    summary="Write down what is said in a recording",
    layout=Layout.TEXT,
    spends=(Task.AUTOMATIC_SPEECH_RECOGNITION,),
    menus=("Transcribe",),
    menus_want=SOUND_TYPES,
    menus_private=True,
)
async def transcribe(options: TranscribeOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Writes down each recording. Nothing of it is remembered as a part of the conversation."""
    started = context.clock.now()
    count = 0
    async with aclosing(context.files([options.attachment])) as files:
        async for media, data in files:
            count += 1
            context.made_from.inputs = (*context.made_from.inputs, media)
            part = f"transcript-{count}"
            yield Begin(part=part, kind="text")
            transcript = Transcript()
            told = transcribe_sound(
                data,
                context,
                transcript,
                part,
                model=options.model,
                translate=options.translate,
                fresh=options.fresh,
            )
            try:
                async with aclosing(told) as pieces:
                    async for event, text in pieces:
                        if event is not None:
                            yield event
                        if text:
                            yield TextDelta(part=part, text=text)
            except EngineError as error:
                if not transcript.lines:
                    raise
                yield trouble(part, error)  # the parts before it stay
            if not transcript.text and transcript.finished is not None:
                yield Statement(part=part, sentences=(say("transcribe-no-words"),))
            if transcript.parts > 1 and transcript.text and not context.deny.denies(transcript.timed):
                text_file = await context.save_media(transcript.timed.encode(), "text/plain", f"{part}.txt")
                yield TextFile(part=part, media=text_file)
            for fact in facts(part, transcript.finished, context, started):
                yield fact
            if transcript.text:
                yield Offer(part=part, actions=(speak_button(transcript.text, context, options),))
    if not count:
        raise BadInput("transcribe-nothing")
