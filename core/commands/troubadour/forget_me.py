"""`/troubadour forget-me`: delete everything that is kept about the caller."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.commands.troubadour.statements import statement
from core.domain.actions import Button, Run
from core.domain.events import Event, Offer
from core.domain.sentences import say
from core.media.documents.cache import READ_DOCUMENTS


class ForgetMeOptions(CommandOptions):
    """The options of `/troubadour forget-me`."""

    confirm: Annotated[bool, Field(description="Yes, delete it; this cannot be undone")] = False


@command("troubadour forget-me", summary="Delete everything that is kept about you", ephemeral=True)
async def forget_me(options: ForgetMeOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Asks first, and deletes when confirmed."""
    if options.confirm:
        caller, now = context.request.caller.key, context.clock.now()
        rows = await context.store.forget_person(caller, now, sparing=context.job.id)
        READ_DOCUMENTS.clear()
        done = say("forget-me-done", count=rows)
    else:
        done = say("forget-me-sure")
    for event in statement(done):
        yield event
    if not options.confirm:
        run = Run(command="troubadour forget-me", options={"confirm": True})
        yield Offer(part="answer", actions=(Button(label=say("button-forget-me"), action=run),))
