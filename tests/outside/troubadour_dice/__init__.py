"""An outside command: `/dice`, with sentences of its own."""

from collections.abc import AsyncGenerator
from typing import Annotated

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.events import Begin, Event, Statement
from core.domain.sentences import say


class DiceOptions(CommandOptions):
    """The die."""

    sides: Annotated[int, Field(ge=2, le=1000, description="The number of sides")] = 6


@command("dice", summary="Roll a die", messages="troubadour_dice")
async def dice(options: DiceOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Rolls once."""
    yield Begin(part="answer", kind="text")
    number = context.random.randint(1, options.sides)
    yield Statement(part="answer", sentences=(say("dice-rolled", number=number, sides=options.sides),))
