"""`/troubadour usage`: the usage so far, the rest of the limits, and when they refill."""

from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from core.commands.context import Context
from core.commands.declaration import command
from core.commands.parts.people import people_named
from core.commands.schema import CommandOptions
from core.commands.troubadour.remaining import remaining
from core.commands.troubadour.statements import statement
from core.domain.errors import NotAllowed
from core.domain.events import Begin, Event, Statement, TextDelta
from core.domain.ledger import Spend
from core.domain.limits import amount_shown
from core.domain.sentences import CommandName, ModelName, Quote, Sentence, Value, say
from core.quota.usage import bar_chart, calls_by_day, feedback_by_model, top_users, total

_DAYS = {"day": 1, "week": 7, "month": 30}
_TOP = 10


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
    spends = await _spends(context, now - days * 86_400, everybody=options.everybody)
    head = say("usage-everybody" if options.everybody else "usage-yours", period=options.period)
    top = [*await _top(spends, context), *_opinions(spends)] if options.everybody else []
    left = await remaining(context.policy, context.store, context.request.caller, context.request.place, now)
    for event in statement(head, *_counts(spends), *top, *left):
        yield event
    if days > 1 and any(spend.units for spend in spends):
        yield Begin(part="history", kind="text")
        yield Statement(part="history", sentences=(say("usage-days"),))
        yield TextDelta(part="history", text=bar_chart(calls_by_day(spends, now, days)))


async def _spends(context: Context, since: float, *, everybody: bool) -> Sequence[Spend]:
    """The caller's spends, or everybody's of this tenant. The operator sees those of all tenants."""
    if not everybody:
        return await context.store.spends(context.request.caller.key, since)
    place = context.request.place
    tenant = f"{place.platform}:{place.tenant}"
    spends = await context.store.spends(None, since)
    return [spend for spend in spends if context.operates or spend.tenant == tenant]


def _counts(spends: Sequence[Spend]) -> list[Sentence]:
    made = Counter(spend.task for spend in spends if spend.units)
    lines = [say("usage-task", task=task, count=count) for task, count in made.most_common()]
    if failed := sum(1 for spend in spends if spend.outcome == "failed"):
        lines.append(say("usage-failed", count=failed))
    sums = total(spends)
    if sums.tokens:
        lines.append(say("usage-tokens", count=sums.tokens))
    if sums.microdollars:
        lines.append(say("usage-cost", amount=amount_shown("dollars", sums.microdollars)))
    return lines or [say("usage-nothing")]


async def _top(spends: Sequence[Spend], context: Context) -> list[Sentence]:
    """The people with most requests."""
    top = top_users(spends, _TOP)
    names = await people_named(context.store, [user for user, _ in top if user], whole=context.operates)
    lines = [
        say(
            "usage-person",
            who=Quote(text=names[user]) if user else say("usage-forgotten"),
            count=sums.calls,
            amount=_amount(sums.microdollars),
        )
        for user, sums in top
    ]
    return [say("usage-top"), *lines] if lines else []


def _amount(microdollars: int) -> Value:
    return say("usage-amount", amount=amount_shown("dollars", microdollars)) if microdollars else ""


def _opinions(spends: Sequence[Spend]) -> list[Sentence]:
    lines = [
        say("usage-opinion", model=ModelName(name=model), liked=liked, disliked=disliked)
        for model, liked, disliked in feedback_by_model(spends)[:_TOP]
    ]
    return [say("usage-opinions"), *lines] if lines else []
