"""`/troubadour invite`: a link that lets one person into the room."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.errors import BadInput
from core.domain.events import Event
from core.domain.sentences import Quote, say
from core.platform import InvitesPeople


class InviteOptions(CommandOptions):
    """The options of `/troubadour invite`."""

    name: Annotated[
        str, Field(min_length=1, max_length=40, description="The name under which they come in"), Hint(positional=True)
    ]


@command("troubadour invite", summary="Invite one person into this room by a link", ephemeral=True, admin=True)
async def invite(options: InviteOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Makes a link that works once. Only the administrator who asks sees it."""
    if not isinstance(context.platform, InvitesPeople):
        raise BadInput("invite-not-here")
    link, days = context.platform.invitation(options.name, context.request)
    for event in statement(say("invite-link", name=Quote(text=options.name), link=link, days=days)):
        yield event
