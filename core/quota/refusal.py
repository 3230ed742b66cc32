"""How a refusal is worded: which limit, and when it ends."""

import math

from core.errors import LimitReached, NotAllowed, UserError
from core.messages import Moment, say
from core.quota.limit import MICROSECONDS, Rate, Scope


def too_much(*, scope: Scope, task: str, rate: Rate, wait_us: int | None, at: float) -> UserError:
    """The error for a rate that is used up, or that could never hold what is asked."""
    if wait_us is None:
        return NotAllowed("limit-never", scope=scope, task=task, units=rate.units)
    moment = Moment(at=math.ceil(at + wait_us / MICROSECONDS))
    sentence = say("limit-reached", scope=scope, task=task, units=rate.units, period=rate.period, moment=moment)
    return LimitReached(sentence, seconds=wait_us / MICROSECONDS)


def too_many(*, at_once: int, wait_us: int) -> LimitReached:
    """The error for places that are all taken; the wait is at most that long."""
    return LimitReached("limit-at-once", count=at_once, seconds=wait_us / MICROSECONDS)
