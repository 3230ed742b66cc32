"""Room in Discord's buckets, given out before anything is composed: what is sent is then the newest, never stale.

The library would queue what there is no room for, and send it as it was when it was handed over. Edits of the bot's own
messages share one bucket in a channel, whoever they answer, and so do new messages; answers to interactions have
buckets of their own.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Literal

from core.domain.clock import Clock

ROOM, SECONDS = 5, 5.0
"""What a bucket holds, as people observe it (https://github.com/discord/discord-api-docs/issues/20). Should one hold
less, edits take long, and the cadence becomes slower."""
APART = SECONDS / (ROOM - 1)
"""Seconds between the edits of several answers: with them, there is always room for one that ends."""
LOOK = 0.05
"""Seconds after which is looked again, where it is somebody else's turn."""

Kind = Literal["create", "edit"]
Urgent = Callable[[], bool]
"""Whether an answer has come to its end, which is let past those that go on growing."""


@dataclass(eq=False)
class _Slot:
    """Room that an answer has taken. Until Discord has answered, nobody knows when it is free again."""

    answer: str
    taken: float
    free: float = inf


@dataclass
class _Lane:
    slots: list[_Slot] = field(default_factory=list)
    waiting: dict[str, Urgent] = field(default_factory=dict)


class Lanes:
    """Gives out the room of each bucket: to those that end first, to the others in turns."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lanes: dict[tuple[Kind, str], _Lane] = {}

    @asynccontextmanager
    async def turn(self, kind: Kind, place: str, answer: str, urgent: Urgent) -> AsyncGenerator[float, None]:
        """Waits until there is room for one request, which is to be composed and sent within; for how many seconds.

        `place` is the channel, or the interaction's token.
        """
        began = self._clock.now()
        lane = self._lanes.setdefault((kind, place), _Lane())
        lane.waiting[answer] = urgent
        try:
            while (wait := self._wait(kind, lane, answer)) > 0:
                await self._clock.sleep(wait)
        finally:
            del lane.waiting[answer]
        slot = _Slot(answer, self._clock.now())
        lane.slots.append(slot)
        try:
            yield slot.taken - began
        finally:
            # Discord has counted it at some time before its answer came.
            slot.free = self._clock.now() + SECONDS
            self._forget()

    def _wait(self, kind: Kind, lane: _Lane, answer: str) -> float:
        now = self._clock.now()
        lane.slots = [slot for slot in lane.slots if slot.free > now]
        first = next((each for each, ends in lane.waiting.items() if ends()), next(iter(lane.waiting)))
        if first != answer:
            return LOOK
        if any(slot.free == inf and slot.taken + SECONDS > now for slot in lane.slots):
            return LOOK
        if len(lane.slots) >= ROOM:
            return min(max(min(slot.free for slot in lane.slots) - now, 0.0), LOOK)
        alone = len(lane.waiting) == 1 and all(slot.answer == answer for slot in lane.slots)
        if kind == "create" or alone or not lane.slots or lane.waiting[answer]():
            return 0.0
        # One that ends in the meantime is to be let past.
        return min(max(lane.slots[-1].taken + APART - now, 0.0), LOOK)

    def _forget(self) -> None:
        now = self._clock.now()
        self._lanes = {
            name: lane
            for name, lane in self._lanes.items()
            if lane.waiting or any(slot.free > now for slot in lane.slots)
        }
