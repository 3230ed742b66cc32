"""Slots in Discord's rate-limit buckets, taken before a message is composed, so that it is never stale.

discord.py would queue a message without a slot and send it later as it was. In a channel, all edits of the bot's
messages share one bucket, and all new messages share another; each interaction has buckets of its own.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Literal

from core.domain.clock import Clock

BUCKET_SIZE, BUCKET_SECONDS = 5, 5.0
"""The size of a bucket, as people observe it (https://github.com/discord/discord-api-docs/issues/20). If one is
smaller, edits take long, and the interval between them grows."""
SPACING_SECONDS = BUCKET_SECONDS / (BUCKET_SIZE - 1)
"""Seconds between the edits of several answers, so that an answer that ends always finds a slot."""
IDLE_BUCKETS = 1_000
"""The number of buckets from which on idle ones are dropped."""
POLL_SECONDS = 0.05
"""Seconds between two checks while other answers go first."""

RequestKind = Literal["create", "edit"]
IsUrgent = Callable[[], bool]
"""Tells if an answer has ended; it goes before those that still grow."""


@dataclass(eq=False)
class _Slot:
    """A slot of an answer. Until Discord has responded, it is unknown when the slot is free again."""

    answer: str
    taken: float
    free: float = inf


@dataclass
class _Bucket:
    slots: list[_Slot] = field(default_factory=list)
    waiting: dict[str, IsUrgent] = field(default_factory=dict)


class MessageRateLimiter:
    """Gives out the slots of each bucket: first to answers that have ended, to the others in turns."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[RequestKind, str], _Bucket] = {}
        self._tidy_from = IDLE_BUCKETS

    @asynccontextmanager
    async def slot(self, kind: RequestKind, place: str, answer: str, urgent: IsUrgent) -> AsyncGenerator[float, None]:
        """Waits for a slot and yields the seconds waited. Compose and send one request in this context.

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
            # Discord counted the request at some time before it responded.
            slot.free = self._clock.now() + BUCKET_SECONDS
            if len(self._buckets) >= self._tidy_from:
                self._drop_idle()
                self._tidy_from = max(IDLE_BUCKETS, 2 * len(self._buckets))

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
        # An answer that ends in the meantime goes first.
        return min(max(bucket.slots[-1].taken + SPACING_SECONDS - now, 0.0), POLL_SECONDS)

    def _drop_idle(self) -> None:
        now = self._clock.now()
        self._buckets = {
            name: bucket
            for name, bucket in self._buckets.items()
            if bucket.waiting or any(slot.free > now for slot in bucket.slots)
        }
