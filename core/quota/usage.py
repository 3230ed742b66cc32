"""Totals of the ledger: by day, by user, by model and in all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.domain.ledger import Spend

BAR_WIDTH = 24


@dataclass(frozen=True, kw_only=True)
class UsageTotal:
    """The total of several ledger entries: requests that cost something, output tokens, and millionths of a dollar."""

    calls: int
    tokens: int
    microdollars: int


def total(spends: Iterable[Spend]) -> UsageTotal:
    """Adds up all entries."""
    spends = list(spends)
    return UsageTotal(
        calls=sum(spend.calls for spend in spends),
        tokens=sum(spend.tokens or 0 for spend in spends if spend.units),
        microdollars=sum(spend.microdollars or 0 for spend in spends),
    )


def calls_by_day(spends: Iterable[Spend], now: float, days: int) -> Mapping[str, int]:
    """Counts the requests of each of the last days in UTC that has any, oldest first."""
    today = datetime.fromtimestamp(now, UTC).date()
    counted = Counter[str]()
    for spend in spends:
        counted[datetime.fromtimestamp(spend.at, UTC).date().isoformat()] += spend.calls
    names = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(days))]
    return {name: counted[name] for name in names if counted[name]}


def top_users(spends: Iterable[Spend], count: int) -> Sequence[tuple[str, UsageTotal]]:
    """Returns the users with the most requests (`Caller.key`, empty for all forgotten users) and their totals."""
    theirs: dict[str, list[Spend]] = {}
    for spend in spends:
        if spend.units:
            theirs.setdefault(spend.user_key, []).append(spend)
    sums = [(user, total(of_user)) for user, of_user in theirs.items()]
    return sorted(sums, key=lambda pair: (-pair[1].calls, pair[0]))[:count]


def feedback_by_model(spends: Iterable[Spend]) -> Sequence[tuple[str, int, int]]:
    """Counts the likes and dislikes of answers that each model had a part in; models with the most feedback first."""
    liked, disliked = Counter[str](), Counter[str]()
    for spend in spends:
        liked[spend.model] += spend.liked
        disliked[spend.model] += spend.disliked
    found = [(model, liked[model], disliked[model]) for model in liked if liked[model] or disliked[model]]
    return sorted(found, key=lambda each: (-each[1] - each[2], each[0]))


def bar_chart(counts: Mapping[str, int]) -> str:
    """Returns a bar chart as a code block, with a name, a bar and a number on each line. A page may draw it."""
    highest = max(counts.values(), default=0) or 1
    width = len(str(highest))
    lines = [f"{name} {_bar(count / highest)} {count:>{width}}" for name, count in counts.items()]
    return "\n".join(["```chart", *lines, "```"])


def _bar(share: float) -> str:
    filled = round(share * BAR_WIDTH) or (1 if share else 0)
    return ("█" * filled).ljust(BAR_WIDTH, "·")
