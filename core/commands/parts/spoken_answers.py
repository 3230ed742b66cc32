"""Answers that are also spoken, for people who want to hear them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.commands.context import Context
from core.commands.parts.recordings import make_recording
from core.commands.parts.text import trouble
from core.domain.errors import UserError
from core.domain.events import Begin, Event
from core.domain.tasks import Task
from core.inference.requests import TextToSpeechRequest
from core.preferences.choices import SPOKEN

_PART = "spoken"


def is_wanted(context: Context, *, spoke: bool) -> bool:
    """True if the person wants to hear the answer to a question; `spoke` says that the question was a recording."""
    chosen = context.choices.caller.get(SPOKEN)
    return chosen == "always" or (spoke and chosen == "when-i-speak")


async def speak_answer(text: str, context: Context) -> AsyncGenerator[Event, None]:
    """Speaks the answer with the person's voice and speed. What fails here leaves the answer as it is."""
    yield Begin(part=_PART, kind="recording")
    basics = await context.request_defaults(Task.TEXT_TO_SPEECH)
    speed = context.choices.caller.get("speed")
    request = TextToSpeechRequest(
        **basics,
        text=text[: context.operating_limits.spoken_characters],
        voice=context.preference("voice"),
        speed=float(speed) if isinstance(speed, int | float) else 1.0,
    )
    try:
        async with aclosing(make_recording(request, _PART, context)) as events:
            async for event in events:
                yield event
    except UserError as error:
        yield trouble(_PART, error)
