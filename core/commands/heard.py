"""The command behind a button that shows all of what was heard in a voice message."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import MakingOptions
from core.domain.events import Begin, Event, TextDelta
from core.domain.layout import Layout


class HeardWordsOptions(MakingOptions):
    """The options of the command."""

    text: Annotated[str, Field(description="The words that were heard")]


@command("heard", summary="Show what was heard", layout=Layout.TEXT, listed=False)
async def heard_words(options: HeardWordsOptions, context: Context) -> AsyncGenerator[Event, None]:  # noqa: ARG001 - the shape of a command
    """Shows the words. No model is asked, and nothing is charged."""
    yield Begin(part="heard", kind="text")
    yield TextDelta(part="heard", text=options.text)
