"""The rest of each limit, in sentences."""

import math

from core.domain.limits import MICROSECONDS, amount_shown, microseconds
from core.domain.request import Caller, Place
from core.domain.sentences import Moment, Sentence, say
from core.quota.gcra import units_remaining
from core.quota.policy import QuotaPolicy
from core.store.ports.allowances import Allowances


async def remaining(policy: QuotaPolicy, store: Allowances, caller: Caller, place: Place, at: float) -> list[Sentence]:
    """A line for each limit that applies to a person in a place."""
    applied, budgets = policy.applied_rates(caller, place), policy.applied_budgets(caller, place)
    if not applied and not budgets:
        return [say("usage-no-limits")]
    arrivals = await store.arrival_times([each.key for each in applied])
    now = microseconds(at)
    lines = [say("usage-limits")]
    for each in applied:
        arrival = arrivals.get(each.key, 0)
        count = units_remaining(arrival, each.rate, now)
        if each.scope != "user" and count == each.rate.units:
            continue  # what concerns others too is told once it matters
        task = each.task.value
        lines.append(
            say("usage-left", scope=each.scope, task=task, count=count, units=each.rate.units, period=each.rate.period)
        )
        if arrival > now:
            lines.append(say("usage-refill", moment=Moment(at=math.ceil(arrival / MICROSECONDS))))
    spent = await store.spent_budgets([each.key for each in budgets], at)
    for one in budgets:
        rest = max(0, one.budget.amount - spent.get(one.key, 0))
        lines.append(
            say(
                "usage-budget",
                scope=one.scope,
                left=amount_shown(one.budget.measure, rest),
                measure=one.budget.counted,
                amount=one.budget.shown,
                moment=Moment(at=one.budget.window(at)[1]),
            )
        )
    return lines
