"""`/troubadour persona`: the bot's character in chat, for yourself or the place."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.errors import NotAllowed
from core.domain.events import Event
from core.domain.sentences import CommandName, Quote, say


class PersonaOptions(CommandOptions):
    """The options of `/troubadour persona`."""

    description: Annotated[
        str | None,
        Field(max_length=1000, description="Who the bot should be when it talks with you"),
        Hint(positional=True, multiline=True),
    ] = None
    reset: Annotated[bool, Field(description="Back to Troubadour's own manner")] = False
    place: Annotated[bool, Field(description="For everybody here (administrators)")] = False


@command("troubadour persona", summary="See or choose who the bot is when it chats", ephemeral=True)
async def persona(options: PersonaOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Shows, sets or resets the persona."""
    if options.place and not context.admin:
        raise NotAllowed("admins-only", command=CommandName(name="troubadour persona --place"))
    scope = context.request.place.key if options.place else context.request.caller.key
    if options.reset or options.description:
        context.deny.check([options.description or ""])
        await context.store.set_preference(scope, "persona", None if options.reset else options.description)
        done = (
            say("persona-reset") if options.reset else say("persona-set", persona=Quote(text=options.description or ""))
        )
    else:
        current = context.preference("persona")
        done = say("persona-is", persona=Quote(text=current)) if current else say("persona-default")
    for event in statement(done):
        yield event
