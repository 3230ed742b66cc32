"""What was spent, added up: by day, by person and in all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.domain.ledger import Spend

BAR_WIDTH = 24


@dataclass(frozen=True, kw_only=True)
class UsageTotal:
    """Of several spends: calls that cost something, tokens written, and millionths of a dollar."""

    calls: int
    tokens: int
    microdollars: int


def total(spends: Iterable[Spend]) -> UsageTotal:
    """All of them together."""
    spends = list(spends)
    return UsageTotal(
        calls=sum(spend.units for spend in spends),
        tokens=sum(spend.tokens or 0 for spend in spends if spend.units),
        microdollars=sum(spend.microdollars or 0 for spend in spends),
    )


def calls_by_day(spends: Iterable[Spend], now: float, days: int) -> Mapping[str, int]:
    """Calls of each of the last days by UTC, days without any too, the oldest first."""
    today = datetime.fromtimestamp(now, UTC).date()
    counted = Counter[str]()
    for spend in spends:
        counted[datetime.fromtimestamp(spend.at, UTC).date().isoformat()] += spend.units
    names = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(days))]
    return {name: counted[name] for name in names}


def top_users(spends: Iterable[Spend], count: int) -> Sequence[tuple[str, UsageTotal]]:
    """Who made most calls (`Caller.key`; empty is everybody who was forgotten), with what theirs add up to."""
    theirs: dict[str, list[Spend]] = {}
    for spend in spends:
        if spend.units:
            theirs.setdefault(spend.user_key, []).append(spend)
    sums = [(user, total(of_user)) for user, of_user in theirs.items()]
    return sorted(sums, key=lambda pair: (-pair[1].calls, pair[0]))[:count]


def feedback_by_model(spends: Iterable[Spend]) -> Sequence[tuple[str, int, int]]:
    """How many liked, and how many disliked, what each model had a part in; the most talked about first."""
    liked, disliked = Counter[str](), Counter[str]()
    for spend in spends:
        liked[spend.model] += spend.liked
        disliked[spend.model] += spend.disliked
    found = [(model, liked[model], disliked[model]) for model in liked if liked[model] or disliked[model]]
    return sorted(found, key=lambda each: (-each[1] - each[2], each[0]))


def bar_chart(counts: Mapping[str, int]) -> str:
    """Bars as a block of text that a page may draw: on each line a name, a bar and a number."""
    highest = max(counts.values(), default=0) or 1
    width = len(str(highest))
    lines = [f"{name} {_bar(count / highest)} {count:>{width}}" for name, count in counts.items()]
    return "\n".join(["```chart", *lines, "```"])


def _bar(share: float) -> str:
    filled = round(share * BAR_WIDTH) or (1 if share else 0)
    return ("█" * filled).ljust(BAR_WIDTH, "·")
