"""`/troubadour reset`: forget the conversation of a place."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import MakingOptions
from core.commands.troubadour.statements import statement
from core.domain.events import Event
from core.domain.sentences import Quote, say


class ResetOptions(MakingOptions):
    """The options of `/troubadour reset`."""

    private: Annotated[bool, Field(description="Forget your private conversation here instead")] = False


@command("troubadour reset", summary="Forget the conversation here and start afresh")
async def reset(options: ResetOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Forgets the public conversation of the place in public, or the caller's private one in private."""
    turns = await context.conversation.forget(context.store)
    id = "reset-private" if options.private else "reset-public"
    for event in statement(say(id, count=turns, name=Quote(text=context.request.caller.name))):
        yield event
