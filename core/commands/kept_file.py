"""The command behind a button that shows a file which was made, and which the platform did not take at that time."""

from collections.abc import AsyncGenerator, Mapping
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import MakingOptions
from core.domain.actions import Run
from core.domain.events import EVENT, Begin, Event, PartKind, Picture, Recording, TextFile
from core.domain.layout import Layout

_KINDS: Mapping[type[Event], PartKind] = {Picture: "picture", Recording: "recording", TextFile: "text"}


class KeptFileOptions(MakingOptions):
    """The options of the command."""

    event: Annotated[str, Field(description="The event that shows the file, as JSON")]


@command("show", summary="Show a file that was made before", layout=Layout.SHOW, listed=False)
async def show_kept_file(options: KeptFileOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Shows a file from the store. No model is asked, and nothing is charged."""
    event = EVENT.validate_json(options.event)
    if isinstance(event, Picture | Recording | TextFile):
        await context.store.get(event.media.sha256)  # raises `Missing`
        yield Begin(part=event.part, kind=_KINDS[type(event)])
        yield event


def run_of(event: Picture | Recording | TextFile, *, private: bool) -> Run:
    """The action that shows the file of an event."""
    given = {"event": event.model_dump_json()}
    return Run(command=show_kept_file.name, options={**given, "private": True} if private else {**given})
