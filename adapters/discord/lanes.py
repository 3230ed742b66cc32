"""Turns of the answers in a channel: edits of the bot's own messages share one bucket there, whoever they answer.

Answers to interactions have a bucket each and need no turns.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.clock import Clock

APART = 1.5
"""Seconds between the edits of several answers. With one that ends at once, that makes five in five seconds at most."""
LONGEST = 2 * APART
LOOK = 0.05
"""Seconds after which is looked again, where it is somebody else's turn."""

Urgent = Callable[[], bool]
"""Whether an answer has come to its end, which is let past those that go on growing."""


@dataclass
class _Lane:
    """`due` is when the next edit may follow, `last` the answer that was edited last."""

    due: float = 0.0
    last: str = ""
    waiting: dict[str, Urgent] = field(default_factory=dict)


class Lanes:
    """Gives out turns by channel. What is to be sent is laid out after its turn has come, so that it is not stale."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}

    async def take(self, channel: str, answer: str, urgent: Urgent) -> float:
        """Waits for an answer's turn; for how many seconds. Where it is the only one, its own cadence is enough."""
        began = self._clock.now()
        lane = self._lanes.setdefault(channel, _Lane())
        lane.waiting[answer] = urgent
        try:
            while (wait := self._wait(lane, answer)) > 0:
                await self._clock.sleep(wait)
        finally:
            del lane.waiting[answer]
        now = self._clock.now()
        lane.due, lane.last = min(max(lane.due, now) + APART, now + LONGEST), answer
        self._lanes = {name: each for name, each in self._lanes.items() if each.waiting or each.due > now}
        return now - began

    def _wait(self, lane: _Lane, answer: str) -> float:
        first = next((each for each, ends in lane.waiting.items() if ends()), next(iter(lane.waiting)))
        if first != answer:
            return max(lane.due - self._clock.now(), LOOK)
        if lane.last == answer and len(lane.waiting) == 1:
            return 0.0
        early = APART if lane.waiting[answer]() else 0.0
        return min(lane.due - early - self._clock.now(), LONGEST)
