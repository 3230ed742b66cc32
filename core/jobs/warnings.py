"""One word before the last one: the small print of an answer says when there is room for one more, and no more."""

import math
from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.commands.context import Context
from core.domain.events import Event, Facts
from core.domain.limits import MICROSECONDS, Rate, microseconds
from core.domain.sentences import Moment, Sentence, say
from core.quota.gcra import units_remaining


async def before_the_last(events: AsyncGenerator[Event, None], context: Context) -> AsyncGenerator[Event, None]:
    """The events; the first facts among them carry a note where one more of the same is all that is left."""
    told = False
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Facts) and not told:
                told = True
                notes = (*event.notes, *await _notes(context))
                yield event.model_copy(update={"notes": notes})
            else:
                yield event


async def _notes(context: Context) -> list[Sentence]:
    """About the person's own limits; at most one note."""
    caller, place = context.request.caller, context.request.place
    declared = context.registry.find(context.request.command)
    tasks = declared.spends if declared else ()
    rates = [
        each for each in context.policy.applied_rates(caller, place) if each.scope == "user" and each.task in tasks
    ]
    budgets = [
        each
        for each in context.policy.applied_budgets(caller, place)
        if each.scope == "user" and each.budget.measure == "calls"
    ]
    at = context.clock.now()
    arrivals = await context.store.arrival_times([each.key for each in rates]) if rates else {}
    for each in rates:
        arrival = arrivals.get(each.key, 0)
        if each.rate.burst > 1 and units_remaining(arrival, each.rate, microseconds(at)) == 1:
            return [_note(each.task.value, _two_at(arrival, each.rate))]
    spent = await context.store.spent_budgets([each.key for each in budgets], at) if budgets else {}
    for budgeted in budgets:
        if budgeted.budget.amount - spent.get(budgeted.key, 0) == 1 and tasks and budgeted.key in spent:
            return [_note(tasks[0].value, budgeted.budget.window(at)[1])]
    return []


def _two_at(arrival_us: int, rate: Rate) -> float:
    """When there is room for two."""
    return math.ceil((arrival_us - (rate.burst - 2) * rate.emission_us) / MICROSECONDS)


def _note(task: str, until: float) -> Sentence:
    return say("limit-last", task=task, moment=Moment(at=until))
