"""Crowds of users who ask one provider at given times, in scenarios of one kind each."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HOUR = 3_600


@dataclass(frozen=True, kw_only=True)
class Change:
    """A provider with a fixed window of an hour, which reports the remaining requests after each request.

    From second `at` on it takes `later` requests an hour.
    """

    later: int
    at: float


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The arrivals of requests in seconds, with their users; `weights` of users, 1.0 for the others."""

    name: str
    arrivals: Sequence[tuple[float, str]]
    weights: Mapping[str, float] = field(default_factory=dict)
    change: Change | None = None


def heavy_and_light(heavy: str, seed: int = 1) -> Scenario:
    """A user with 1,000 requests, `first`, `last` or in `bursts`, and twenty users with 5 requests each in an hour."""
    chance = random.Random(seed)  # noqa: S311 - arrival times
    light = [(chance.uniform(0, HOUR), f"light {user}") for user in range(20) for _ in range(5)]
    match heavy:
        case "first":
            asks = [0.0] * 1000
        case "last":
            asks = [HOUR / 2] * 1000
        case _:
            asks = [300.0 * burst for burst in range(10) for _ in range(100)]
    return Scenario(name=heavy, arrivals=[(at, "heavy") for at in asks] + light)


def come_and_go(seed: int = 1) -> Scenario:
    """Two users with 500 requests, from the start and from half past, and thirty users who stay for ten minutes.

    Each of the thirty has 4 requests.
    """
    chance = random.Random(seed)  # noqa: S311 - arrival times
    stays = [(chance.uniform(0, HOUR - 600), f"light {user}") for user in range(30)]
    light = [(came + chance.uniform(0, 600), user) for came, user in stays for _ in range(4)]
    heavy = [(0.0, "heavy")] * 500 + [(HOUR / 2, "late")] * 500
    return Scenario(name="users come and go", arrivals=heavy + light)


def weighted() -> Scenario:
    """Two users with 1,000 requests each in the first minutes; one has three times the weight."""
    arrivals = [(0.1 * number, user) for number in range(1000) for user in ("single", "triple")]
    return Scenario(name="weights 1 and 3", arrivals=arrivals, weights={"triple": 3.0})


def shrinking(seed: int = 1) -> Scenario:
    """The heavy user first, but after twenty minutes the provider takes 120 requests an hour."""
    change = Change(later=120, at=HOUR / 3)
    return Scenario(name="the quota shrinks to 120", arrivals=heavy_and_light("first", seed).arrivals, change=change)
