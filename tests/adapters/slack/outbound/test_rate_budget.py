"""The rate of requests to Slack, on a clock that moves only when somebody sleeps."""

import asyncio
import heapq

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.outbound.rate_budget import TIERS, RateBudget, RateBudgets, RateShares


class StillClock:
    """Moves to the next moment for which somebody waits, once nothing else can happen."""

    def __init__(self) -> None:
        self.at = 1000.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.at + max(seconds, 0.0), self._count, waiting))
        await waiting

    async def run(self, task: "asyncio.Future[list[None]]") -> None:
        """Lets time pass until a task is done."""
        while not task.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if task.done() or not self._waiting:
                continue
            self.at, _, waiting = heapq.heappop(self._waiting)
            if not waiting.done():
                waiting.set_result(None)
        await task


@given(st.integers(1, 8), st.lists(st.floats(0, 30), min_size=1, max_size=40))
def test_never_more_than_the_limit_in_any_window(limit: int, arrivals: list[float]) -> None:
    async def check() -> list[float]:
        clock = StillClock()
        budget = RateBudget(clock, limit, 10.0)
        taken: list[float] = []

        async def come(after: float) -> None:
            await clock.sleep(after)
            await budget.acquire()
            taken.append(clock.now())

        await clock.run(asyncio.gather(*(come(after) for after in arrivals)))
        return taken

    taken = asyncio.run(check())
    assert len(taken) == len(arrivals)
    for first in taken:
        assert sum(first <= other < first + 10.0 - 1e-6 for other in taken) <= limit


async def test_a_pause_that_slack_asks_for_holds_for_everybody() -> None:
    clock = StillClock()
    budget = RateBudget(clock, 100, 60.0)
    await budget.pause(7.0, everywhere=True)
    assert await budget.available() == 0
    await clock.run(asyncio.gather(*(budget.acquire() for _ in range(5))))
    assert clock.now() == 1007.0


async def test_workspaces_and_methods_do_not_share() -> None:
    budgets = RateBudgets(StillClock())
    for _ in range(TIERS["chat.startStream"]):
        await budgets.acquire("T1", "chat.startStream")
    assert await budgets.of("T1", "chat.startStream").available() == 0
    assert await budgets.of("T2", "chat.startStream").available() == 20
    assert await budgets.of("T1", "chat.appendStream").available() == 100


async def test_a_conversation_takes_about_a_post_a_second() -> None:
    clock = StillClock()
    budgets = RateBudgets(clock)
    await clock.run(asyncio.gather(*(budgets.acquire("T1", "chat.postMessage", "C1") for _ in range(30))))
    assert 25 <= clock.now() - 1000 <= 35


@pytest.mark.parametrize("streams", [1, 2, 20, 100])
def test_all_streams_together_stay_within_the_budget(streams: int) -> None:
    shares = RateShares()
    for _ in range(streams):
        shares.join("T1", "chat.appendStream")
    interval = shares.interval("T1", "chat.appendStream", 1.0)
    assert interval >= 1.0
    assert streams * 60 / interval <= TIERS["chat.appendStream"]
    assert shares.interval("T2", "chat.appendStream", 1.0) == 1.0
