"""`/troubadour privacy`: what is kept, for how long, and who sees it."""

from collections.abc import AsyncGenerator

from core.command import CommandOptions, command
from core.commands.troubadour.replying import statement
from core.context import Context
from core.events import Event
from core.inference.engine import Task
from core.messages import CommandName, names, say


class PrivacyOptions(CommandOptions):
    """`/troubadour privacy` needs to be told nothing."""


@command("troubadour privacy", summary="What is kept about you, for how long, and who sees it", quiet=True)
async def privacy(options: PrivacyOptions, context: Context) -> AsyncGenerator[Event, None]:  # noqa: ARG001
    """Names what is stored and the engines in use."""
    engines = {card.engine: None for task in Task for card in await context.engine.models(task)}
    for event in statement(
        say("privacy-kept"),
        say("privacy-days", days=round(context.caps.retention_days)),
        say("privacy-engines", engines=names(list(engines))),
        say("privacy-logs"),
        say("privacy-forget", command=CommandName(name="troubadour forget-me")),
    ):
        yield event
