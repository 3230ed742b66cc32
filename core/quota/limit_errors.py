"""Errors of limits, which say which limit refuses and when to try again."""

import math

from core.domain.errors import LimitReached, NotAllowed, UserError
from core.domain.limits import MICROSECONDS, Budget, Rate, Scope
from core.domain.sentences import Moment, say


def rate_error(*, scope: Scope, task: str, rate: Rate, wait_us: int | None, at: float) -> UserError:
    """The error for a rate that is used up, or that is smaller than the request."""
    if wait_us is None:
        return NotAllowed("limit-never", scope=scope, task=task, units=rate.units)
    again = math.ceil(at + wait_us / MICROSECONDS)
    moment = Moment(at=again)
    sentence = say("limit-reached", scope=scope, task=task, units=rate.units, period=rate.period, moment=moment)
    return LimitReached(sentence, seconds=wait_us / MICROSECONDS, at=again)


def budget_error(*, scope: Scope, budget: Budget, units: int, at: float) -> UserError:
    """The error for a budget that is spent until the end of the day or month, or that is smaller than the request."""
    if units > budget.amount:
        return NotAllowed("budget-never", scope=scope, amount=budget.shown)
    _, until = budget.window(at)
    sentence = say(
        "budget-spent",
        scope=scope,
        amount=budget.shown,
        measure=budget.counted,
        period=budget.period,
        moment=Moment(at=until),
    )
    return LimitReached(sentence, seconds=until - at, at=until)


def longer_lasting(first: UserError, second: UserError | None) -> UserError:
    """Returns the error that lasts longer; one that never ends lasts longest."""
    return first if second is None or _seconds(first) >= _seconds(second) else second


def _seconds(refusal: UserError) -> float:
    return refusal.seconds if isinstance(refusal, LimitReached) else math.inf


def concurrency_error(*, jobs: int, wait_us: int, scope: Scope = "user") -> LimitReached:
    """The error for a person or network whose slots are all taken; the wait is at most `wait_us` long."""
    name = "limit-at-once-network" if scope == "network" else "limit-at-once"
    return LimitReached(name, count=jobs, seconds=wait_us / MICROSECONDS)
