"""`/troubadour pause`: stop making things for everybody, until further notice."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.commands.troubadour.statements import statement
from core.domain.events import Event
from core.domain.sentences import CommandName, Quote, say
from core.store.ports.preferences import BOT_SCOPE


class PauseOptions(CommandOptions):
    """The options of `/troubadour pause`."""

    resume: Annotated[bool, Field(description="Go on making things")] = False


@command("troubadour pause", summary="Pause the bot for everybody, or let it go on", admin=True)
async def pause(options: PauseOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Sets or clears the pause; running jobs end as usual."""
    await context.store.set_preference(BOT_SCOPE, "paused", None if options.resume else True)
    name = Quote(text=context.request.caller.name)
    if options.resume:
        done = say("pause-resumed", name=name)
    else:
        done = say("pause-paused", name=name, command=CommandName(name="troubadour pause --resume"))
    for event in statement(done):
        yield event
