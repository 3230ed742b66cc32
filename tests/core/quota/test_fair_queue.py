"""The window of a provider is never exceeded, no slot is wasted, and light users go first."""

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.crowds import HOUR, Change, Scenario, heavy_and_light
from benchmarks.fairness import change_table, crowd_table, in_hour, light, longest_wait, picture, result_of
from benchmarks.gate_simulation import LIMIT, LONGEST_WAIT_SECONDS, fullest_window, simulate
from bot.settings import Settings
from core.domain.limits import MICROSECONDS, Rate, microseconds
from core.quota.fair_queue import FairQueue, ProviderLimit, QueueLimits


def test_the_simulated_gate_waits_as_long_as_that_of_the_bot() -> None:
    assert Settings().wait_seconds == LONGEST_WAIT_SECONDS


@pytest.mark.parametrize("heavy", ["first", "last", "bursts"])
def test_light_users_are_served_immediately_and_the_heavy_one_gets_the_rest(heavy: str) -> None:
    calls = result_of(heavy).calls
    served = light(calls)
    assert len(served) == 100
    assert sum(call.refused for call in served) == 0
    assert longest_wait(served) < 60
    assert fullest_window(calls, LIMIT) <= 300
    assert len(in_hour(calls, 0)) >= 0.95 * 300


@pytest.mark.parametrize(("used", "room"), [(19, 1), (20, 0)])
def test_after_a_restart_a_full_window_admits_nobody_however_little_they_used(used: int, room: int) -> None:
    queue, second = FairQueue(QueueLimits(rate=Rate(units=20, period="minute"))), MICROSECONDS
    for number in range(used):
        queue.record("heavy", number * second)
    waiters = [queue.join("light") for _ in range(3)]
    assert queue.admit(59 * second) == waiters[:room]
    assert queue.admit(60 * second) == waiters[room : room + 1]


def test_while_demand_lasts_nearly_all_of_the_quota_is_used() -> None:
    calls = simulate(heavy_and_light("last", seed=3), until=3 * HOUR).calls
    for hour in range(3):
        assert len(in_hour(calls, hour)) >= 0.95 * 300


def test_occasional_users_are_served_between_constant_ones() -> None:
    calls = result_of("come and go").calls
    served = light(calls)
    assert len(served) == 120
    assert sum(call.refused for call in served) == 0
    assert fullest_window(calls, LIMIT) <= 300
    assert len(in_hour(calls, 0)) >= 0.95 * 300


def test_three_times_the_weight_is_three_times_the_calls() -> None:
    served = Counter(call.user for call in result_of("weighted").calls)
    assert served["triple"] / served["single"] == pytest.approx(3, rel=0.03)


SIXTY = Rate(units=60, period="hour")


def test_four_processes_on_one_database_serve_as_one_does() -> None:
    chance = random.Random(1)  # noqa: S311 - arrival times
    few = [(chance.uniform(0, HOUR), f"light {user}") for user in range(10) for _ in range(2)]
    crowd = Scenario(name="heavy first", arrivals=[(0.0, "heavy")] * 200 + few)
    calls = simulate(crowd, SIXTY, 1.5 * HOUR, processes=4).calls
    served = light(calls)
    assert len(served) == 20
    assert sum(call.refused for call in served) == 0
    assert longest_wait(served) < 60
    assert fullest_window(calls, SIXTY) <= 60
    assert len(in_hour(calls, 0)) >= 0.95 * 60


def test_weights_and_what_a_provider_tells_count_for_four_processes() -> None:
    arrivals = [(0.1 * number, user) for number in range(100) for user in ("single", "triple")]
    weighed = Scenario(name="weights", arrivals=arrivals, weights={"triple": 3.0})
    one, four = (
        Counter(call.user for call in simulate(weighed, SIXTY, 1.5 * HOUR, processes=processes).calls)
        for processes in (1, 4)
    )
    assert four["triple"] > 2.4 * four["single"]
    assert four["triple"] == pytest.approx(one["triple"], abs=5)
    shrinks = Scenario(name="shrinks", arrivals=[(0.0, "heavy")] * 100, change=Change(later=24, at=HOUR / 3))
    result = simulate(shrinks, SIXTY, 2 * HOUR, processes=4)
    assert result.refused == 1
    assert 0.95 * 24 <= len(in_hour(result.calls, 1)) <= 24


def test_a_quota_that_shrinks_costs_one_refused_call_and_is_kept_then() -> None:
    result = result_of("shrinking")
    assert result.refused == 1
    assert 0.95 * 120 <= len(in_hour(result.calls, 1)) <= 120
    assert len(light(result.calls)) == 100


@given(
    asks=st.lists(st.tuples(st.integers(0, 400), st.sampled_from("abcd")), max_size=60),
    units=st.integers(1, 40),
    share=st.floats(0, 1),
    patience=st.sampled_from([20.0, 1e7]),
)
@settings(max_examples=100)
def test_never_over_in_any_window_and_everybody_is_served_in_the_end(
    asks: list[tuple[int, str]], units: int, share: float, patience: float
) -> None:
    rate = Rate(units=units, period="minute")
    scenario = Scenario(name="any", arrivals=[(float(at), user) for at, user in asks])
    calls = simulate(scenario, rate, 1e7, share=share, longest_wait=patience).calls
    assert fullest_window(calls, rate) <= units
    assert Counter(call.user for call in calls) == Counter(user for _, user in asks)


def test_a_slot_goes_to_the_user_with_the_least_use_for_their_weight() -> None:
    queue = FairQueue(QueueLimits(rate=Rate(units=10, period="minute"), share=0.1))
    for user in "aabb":
        queue.record(user, 0)
    for user in ("a", "c", "b"):
        queue.join(user, 10.0 if user == "b" else 1.0)
    order = []
    for now in range(0, 50_000_000, 1_000_000):
        order += [waiter.user for waiter in queue.admit(now)]
    assert order == ["c", "b", "a"]


def test_a_place_in_the_line_counts_from_the_request() -> None:
    queue = FairQueue(QueueLimits(rate=Rate(units=10, period="minute"), share=0.1))
    queue.record("z", 0)
    for number in (3, 1, 2):
        queue.join("a", number=number)
    order = []
    for now in range(0, 50_000_000, 1_000_000):
        order += [waiter.number for waiter in queue.admit(now)]
    assert order == [1, 2, 3]


def test_light_users_go_first_under_a_provider_limit_too() -> None:
    queue = FairQueue(QueueLimits())
    for _ in range(3):
        queue.join("heavy")
    assert len(queue.admit(0)) == 3
    for _ in range(3):
        queue.finish("heavy", free=False)
    queue.update_limit(ProviderLimit(remaining=0, resets_at=60 * MICROSECONDS, limit=10))
    for user in ("heavy", "heavy", "light"):
        queue.join(user)
    assert [waiter.user for waiter in queue.admit(60 * MICROSECONDS)] == ["light", "heavy", "heavy"]


def test_a_full_provider_waits_for_an_end() -> None:
    queue = FairQueue(QueueLimits(concurrency=1))
    first, second = queue.join("a"), queue.join("b")
    assert queue.admit(microseconds(5)) == [first]
    assert queue.next_check(microseconds(5)) is None
    queue.finish("a", free=False)
    assert queue.admit(microseconds(6)) == [second]


def test_a_cached_answer_leaves_the_window_as_it_was() -> None:
    queue = FairQueue(QueueLimits(rate=Rate(units=1, period="hour")))
    queue.join("a")
    assert len(queue.admit(0)) == 1
    queue.finish("a", free=True)
    queue.join("b")
    assert len(queue.admit(1)) == 1


@given(
    told=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 120)), min_size=1, max_size=6),
    asks=st.lists(st.integers(0, 30), max_size=60),
    limit=st.sampled_from([None, 10, 20]),
)
@settings(max_examples=200)
def test_no_more_calls_are_admitted_than_the_provider_says_are_left(
    told: list[tuple[int, int]], asks: list[int], limit: int | None
) -> None:
    queue = FairQueue(QueueLimits(rate=None if limit is None else Rate(units=limit, period="minute")))
    now, left, until, waiting = 0, 0, 0, 0
    for place, elapsed in enumerate(asks):
        now += elapsed * MICROSECONDS
        if place < len(told):
            left, until = told[place][0], now + told[place][1] * MICROSECONDS
            queue.update_limit(ProviderLimit(remaining=left, resets_at=until, limit=limit or 0))
        queue.join(f"user {place % 3}")
        waiting += 1
        for waiter in queue.admit(now):
            queue.finish(waiter.user, free=False)
            waiting -= 1
            left -= 1
            assert now >= until or left >= 0
    # No report holds requests for ever.
    for _ in range(1000):
        if not waiting:
            break
        look = queue.next_check(now)
        assert look is not None
        now = max(now + 1, look)
        for waiter in queue.admit(now):
            queue.finish(waiter.user, free=False)
            waiting -= 1
    assert waiting == 0


def test_remaining_calls_are_spread_without_those_in_flight() -> None:
    queue = FairQueue(QueueLimits())
    for _ in range(3):
        queue.join("ada")
    assert len(queue.admit(0)) == 3
    queue.finish("ada", free=False)
    queue.update_limit(
        ProviderLimit(remaining=5, resets_at=60 * MICROSECONDS, limit=10)
    )  # two are in flight: three may follow, and less than half remains
    begun: list[int] = []
    for _ in range(5):
        queue.join("ada")
    now = 0
    while len(begun) < 4:
        begun += [now for _ in queue.admit(now)]
        look = queue.next_check(now)
        assert look is not None
        now = max(now + 1, look)
    assert [at // MICROSECONDS for at in begun[:4]] == [15, 30, 45, 60]


def test_the_page_about_limits_shows_what_the_simulation_gives() -> None:
    docs = Path(__file__).parents[3] / "docs"
    page = (docs / "limits.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in (*crowd_table(), *change_table()) if line not in page] == []
    assert (docs / "images" / "fairness.svg").read_text(encoding="utf-8") == picture()
