"""`/speak`: text to speech."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.recordings import make_recording, spoken_pieces
from core.commands.schema import Fresh, Hint, MakingOptions
from core.domain.events import Begin, Event
from core.domain.layout import Layout
from core.domain.tasks import Task
from core.inference.requests import TextToSpeechRequest
from core.text.sanitising import clean


class SpeakOptions(MakingOptions):
    """The options of `/speak`. Voice, model and speed are remembered for the next time."""

    text: Annotated[
        str,
        Field(min_length=1, max_length=60_000, description="What to say aloud"),
        Hint(positional=True, multiline=True),
    ]
    voice: Annotated[
        str | None, Field(max_length=100, description="Whose voice; remembered"), Hint(suggest="voices")
    ] = None
    speed: Annotated[float | None, Field(ge=0.5, le=2, description="1 is the voice's own pace; remembered")] = None
    model: Annotated[
        str | None, Field(max_length=200, description="Which model speaks; remembered"), Hint(suggest="models")
    ] = None
    fresh: Fresh = False


@command(
    "speak",
    summary="Say a text aloud",
    layout=Layout.RECORDING,
    spends=(Task.TEXT_TO_SPEECH,),
    estimate=lambda options: max(1, len(spoken_pieces(clean(options.text)))),
    repeats=lambda options: not options.fresh,
    menus=("Speak",),
)
async def speak(options: SpeakOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Speaks the text and remembers the chosen voice, model and speed."""
    yield Begin(part="recording", kind="recording")
    basics = await context.request_defaults(Task.TEXT_TO_SPEECH, model=options.model, fresh=options.fresh)
    voice = options.voice or context.preference("voice")
    speed = options.speed or context.choices.caller.get("speed") or 1.0
    request = TextToSpeechRequest(
        **basics, text=options.text, voice=voice, speed=float(speed) if isinstance(speed, int | float) else 1.0
    )
    async for event in make_recording(request, "recording", context):
        yield event
    for name, value in (("voice", options.voice), ("speed", options.speed), ("model-text_to_speech", options.model)):
        if value is not None:
            await context.store.set_preference(context.request.caller.key, name, value)
