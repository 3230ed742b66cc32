"""Usage: what the ledger's entries are together, by day, by task, by model and by person."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BAR_WIDTH = 24
_DAY_SECONDS = 86_400
TOP = 10
"""The people whose usage is told."""


@dataclass(frozen=True, kw_only=True)
class UsageTotal:
    """The total of several ledger entries: requests that cost something, output tokens, and millionths of a dollar."""

    calls: int = 0
    tokens: int = 0
    microdollars: int = 0


@dataclass(frozen=True, kw_only=True)
class UsageGroup:
    """The entries of one day in UTC (ISO 8601), one task, engine and model. `made` are those that cost something,
    `failed` those that failed."""

    day: str
    task: str
    engine: str
    model: str
    made: int
    failed: int
    total: UsageTotal


@dataclass(frozen=True, kw_only=True)
class Usage:
    """The usage of a time.

    `people` are those with most requests (`Caller.key`, empty for all who were forgotten) and their totals. `feedback`
    are the likes and dislikes of answers that each model had a part in; models with the most feedback come first.
    """

    groups: Sequence[UsageGroup]
    people: Sequence[tuple[str, UsageTotal]] = ()
    feedback: Sequence[tuple[str, int, int]] = ()

    @property
    def total(self) -> UsageTotal:
        """The total of everything."""
        totals = [group.total for group in self.groups]
        return UsageTotal(
            calls=sum(each.calls for each in totals),
            tokens=sum(each.tokens for each in totals),
            microdollars=sum(each.microdollars for each in totals),
        )

    @property
    def failed(self) -> int:
        """The number of requests that failed."""
        return sum(group.failed for group in self.groups)

    @property
    def made_by_task(self) -> Mapping[str, int]:
        """The entries that cost something, by task, the most first."""
        return _counted((group.task, group.made) for group in self.groups)

    def calls_by(self, name: Callable[[UsageGroup], str]) -> Mapping[str, int]:
        """The requests by a name of their group, the most first."""
        return _counted((name(group), group.total.calls) for group in self.groups)

    def calls_by_day(self, now: float, days: int) -> Mapping[str, int]:
        """The requests of each of the last days in UTC that has any, oldest first."""
        counted = self.calls_by(lambda group: group.day)
        today = datetime.fromtimestamp(now, UTC).date()
        names = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(days))]
        return {name: counted[name] for name in names if name in counted}


def begin_of(days: int, now: float) -> float:
    """The begin of the last days, in seconds since the epoch: today and those before it in UTC, as a chart shows them.
    One day is the last 24 hours."""
    if days == 1:
        return now - _DAY_SECONDS
    return (now // _DAY_SECONDS - days + 1) * _DAY_SECONDS


def _counted(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    counted = Counter[str]()
    for name, count in pairs:
        counted[name] += count
    return {name: count for name, count in sorted(counted.items(), key=lambda each: (-each[1], each[0])) if count}


def bar_chart(counts: Mapping[str, int]) -> str:
    """Returns a bar chart as a code block, with a name, a bar and a number on each line. A page may draw it."""
    highest = max(counts.values(), default=0) or 1
    width = len(str(highest))
    lines = [f"{name} {_bar(count / highest)} {count:>{width}}" for name, count in counts.items()]
    return "\n".join(["```chart", *lines, "```"])


def _bar(share: float) -> str:
    filled = round(share * BAR_WIDTH) or (1 if share else 0)
    return ("█" * filled).ljust(BAR_WIDTH, "·")
