"""`/troubadour usage`: what was spent, what is left, and when it comes back."""

import math
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Annotated, Literal

from pydantic import Field

from core.command import CommandOptions, command
from core.commands.troubadour.replying import statement
from core.context import Context
from core.errors import NotAllowed
from core.events import Event
from core.messages import CommandName, Moment, Sentence, say
from core.quota.gcra import left
from core.quota.limit import MICROSECONDS, microseconds

_SECONDS = {"day": 86_400, "week": 7 * 86_400, "month": 30 * 86_400}


class UsageOptions(CommandOptions):
    """What `/troubadour usage` can be told."""

    period: Annotated[Literal["day", "week", "month"], Field(description="How far back")] = "day"
    everybody: Annotated[bool, Field(description="Of everybody (administrators)")] = False


@command("troubadour usage", summary="See what you have used", quiet=True)
async def usage(options: UsageOptions, context: Context) -> AsyncGenerator[Event, None]:
    """Counts the calls of the ledger by task, and what the limits leave."""
    if options.everybody and not context.admin:
        raise NotAllowed("admins-only", command=CommandName(name="troubadour usage --everybody"))
    since = context.clock.now() - _SECONDS[options.period]
    user = None if options.everybody else context.request.caller.key
    spends = await context.store.spent(user, since)
    made = Counter(spend.task for spend in spends if spend.units)
    failed = sum(1 for spend in spends if spend.outcome == "failed")
    lines = [say("usage-task", task=task, count=count) for task, count in made.most_common()]
    if failed:
        lines.append(say("usage-failed", count=failed))
    head = say("usage-everybody" if options.everybody else "usage-yours", period=options.period)
    for event in statement(head, *(lines or [say("usage-nothing")]), *await _left(context)):
        yield event


async def _left(context: Context) -> list[Sentence]:
    """A line for each limit that applies here."""
    applied = context.policy.applied(context.request.caller, context.request.place)
    if not applied:
        return [say("usage-no-limits")]
    arrivals = await context.store.arrivals([each.key for each in applied])
    now = microseconds(context.clock.now())
    lines = [say("usage-limits")]
    for each in applied:
        arrival = arrivals.get(each.key, 0)
        count = left(arrival, each.rate, now)
        if each.scope != "user" and count == each.rate.units:
            continue  # what concerns others too is told once it matters
        task = each.task.value
        lines.append(
            say("usage-left", scope=each.scope, task=task, count=count, units=each.rate.units, period=each.rate.period)
        )
        if arrival > now:
            lines.append(say("usage-refill", moment=Moment(at=math.ceil(arrival / MICROSECONDS))))
    return lines
