"""`/troubadour status`: how the bot is."""

from collections.abc import AsyncGenerator
from importlib.metadata import PackageNotFoundError, version

from core.command import CommandOptions, command
from core.commands.troubadour.replying import statement
from core.context import Context, in_thread
from core.events import Event
from core.messages import CommandName, say
from core.store.port import BOT_SCOPE


class StatusOptions(CommandOptions):
    """`/troubadour status` needs to be told nothing."""


@command("troubadour status", summary="How the bot is, and which engine answers", quiet=True)
async def status(options: StatusOptions, context: Context) -> AsyncGenerator[Event, None]:  # noqa: ARG001
    """The engine's health, jobs under way, and whether it is paused."""
    health = await context.engine.check()
    under_way = [id for id in await context.store.unfinished() if id != context.job.id]
    paused = (await context.store.preferences(BOT_SCOPE)).get("paused")
    lines = [
        say("status-version", version=await in_thread(_version)),
        health.sentence,
        say("status-jobs", count=len(under_way)),
    ]
    if paused:
        lines.append(say("status-paused", command=CommandName(name="troubadour pause --resume")))
    for event in statement(*lines):
        yield event


def _version() -> str:
    try:
        return version("troubadour")
    except PackageNotFoundError:
        return "checkout"
