"""Who gets a provider's calls when one asks for far more than there are: a simulation with a clock that is turned.

One heavy user asks 1,000 times; twenty light ones ask 5 times each within the hour; the provider allows 300 an hour.
Printed are what each side got, how long the light ones waited, and whether the provider's window was ever exceeded.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.quota.fair_queue import FairQueue, Waiter
from core.quota.limit import MICROSECONDS, PERIODS, Rate

HOUR = 3_600
LIMIT = Rate(units=300, period="hour")


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that was let in: asked and begun in seconds."""

    user: str
    asked: float
    begun: float


def simulate(arrivals: Iterable[tuple[float, str]], rate: Rate, until: float, **options: float) -> list[Call]:
    """The calls of a queue whose provider answers at once; arrivals in seconds, in order."""
    queue = FairQueue(rate, share=options.get("share", 0.5))
    asked: dict[Waiter, float] = {}
    coming = sorted(arrivals)
    now, calls, place = 0, list[Call](), 0
    while now <= until * MICROSECONDS:
        while place < len(coming) and coming[place][0] * MICROSECONDS <= now:
            asked[queue.join(coming[place][1])] = coming[place][0]
            place += 1
        for waiter in queue.let_in(now):
            calls.append(Call(user=waiter.user, asked=asked.pop(waiter), begun=now / MICROSECONDS))
            queue.ended(waiter.user, free=False)
        steps = [round(coming[place][0] * MICROSECONDS)] if place < len(coming) else []
        if asked and (look := queue.look_again(now)) is not None:
            steps.append(look)
        if not steps:
            break
        now = max(now + 1, min(steps))
    return calls


def fullest_window(calls: Sequence[Call], rate: Rate) -> int:
    """The most calls that began in any window of the rate's period."""
    begun = sorted(call.begun for call in calls)
    first = most = 0
    for last, at in enumerate(begun):
        while begun[first] <= at - PERIODS[rate.period]:
            first += 1
        most = max(most, last - first + 1)
    return most


def arrivals(heavy: str, seed: int = 1) -> list[tuple[float, str]]:
    """The heavy user `first`, `last` or in `bursts`, and the light ones through the hour."""
    chance = random.Random(seed)  # noqa: S311 - arrival times
    light = [(chance.uniform(0, HOUR), f"light {user}") for user in range(20) for _ in range(5)]
    match heavy:
        case "first":
            asks = [0.0] * 1000
        case "last":
            asks = [HOUR / 2] * 1000
        case _:
            asks = [300.0 * burst for burst in range(10) for _ in range(100)]
    return sorted([(at, "heavy") for at in asks] + light)


def main() -> None:
    """Prints one line a scenario, as `docs/limits.md` shows them."""
    print("| the heavy user asks | light served | longest wait | heavy in the first hour | fullest hour | used |")
    print("| --- | --- | --- | --- | --- | --- |")
    for heavy in ("first", "last", "bursts"):
        calls = simulate(arrivals(heavy), LIMIT, 2 * HOUR)
        served = Counter(call.user for call in calls)
        light = [call for call in calls if call.user != "heavy"]
        wait = max(call.begun - call.asked for call in light)
        early = sum(call.user == "heavy" and call.begun < HOUR for call in calls)
        used = sum(call.begun < HOUR for call in calls) / LIMIT.units
        print(
            f"| {heavy} | {sum(served.values()) - served['heavy']} of 100 | {wait:.0f} s | {early} "
            f"| {fullest_window(calls, LIMIT)} | {used:.0%} |"
        )


if __name__ == "__main__":
    main()
