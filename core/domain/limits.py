"""Limits: how much within a time, and how much at the same time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, Self

MICROSECONDS = 1_000_000

Scope = Literal["user", "network", "channel", "tenant", "bot"]
"""The owner of a limit; `network` is `Caller.network`, and `bot` the limit of everybody together."""

PERIODS: Mapping[str, int] = {"minute": 60, "hour": 3_600, "day": 86_400, "month": 30 * 86_400}
"""Seconds of a period; a month is thirty days."""

SLOT_SECONDS = 60.0
"""The time for which a job keeps its slot without a renewal."""

_BUDGET = re.compile(r"(\$?)(\d{1,9}(?:\.\d{1,6})?)/(day|month)")
_WRITTEN = re.compile(r"(\d{1,9})/(minute|hour|day|month)")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A number of units in a period, which may be spent in one burst after a pause.

    Its law: every interval admits at most `burst` + elapsed / `emission_us` units.
    """

    units: int
    period: str

    @property
    def emission_us(self) -> int:
        """Microseconds until one unit returns, rounded up."""
        return -(-PERIODS[self.period] * MICROSECONDS // self.units)

    @property
    def burst(self) -> int:
        """Units that may be spent immediately after a pause."""
        return self.units

    @classmethod
    def parse(cls, written: str) -> Self:
        """Reads `60/hour`. Raises ValueError."""
        match = _WRITTEN.fullmatch(written.strip())
        if match is None or int(match[1]) == 0:
            raise ValueError(f"{written!r} is not a rate such as 60/hour")
        return cls(units=int(match[1]), period=match[2])

    def times(self, factor: int) -> Self:
        """The same rate for several people together."""
        return self if factor == 1 else replace(self, units=self.units * factor)

    def __str__(self) -> str:
        return f"{self.units}/{self.period}"


@dataclass(frozen=True, kw_only=True)
class ConcurrencyLimit:
    """A number of jobs at the same time. A job frees its slot when it ends, and loses it after `seconds` in which no
    process has renewed it."""

    jobs: int
    seconds: float = SLOT_SECONDS


@dataclass(frozen=True, kw_only=True)
class Budget:
    """An amount for each calendar day or month in UTC: of `calls`, or of `dollars` counted in millionths.

    The calendar counts because providers and banks count that way: Hugging Face renews credits on the first of a month.
    """

    amount: int
    period: Literal["day", "month"]
    measure: Literal["calls", "dollars"]

    @classmethod
    def parse(cls, written: str) -> Self:
        """Reads `200/day` (calls) and `$2.50/month`. Raises ValueError."""
        match = _BUDGET.fullmatch(written.strip())
        if match is None or not (number := Decimal(match[2])) or (not match[1] and "." in match[2]):
            raise ValueError(f"{written!r} is not a budget such as 200/day or $5/month")
        period: Literal["day", "month"] = "day" if match[3] == "day" else "month"
        if match[1]:
            return cls(amount=int(number * MICROSECONDS), period=period, measure="dollars")
        return cls(amount=int(number), period=period, measure="calls")

    def times(self, factor: int) -> Self:
        """The same budget for several people together."""
        return self if factor == 1 else replace(self, amount=self.amount * factor)

    def window(self, at: float) -> tuple[int, int]:
        """The begin and the end of the day or month around a time, in seconds since the epoch."""
        now = datetime.fromtimestamp(at, UTC)
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.period == "day":
            end = start + timedelta(days=1)
        else:
            start = start.replace(day=1)
            end = (start + timedelta(days=31)).replace(day=1)
        return int(start.timestamp()), int(end.timestamp())

    @property
    def shown(self) -> str:
        """The amount as people write it: `200`, `$2.50`."""
        return amount_shown(self.measure, self.amount)

    @property
    def counted(self) -> str:
        """The unit of the amount for a sentence: `call` for exactly one, `calls`, `dollars`."""
        return "call" if self.measure == "calls" and self.amount == 1 else self.measure

    def __str__(self) -> str:
        return f"{self.shown}/{self.period}"


def amount_shown(measure: str, amount: int) -> str:
    """An amount as people write it: calls as a number, millionths of a dollar as `$2.50` or `$0.0004`."""
    if measure == "calls":
        return str(amount)
    dollars = Decimal(amount) / MICROSECONDS
    return f"${dollars:.2f}" if dollars == round(dollars, 2) else f"${dollars:.6f}".rstrip("0")


Limit = Rate | ConcurrencyLimit | Budget


def microseconds(at: float) -> int:
    """A time or a duration in seconds, as a whole number of microseconds."""
    return round(at * MICROSECONDS)


@dataclass(frozen=True, kw_only=True)
class Charge:
    """The estimated cost of a job against one key: `user:…`, `network:…`, `channel:…`, `tenant:…`.

    `limit` says how much the key may spend (a `Rate`, or a `Budget` of calls or dollars in a day or month) or hold at
    the same time (`ConcurrencyLimit`). A rate is settled against the cost of calls of `task`, a budget against the cost
    of all calls; its `units` are calls or millionths of a dollar.
    """

    key: str
    units: int
    limit: Limit
    scope: Scope = "user"
    task: str = ""
