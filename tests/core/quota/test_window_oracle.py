"""The window of a provider compared with the moving window of `limits`: never over it, and never refused within it."""

from types import SimpleNamespace
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from core.domain.limits import Rate, microseconds
from core.quota.fair_queue import FairQueue, QueueLimits


@given(
    elapsed=st.lists(st.integers(0, 40), min_size=1, max_size=60),
    units=st.integers(1, 12),
    users=st.lists(st.sampled_from("abc"), min_size=1, max_size=5),
)
@settings(max_examples=150)
def test_without_pacing_a_call_is_admitted_exactly_when_the_moving_window_has_room(
    elapsed: list[int], units: int, users: list[str]
) -> None:
    # Each moment has its own fraction, because the two differ about a request that is exactly a window old.
    moments = [1_000_000 + sum(elapsed[: place + 1]) + place / 1000 for place in range(len(elapsed))]
    at = moments[0]
    now = SimpleNamespace(time=lambda: at)
    queue = FairQueue(QueueLimits(rate=Rate(units=units, period="minute"), share=1.0))
    with patch("limits.storage.memory.time", now):
        oracle, item = MovingWindowRateLimiter(MemoryStorage()), RateLimitItemPerMinute(units)
        for place, at in enumerate(moments):
            waiter = queue.join(users[place % len(users)])
            assert bool(queue.admit(microseconds(at))) == oracle.hit(item, "provider"), at
            queue.leave(waiter)


@given(elapsed=st.lists(st.integers(0, 40), min_size=1, max_size=60), units=st.integers(1, 12))
@settings(max_examples=150)
def test_with_pacing_the_moving_window_has_room_for_every_call_that_is_admitted(elapsed: list[int], units: int) -> None:
    moments = [1_000_000 + sum(elapsed[: place + 1]) + place / 1000 for place in range(len(elapsed))]
    at = moments[0]
    now = SimpleNamespace(time=lambda: at)
    queue = FairQueue(QueueLimits(rate=Rate(units=units, period="minute")))
    with patch("limits.storage.memory.time", now):
        oracle, item = MovingWindowRateLimiter(MemoryStorage()), RateLimitItemPerMinute(units)
        for at in moments:
            waiter = queue.join("a")
            for _ in queue.admit(microseconds(at)):
                assert oracle.hit(item, "provider")
            queue.leave(waiter)
