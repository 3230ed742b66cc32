"""`/troubadour answering`: the messages that the bot answers in a channel without being mentioned."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.errors import BadInput
from core.domain.events import Event
from core.domain.sentences import Sentence, say
from core.platform import HearsChannels
from core.preferences.answering import ANSWERING, DEFAULT, Answering, answering_in


class AnsweringOptions(CommandOptions):
    """The options of `/troubadour answering`."""

    where: Annotated[
        Answering | None,
        Field(description="Only mentions, every message, or every question in a thread of its own"),
        Hint(positional=True),
    ] = None


@command(
    "troubadour answering", summary="Choose what I answer in this channel without a mention", ephemeral=True, admin=True
)
async def answering(options: AnsweringOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Shows or sets the choice, and says what the platform does not let the bot see."""
    place, platform = context.request.place, context.platform
    if place.kind != "channel" or not isinstance(platform, HearsChannels):
        raise BadInput("answering-not-here")
    if options.where is not None:
        chosen = None if options.where == DEFAULT else options.where
        await context.store.set_preference(place.key, ANSWERING, chosen)
    where = await answering_in(context.store, place)
    said: list[Sentence] = [say("answering-is", where=where)]
    if where != DEFAULT:
        said += [sentence for sentence in [await platform.unheard(place)] if sentence is not None]
    for event in statement(*said):
        yield event
