"""`/troubadour status`: the state of the bot."""

from collections.abc import AsyncGenerator
from importlib.metadata import PackageNotFoundError, version

from core.commands.context import Context, in_thread
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.commands.troubadour.statements import statement
from core.domain.events import Event
from core.domain.sentences import CommandName, Moment, say
from core.quota.policy import tenant_key
from core.store.alerts import Alert, alerts_for
from core.store.ports.preferences import BOT_SCOPE


class StatusOptions(CommandOptions):
    """`/troubadour status` has no options."""


@command("troubadour status", summary="How the bot is, and which engine answers", ephemeral=True)
async def status(options: StatusOptions, context: Context) -> AsyncGenerator[Event, None]:  # noqa: ARG001
    """Tells the engine's health, the running jobs, the pause, and to administrators the alerts of the last week."""
    health = await context.engine.check()
    under_way = [id for id in await context.store.unfinished_jobs() if id != context.job.id]
    paused = (await context.store.preferences(BOT_SCOPE)).get("paused")
    lines = [
        say("status-version", version=await in_thread(_version)),
        health.sentence,
        say("status-jobs", count=len(under_way)),
    ]
    if paused:
        lines.append(say("status-paused", command=CommandName(name="troubadour pause --resume")))
    if context.admin and (alerts := await _alerts(context)):
        lines.append(say("status-alerts"))
        lines += [say("status-alert", moment=Moment(at=alert.at), what=alert.sentence) for alert in alerts]
    for event in statement(*lines):
        yield event


async def _alerts(context: Context) -> list[Alert]:
    tenant = None if context.operates else tenant_key(context.request.place)
    return await alerts_for(context.store, context.clock.now(), tenant)


def _version() -> str:
    try:
        return version("troubadour")
    except PackageNotFoundError:
        return "checkout"
