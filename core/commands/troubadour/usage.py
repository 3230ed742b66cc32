"""`/troubadour usage`: the usage so far, the rest of the limits, and when they refill."""

from collections.abc import AsyncGenerator
from typing import Annotated, Literal

from pydantic import Field

from core.commands.administration.usage_lines import counts, opinions, top_people
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.commands.troubadour.remaining import remaining
from core.commands.troubadour.statements import statement
from core.domain.errors import NotAllowed
from core.domain.events import Begin, Event, Statement, TextDelta
from core.domain.sentences import CommandName, Sentence, say
from core.quota.usage import Usage, bar_chart, begin_of

_DAYS = {"day": 1, "week": 7, "month": 30}


class UsageOptions(CommandOptions):
    """The options of `/troubadour usage`."""

    period: Annotated[Literal["day", "week", "month"], Field(description="How far back")] = "day"
    everybody: Annotated[bool, Field(description="Of everybody (administrators)")] = False


@command("troubadour usage", summary="See what you have used", ephemeral=True)
async def usage(options: UsageOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Counts the requests of the ledger by task, day and person, and tells the rest of the limits."""
    if options.everybody and not context.admin:
        raise NotAllowed("admins-only", command=CommandName(name="troubadour usage --everybody"))
    days = _DAYS[options.period]
    now = context.clock.now()
    found = await _found(context, begin_of(days, now), everybody=options.everybody)
    head = say("usage-everybody" if options.everybody else "usage-yours", period=options.period)
    top: list[Sentence] = []
    if options.everybody:
        top = [*await top_people(found, context.store, whole=context.operates), *opinions(found)]
    left = await remaining(context.policy, context.store, context.request.caller, context.request.place, now)
    for event in statement(head, *counts(found), *top, *left):
        yield event
    if days > 1 and found.made_by_task:
        yield Begin(part="history", kind="text")
        yield Statement(part="history", sentences=(say("usage-days"),))
        yield TextDelta(part="history", text=bar_chart(found.calls_by_day(now, days)))


async def _found(context: Context, since: float, *, everybody: bool) -> Usage:
    """The caller's usage, or everybody's of this tenant. The operator sees that of all tenants."""
    if not everybody:
        return await context.store.usage(since, user=context.request.caller.key)
    place = context.request.place
    return await context.store.usage(since, tenant=None if context.operates else f"{place.platform}:{place.tenant}")
