"""The rate algorithm compared with a token bucket that is simulated unit by unit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.limits import Rate
from core.quota.gcra import Demand, Denial, PastCharge, decide, replay, units_remaining

RATES = st.builds(Rate, units=st.integers(1, 12), period=st.sampled_from(["minute", "hour", "day"]))
STEPS = st.lists(st.tuples(st.integers(0, 700_000_000), st.integers(0, 5)), max_size=40)


class Bucket:
    """A token bucket with its content in microseconds of inflow, which is exact and simple."""

    def __init__(self, rate: Rate) -> None:
        self.emission, self.full = rate.emission_us, rate.burst * rate.emission_us
        self.water, self.at = self.full, 0

    def at_time(self, now: int) -> int:
        return min(self.full, self.water + now - self.at)

    def take(self, units: int, now: int) -> bool:
        water = self.at_time(now)
        if water < units * self.emission:
            return False
        self.water, self.at = water - units * self.emission, now
        return True


@given(rate=RATES, steps=STEPS)
@settings(max_examples=200)
def test_one_key_decides_as_a_token_bucket_and_tells_the_exact_time_to_wait(
    rate: Rate, steps: list[tuple[int, int]]
) -> None:
    bucket, arrivals, now = Bucket(rate), dict[str, int](), 0
    for elapsed, units in steps:
        now += elapsed
        assert units_remaining(arrivals.get("a", 0), rate, now) == bucket.at_time(now) // rate.emission_us
        demand = Demand(key="a", units=units, rate=rate)
        decided = decide(arrivals, [demand], now)
        possible = units <= rate.burst
        assert (not isinstance(decided, Denial)) == (possible and bucket.take(units, now))
        if not isinstance(decided, Denial):
            arrivals.update(decided)
        elif decided.wait_us is None:
            assert not possible
        else:
            assert isinstance(decide(arrivals, [demand], now + decided.wait_us - 1), Denial)
            assert not isinstance(decide(arrivals, [demand], now + decided.wait_us), Denial)


@given(rates=st.lists(RATES, min_size=2, max_size=4), steps=STEPS)
@settings(max_examples=100)
def test_several_keys_are_charged_all_or_none(rates: list[Rate], steps: list[tuple[int, int]]) -> None:
    buckets, arrivals, now = [Bucket(rate) for rate in rates], dict[str, int](), 0
    for elapsed, units in steps:
        now += elapsed
        demands = [Demand(key=str(place), units=units, rate=rate) for place, rate in enumerate(rates)]
        room = all(bucket.at_time(now) >= units * bucket.emission for bucket in buckets)
        before = dict(arrivals)
        decided = decide(arrivals, demands, now)
        assert arrivals == before
        assert (not isinstance(decided, Denial)) == room
        if not isinstance(decided, Denial):
            arrivals.update(decided)
            assert all(bucket.take(units, now) for bucket in buckets)
        elif decided.wait_us is not None:
            assert isinstance(decide(arrivals, demands, now + decided.wait_us - 1), Denial)
            assert not isinstance(decide(arrivals, demands, now + decided.wait_us), Denial)


@given(rate=RATES, steps=STEPS)
@settings(max_examples=150)
def test_no_interval_spends_more_than_the_burst_and_the_refill(rate: Rate, steps: list[tuple[int, int]]) -> None:
    arrivals, now, spent = dict[str, int](), 0, list[tuple[int, int]]()
    for elapsed, units in steps:
        now += elapsed
        decided = decide(arrivals, [Demand(key="a", units=units, rate=rate)], now)
        if not isinstance(decided, Denial):
            arrivals.update(decided)
            spent.append((now, units))
    for first, (start, _) in enumerate(spent):
        total = 0
        for at, units in spent[first:]:
            total += units
            assert total * rate.emission_us <= rate.burst * rate.emission_us + (at - start)


def test_a_refund_after_the_refill_buys_nothing() -> None:
    emission = 1_000_000
    spent_long_ago = PastCharge(at_us=0, units=0, emission_us=emission)  # ten units, settled to none
    spent_now = PastCharge(at_us=100 * emission, units=10, emission_us=emission)
    assert replay(0, [spent_long_ago, spent_now]) == 110 * emission
