"""What can be limited: how much in a time, and how much at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, Self

MICROSECONDS = 1_000_000

Scope = Literal["user", "channel", "tenant", "bot"]
"""Whose limit it is; `bot` is everybody's together."""

PERIODS: Mapping[str, int] = {"minute": 60, "hour": 3_600, "day": 86_400, "month": 30 * 86_400}
"""Seconds of a period; a month is thirty days."""

_BUDGET = re.compile(r"(\$?)(\d{1,9}(?:\.\d{1,6})?)/(day|month)")
_WRITTEN = re.compile(r"(\d{1,9})/(minute|hour|day|month)")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """So many units in a period, and as many at once after a pause.

    The law of it: in every interval at most `burst` + elapsed / `emission_us`.
    """

    units: int
    period: str

    @property
    def emission_us(self) -> int:
        """Microseconds until one unit comes back, rounded up."""
        return -(-PERIODS[self.period] * MICROSECONDS // self.units)

    @property
    def burst(self) -> int:
        """Units that may be spent at once."""
        return self.units

    @classmethod
    def parse(cls, written: str) -> Self:
        """Reads `60/hour`. Raises ValueError."""
        match = _WRITTEN.fullmatch(written.strip())
        if match is None or int(match[1]) == 0:
            raise ValueError(f"{written!r} is not a rate such as 60/hour")
        return cls(units=int(match[1]), period=match[2])

    def __str__(self) -> str:
        return f"{self.units}/{self.period}"


@dataclass(frozen=True, kw_only=True)
class ConcurrencyLimit:
    """So many jobs at once. A place is given up when its job ends, and lost after `seconds` whatever happens."""

    jobs: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Budget:
    """So much in each calendar day or month, by UTC: of `calls`, or of `dollars`, counted in millionths.

    Calendar, because that is how providers and banks count: credits of Hugging Face come back on the first of a month.
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

    def window(self, at: float) -> tuple[int, int]:
        """When the day or month around a time began and when it ends, in seconds since the epoch."""
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
        """What the amount is of, for a sentence: `call` where it is one, `calls`, `dollars`."""
        return "call" if self.measure == "calls" and self.amount == 1 else self.measure

    def __str__(self) -> str:
        return f"{self.shown}/{self.period}"


def amount_shown(measure: str, amount: int) -> str:
    """Calls as a number, millionths of a dollar as dollars with at least two digits: `200`, `$2.50`, `$0.0004`."""
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
    """What a job is estimated to spend against one key: `user:…`, `channel:…`, `tenant:…`.

    `limit` is what the key may spend (a `Rate`; a `Budget` of calls or dollars in a day or month) or hold at once
    (`ConcurrencyLimit`). What calls of `task` cost is settled against a rate, what all calls cost against a budget, whose `units`
    are calls or millionths of a dollar.
    """

    key: str
    units: int
    limit: Limit
    scope: Scope = "user"
    task: str = ""
