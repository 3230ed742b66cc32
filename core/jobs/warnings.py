"""Warnings before a limit: the captions of an answer say when only one more request has room."""

import logging
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.commands.context import Context
from core.domain.events import Event, Facts
from core.domain.limits import MICROSECONDS, Rate, microseconds
from core.domain.sentences import Moment, Sentence, say
from core.domain.tasks import Task
from core.quota.gcra import units_remaining

logger = logging.getLogger(__name__)


async def warn_before_limit(events: AsyncGenerator[Event, None], context: Context) -> AsyncGenerator[Event, None]:
    """Passes events on; the first facts get a note when only one more request of the kind has room."""
    told = False
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Facts) and not told:
                told = True
                yield event.model_copy(update={"notes": (*event.notes, *await _notes_or_none(context))})
            else:
                yield event


async def _notes_or_none(context: Context) -> list[Sentence]:
    """The notes; none while the store is out of order, because a note is worth no answer."""
    try:
        return await _notes(context)
    except Exception:
        logger.exception("job %s gets no note about its limits", context.job.id)
        return []


async def _notes(context: Context) -> list[Sentence]:
    """At most one note about the person's own limits."""
    caller, place = context.request.caller, context.request.place
    declared = context.registry.find(context.request.command)
    tasks = declared.spends if declared else ()
    rates = [
        each
        for each in context.policy.applied_rates(caller, place)
        if each.scope == "user" and each.task in tasks and each.task is not Task.AUTOMATIC_SPEECH_RECOGNITION
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
    """The time when there is room for two requests."""
    return math.ceil((arrival_us - (rate.burst - 2) * rate.emission_us) / MICROSECONDS)


def _note(task: str, until: float) -> Sentence:
    return say("limit-last", task=task, moment=Moment(at=until))
