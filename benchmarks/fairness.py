"""Who gets a provider's calls when more are asked for than there are: simulations with a clock that is turned.

The provider allows 300 calls an hour and answers at once. `python -m benchmarks.fairness` prints the tables of
`docs/limits.md` and draws its picture.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.curves import Curve, Panel, draw
from core.quota.fair_queue import FairQueue, Told, Waiter
from core.quota.limit import MICROSECONDS, PERIODS, Rate

HOUR = 3_600
LIMIT = Rate(units=300, period="hour")
PICTURE = Path(__file__).parent.parent / "docs" / "images" / "fairness.svg"


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that was let in: asked and begun in seconds."""

    user: str
    asked: float
    begun: float


@dataclass(kw_only=True)
class Provider:
    """One with a fixed window of an hour, which says after each call what is left of `limit`, or of `later` calls
    from a second on."""

    limit: int
    later: int
    changes_at: float
    refused: int = 0
    used: int = 0
    _hour: int = -1

    def call(self, queue: FairQueue, at: float) -> bool:
        """Takes a call or refuses it, and says what is left in either case."""
        hour, limit = int(at // HOUR), self.limit if at < self.changes_at else self.later
        if hour != self._hour:
            self._hour, self.used = hour, 0
        taken = self.used < limit
        self.used += taken
        self.refused += not taken
        until = (hour + 1) * HOUR * MICROSECONDS
        queue.heed(Told(left=max(0, limit - self.used), until=until, limit=limit, window=HOUR * MICROSECONDS))
        return taken


@dataclass(frozen=True, kw_only=True)
class Story:
    """Who asks when, in seconds; `weights` of users, 1.0 for the others."""

    name: str
    arrivals: Sequence[tuple[float, str]]
    weights: Mapping[str, float] = field(default_factory=dict)
    provider: Provider | None = None


def simulate(story: Story, rate: Rate = LIMIT, until: float = 2 * HOUR, share: float = 0.5) -> list[Call]:
    """The calls that the queue lets in and the provider takes."""
    queue = FairQueue(rate, share=share)
    asked: dict[Waiter, float] = {}
    coming = sorted(story.arrivals)
    now, calls, place = 0, list[Call](), 0
    while now <= until * MICROSECONDS:
        while place < len(coming) and coming[place][0] * MICROSECONDS <= now:
            user = coming[place][1]
            asked[queue.join(user, story.weights.get(user, 1.0))] = coming[place][0]
            place += 1
        for waiter in queue.let_in(now):
            queue.ended(waiter.user, free=False)
            at, since = now / MICROSECONDS, asked.pop(waiter)
            if story.provider is None or story.provider.call(queue, at):
                calls.append(Call(user=waiter.user, asked=since, begun=at))
            else:
                asked[queue.join(waiter.user, waiter.weight)] = since
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


def heavy_and_light(heavy: str, seed: int = 1) -> Story:
    """One who asks 1,000 times, `first`, `last` or in `bursts`, and twenty who ask 5 times each through the hour."""
    chance = random.Random(seed)  # noqa: S311 - arrival times
    light = [(chance.uniform(0, HOUR), f"light {user}") for user in range(20) for _ in range(5)]
    match heavy:
        case "first":
            asks = [0.0] * 1000
        case "last":
            asks = [HOUR / 2] * 1000
        case _:
            asks = [300.0 * burst for burst in range(10) for _ in range(100)]
    return Story(name=heavy, arrivals=[(at, "heavy") for at in asks] + light)


def come_and_go(seed: int = 1) -> Story:
    """Two who ask 500 times, one from the start and one from half past, and thirty who stay for ten minutes and ask
    4 times meanwhile."""
    chance = random.Random(seed)  # noqa: S311 - arrival times
    stays = [(chance.uniform(0, HOUR - 600), f"light {user}") for user in range(30)]
    light = [(came + chance.uniform(0, 600), user) for came, user in stays for _ in range(4)]
    heavy = [(0.0, "heavy")] * 500 + [(HOUR / 2, "late")] * 500
    return Story(name="users come and go", arrivals=heavy + light)


def weighted() -> Story:
    """Two who ask 1,000 times each from the start; one has three times the weight."""
    arrivals = [(0.0, user) for user in ("single", "triple") for _ in range(1000)]
    return Story(name="weights 1 and 3", arrivals=arrivals, weights={"triple": 3.0})


def shrinking(seed: int = 1) -> Story:
    """As the heavy user first, but after twenty minutes the provider takes 120 calls an hour."""
    provider = Provider(limit=LIMIT.units, later=120, changes_at=HOUR / 3)
    return Story(name="the quota shrinks", arrivals=heavy_and_light("first", seed).arrivals, provider=provider)


def light_waits(calls: Sequence[Call]) -> list[float]:
    """Seconds that each light call waited."""
    return [call.begun - call.asked for call in calls if call.user.startswith("light")]


def crowd_table() -> Iterator[str]:
    """One heavy user and twenty light ones."""
    yield "| the heavy user asks | light served | longest wait | heavy in the first hour | fullest hour | used |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for heavy in ("first", "last", "bursts"):
        calls = simulate(heavy_and_light(heavy))
        waits = light_waits(calls)
        early = sum(call.user == "heavy" and call.begun < HOUR for call in calls)
        used = sum(call.begun < HOUR for call in calls) / LIMIT.units
        yield (
            f"| {heavy} | {len(waits)} of 100 | {max(waits):.0f} s | {early} "
            f"| {fullest_window(calls, LIMIT)} | {used:.0%} |"
        )


def change_table() -> Iterator[str]:
    """What changes meanwhile."""
    yield "| what changes | what comes of it |"
    yield "| --- | --- |"
    calls = simulate(come_and_go())
    served, waits = Counter(call.user for call in calls if call.begun < HOUR), light_waits(calls)
    yield (
        f"| users come and go | {len(waits)} of 120 light calls served, the longest wait {max(waits):.0f} s; in the "
        f"first hour {served['heavy']} for who asked from the start, {served['late']} for who came at half past |"
    )
    served = Counter(call.user for call in simulate(weighted()))
    yield (
        f"| weights 1 and 3 | {served['single']} and {served['triple']} calls in two hours "
        f"(1 to {served['triple'] / served['single']:.1f}) |"
    )
    story = shrinking()
    calls = simulate(story)
    assert story.provider is not None
    second = sum(HOUR <= call.begun < 2 * HOUR for call in calls)
    yield (
        f"| the provider takes 120 an hour after twenty minutes | calls refused: {story.provider.refused}, by which it "
        f"told; {second} of 120 used in the next hour; {len(light_waits(calls))} of 100 light served |"
    )


def picture() -> str:
    """Calls over two hours, as an SVG."""
    stories = [
        *(heavy_and_light(heavy) for heavy in ("first", "last", "bursts")),
        come_and_go(),
        weighted(),
        shrinking(),
    ]
    return draw("Calls served over two hours, 300 an hour allowed", [_panel(story) for story in stories])


def _panel(story: Story) -> Panel:
    calls = simulate(story)
    users = {"light": "light users", "heavy": "heavy user", "late": "late heavy user"}
    groups: dict[str, list[float]] = {}
    for call in calls:
        name = call.user.split()[0]
        groups.setdefault(users.get(name, f"weight {name}"), []).append(call.begun / 60)
    titles = {"first": "heavy user first", "last": "heavy user at half past", "bursts": "heavy user in bursts"}
    curves = [Curve(name=name, at=times) for name, times in sorted(groups.items())]
    return Panel(title=titles.get(story.name, story.name), curves=curves)


def main() -> None:
    """Prints the tables and draws the picture."""
    print("\n".join([*crowd_table(), "", *change_table()]))
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"drew {PICTURE}")


if __name__ == "__main__":
    main()
