"""The expected cost of a request for each task: the mean cost of the last ones."""

from collections import deque
from collections.abc import Mapping

from core.domain.tasks import Task
from core.store.ports.ledger import CostHistory

SAMPLES_LIMIT = 50
"""The number of requests of a task in the mean."""
SINCE_SECONDS = 30 * 86_400.0


class Prices:
    """Expected costs in millionths of a US dollar. A task that never had a price is expected to cost nothing."""

    def __init__(self) -> None:
        self._costs: dict[str, deque[int]] = {}

    async def restore(self, history: CostHistory, now: float) -> None:
        """Learns from the ledger after a restart."""
        for task, costs in (await history.last_costs(now - SINCE_SECONDS, SAMPLES_LIMIT)).items():
            for cost in costs:
                self.learn(task, cost)

    def learn(self, task: str, microdollars: int | None) -> None:
        """Takes in the cost of a request; None if unknown."""
        if microdollars is not None:
            self._costs.setdefault(task, deque(maxlen=SAMPLES_LIMIT)).append(microdollars)

    def expected(self, calls: Mapping[Task, int]) -> int:
        """The approximate cost of so many requests of each task, rounded up."""
        return sum(self._mean(task.value) * count for task, count in calls.items())

    def _mean(self, task: str) -> int:
        costs = self._costs.get(task)
        return -(-sum(costs) // len(costs)) if costs else 0
