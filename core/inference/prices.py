"""What a call of each task is expected to cost, before it is made: the mean of what the last ones cost."""

from collections import deque
from collections.abc import Mapping

from core.domain.tasks import Task
from core.store.ports import Ledger

SAMPLES_LIMIT = 50
"""Calls of a task that the mean is taken of."""
SINCE_SECONDS = 30 * 86_400.0


class Prices:
    """In millionths of a US dollar. A task whose calls never had a price is expected to cost nothing."""

    def __init__(self) -> None:
        self._costs: dict[str, deque[int]] = {}

    async def restore(self, ledger: Ledger, now: float) -> None:
        """Learns from the ledger, after a restart."""
        for spend in await ledger.spent(None, now - SINCE_SECONDS):
            if spend.units:
                self.learn(spend.task, spend.microdollars)

    def learn(self, task: str, microdollars: int | None) -> None:
        """What a call has cost; None where that is not known."""
        if microdollars is not None:
            self._costs.setdefault(task, deque(maxlen=SAMPLES_LIMIT)).append(microdollars)

    def expected(self, calls: Mapping[Task, int]) -> int:
        """What so many calls of each task will cost, about; rounded up."""
        return sum(self._mean(task.value) * count for task, count in calls.items())

    def _mean(self, task: str) -> int:
        costs = self._costs.get(task)
        return -(-sum(costs) // len(costs)) if costs else 0
