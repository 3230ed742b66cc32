"""The generic cell rate algorithm (ITU-T I.371): a token bucket that needs one number.

The number is the *theoretical arrival time* of a key: the time at which its bucket is full again. Each unit moves it
on by the emission interval. All times are whole microseconds, so rounding loses nothing and a refusal knows the exact
time to wait. A decision covers several keys together: either all of them are charged or none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.domain.limits import Rate


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Units demanded of one key."""

    key: str
    units: int
    rate: Rate


@dataclass(frozen=True, kw_only=True)
class Denial:
    """The demand that has to wait longest. `wait_us` is None if it asks for more than there ever is."""

    demand: Demand
    wait_us: int | None


@dataclass(frozen=True, kw_only=True)
class PastCharge:
    """One earlier charge of a key."""

    at_us: int
    units: int
    emission_us: int


def decide(arrivals: Mapping[str, int], demands: Sequence[Demand], now_us: int) -> dict[str, int] | Denial:
    """Returns the new arrival times of all keys, or a denial that charges nothing. Each key may be demanded once."""
    moved: dict[str, int] = {}
    worst: Denial | None = None
    for demand in demands:
        if demand.key in moved:
            raise ValueError(f"{demand.key} is demanded twice")
        if demand.units > demand.rate.burst:
            return Denial(demand=demand, wait_us=None)
        if not demand.units:
            moved[demand.key] = arrivals.get(demand.key, 0)
            continue
        emission = demand.rate.emission_us
        arrival = max(arrivals.get(demand.key, 0), now_us) + demand.units * emission
        moved[demand.key] = arrival
        over = arrival - now_us - demand.rate.burst * emission
        if over > 0 and (worst is None or over > (worst.wait_us or 0)):
            worst = Denial(demand=demand, wait_us=over)
    return worst or moved


def replay(arrival_us: int, entries: Iterable[PastCharge]) -> int:
    """Returns the arrival time after charges, given the arrival time before them.

    Settlement is a replay with the actual units. Subtracting units from the current number instead would give back
    units that time has already given back: refunding a charge of an hour ago would allow a second burst.
    """
    for entry in entries:
        if entry.units:
            arrival_us = max(arrival_us, entry.at_us) + entry.units * entry.emission_us
    return arrival_us


def units_remaining(arrival_us: int, rate: Rate, now_us: int) -> int:
    """Returns the units that may be spent now."""
    return max(0, (now_us + rate.burst * rate.emission_us - max(arrival_us, now_us)) // rate.emission_us)
