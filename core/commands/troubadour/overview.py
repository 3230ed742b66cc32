"""`/troubadour overview`: what runs, what waits, and what went wrong, for administrators."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.administration.overview import SECTIONS, Section
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions, Hint
from core.commands.troubadour.statements import statement
from core.domain.events import Event
from core.domain.sentences import say


class OverviewOptions(CommandOptions):
    """The options of `/troubadour overview`."""

    of: Annotated[Section | None, Field(description="Only this; without it, everything"), Hint(positional=True)] = None


@command("troubadour overview", summary="See what runs, what waits and what went wrong", admin=True, ephemeral=True)
async def overview(options: OverviewOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Tells one section or all. Administrators of a server or workspace read what concerns it."""
    said = []
    for section in (options.of,) if options.of else SECTIONS:
        lines = [line.sentence for line in await context.overview.lines(section)]
        said += [say("overview-head", of=section), *(lines or [say("overview-nothing")])]
    for event in statement(*said):
        yield event
