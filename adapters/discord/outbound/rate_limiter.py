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

BUCKET_SIZE, BUCKET_SECONDS = 5, 5.0
"""What a bucket holds, as people observe it (https://github.com/discord/discord-api-docs/issues/20). Should one hold
less, edits take long, and the cadence becomes slower."""
SPACING_SECONDS = BUCKET_SECONDS / (BUCKET_SIZE - 1)
"""Seconds between the edits of several answers: with them, there is always room for one that ends."""
POLL_SECONDS = 0.05
"""Seconds after which is looked again, where it is somebody else's turn."""

RequestKind = Literal["create", "edit"]
IsUrgent = Callable[[], bool]
"""Whether an answer has come to its end, which is let past those that go on growing."""


@dataclass(eq=False)
class _Slot:
    """Room that an answer has taken. Until Discord has answered, nobody knows when it is free again."""

    answer: str
    taken: float
    free: float = inf


@dataclass
class _Bucket:
    slots: list[_Slot] = field(default_factory=list)
    waiting: dict[str, IsUrgent] = field(default_factory=dict)


class MessageRateLimiter:
    """Gives out the room of each bucket: to those that end first, to the others in turns."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[RequestKind, str], _Bucket] = {}

    @asynccontextmanager
    async def slot(self, kind: RequestKind, place: str, answer: str, urgent: IsUrgent) -> AsyncGenerator[float, None]:
        """Waits until there is room for one request, which is to be composed and sent within; for how many seconds.

        `place` is the channel, or the interaction's token.
        """
        began = self._clock.now()
        bucket = self._buckets.setdefault((kind, place), _Bucket())
        bucket.waiting[answer] = urgent
        try:
            while (wait := self._wait(kind, bucket, answer)) > 0:
                await self._clock.sleep(wait)
        finally:
            del bucket.waiting[answer]
        slot = _Slot(answer, self._clock.now())
        bucket.slots.append(slot)
        try:
            yield slot.taken - began
        finally:
            # Discord has counted it at some time before its answer came.
            slot.free = self._clock.now() + BUCKET_SECONDS
            self._drop_idle()

    def _wait(self, kind: RequestKind, bucket: _Bucket, answer: str) -> float:
        now = self._clock.now()
        bucket.slots = [slot for slot in bucket.slots if slot.free > now]
        first = next((each for each, ends in bucket.waiting.items() if ends()), next(iter(bucket.waiting)))
        if first != answer:
            return POLL_SECONDS
        if any(slot.free == inf and slot.taken + BUCKET_SECONDS > now for slot in bucket.slots):
            return POLL_SECONDS
        if len(bucket.slots) >= BUCKET_SIZE:
            return min(max(min(slot.free for slot in bucket.slots) - now, 0.0), POLL_SECONDS)
        alone = len(bucket.waiting) == 1 and all(slot.answer == answer for slot in bucket.slots)
        if kind == "create" or alone or not bucket.slots or bucket.waiting[answer]():
            return 0.0
        # One that ends in the meantime is to be let past.
        return min(max(bucket.slots[-1].taken + SPACING_SECONDS - now, 0.0), POLL_SECONDS)

    def _drop_idle(self) -> None:
        now = self._clock.now()
        self._buckets = {
            name: bucket
            for name, bucket in self._buckets.items()
            if bucket.waiting or any(slot.free > now for slot in bucket.slots)
        }
