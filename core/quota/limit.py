"""What can be limited: how much in a time, and how much at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

MICROSECONDS = 1_000_000

Scope = Literal["user", "channel", "tenant"]
"""Whose limit it is."""

Period = Literal["minute", "hour", "day", "month"]

PERIODS: Mapping[str, int] = {"minute": 60, "hour": 3_600, "day": 86_400, "month": 30 * 86_400}
"""Seconds of a period; a month is thirty days."""

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
class Places:
    """So many jobs at once. A place is given up when its job ends, and lost after `seconds` whatever happens."""

    at_once: int
    seconds: float


Limit = Rate | Places


def microseconds(at: float) -> int:
    """A time or a duration in seconds, as a whole number of microseconds."""
    return round(at * MICROSECONDS)
