"""Slots in Discord's rate-limit buckets, taken before a message is composed, so that it is never stale.

discord.py would queue a message without a slot and send it later as it was. In a channel, all edits of the bot's
messages share one bucket, and all new messages share another; each interaction has buckets of its own.

Each process counts what it sends. Processes that share a database count their requests to a channel there, too. While
it is away, each goes by its own, and discord.py waits where Discord refuses.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from math import inf
from typing import Literal

from core.domain.clock import Clock
from core.domain.errors import StoreAway
from core.store.ports.request_windows import RequestWindows

BUCKET_SIZE, BUCKET_SECONDS = 5, 5.0
"""The size of a bucket, as people observe it (https://github.com/discord/discord-api-docs/issues/20). If one is
smaller, edits take long, and the interval between them grows."""
GROWING_ANSWERS = 3
"""The most answers of a channel that grow by edits at the same time. Each other answer is sent whole, as a new message,
so that two buckets have room for eight answers that end together."""
ENDING_SECONDS = 2.5
"""The longest wait for a slot if all growing answers of a channel end now."""
IDLE_BUCKETS = 1_000
"""The number of buckets from which on idle ones are dropped."""
POLL_SECONDS = 0.05
"""Seconds between two checks while other answers go first."""
SHARED_SECONDS = BUCKET_SECONDS + 0.5
"""The window of a bucket that several processes use: their requests do not arrive in the rhythm in which they leave."""
SHARED_POLL_SECONDS = 0.25
"""The longest time between two checks of a shared bucket that is full."""

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
    """Gives out the slots of each bucket: first to answers that have ended, to the others in turns.

    With `windows`, the requests of all processes to a channel count.
    """

    def __init__(self, clock: Clock, windows: RequestWindows | None = None) -> None:
        self._clock = clock
        self._windows = windows
        self._buckets: dict[tuple[RequestKind, str], _Bucket] = {}
        self._unfinished: dict[str, dict[str, None]] = {}
        """The answers of each channel, in the order in which they began."""
        self._channels: dict[str, str] = {}
        self._tidy_from = IDLE_BUCKETS

    def may_grow(self, channel: str, answer: str) -> bool:
        """Notes an answer until `finish`, and tells if it is one of those in its channel that grow by edits."""
        if self._channels.get(answer) != channel:  # it is new, or it moved to a direct message
            self.finish(answer)
            self._channels[answer] = channel
            self._unfinished.setdefault(channel, {})[answer] = None
        return answer in islice(self._unfinished[channel], GROWING_ANSWERS)

    def finish(self, answer: str) -> None:
        """Lets the next answer of a channel grow in the place of one that is shown whole."""
        channel = self._channels.pop(answer, None)
        if channel is not None:
            del self._unfinished[channel][answer]
            if not self._unfinished[channel]:
                del self._unfinished[channel]

    @asynccontextmanager
    async def slot(
        self, kind: RequestKind, place: str, answer: str, urgent: IsUrgent, *, own: bool = False
    ) -> AsyncGenerator[float, None]:
        """Waits for a slot and yields the seconds waited. Compose and send one request in this context.

        `place` is the channel, or the interaction's token, whose buckets are the answer's `own`.
        """
        began = self._clock.now()
        bucket = self._buckets.setdefault((kind, place), _Bucket())
        bucket.waiting[answer] = urgent
        try:
            while (wait := self._wait(kind, place, answer) or await self._take(kind, place, urgent, own=own)) > 0:
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

    def _wait(self, kind: RequestKind, place: str, answer: str) -> float:
        now, bucket = self._clock.now(), self._buckets[kind, place]
        bucket.slots = [slot for slot in bucket.slots if slot.free > now]
        first = next((each for each, ends in bucket.waiting.items() if ends()), next(iter(bucket.waiting)))
        if first != answer:
            return POLL_SECONDS
        if any(slot.free == inf and slot.taken + BUCKET_SECONDS > now for slot in bucket.slots):
            return POLL_SECONDS
        if len(bucket.slots) >= BUCKET_SIZE:
            return min(max(min(slot.free for slot in bucket.slots) - now, 0.0), POLL_SECONDS)
        if kind == "create" or bucket.waiting[answer]():
            return 0.0
        # All answers that grow may end now: the first finds a slot, and the others find theirs in time.
        endings = min(len(self._unfinished.get(place, ())), GROWING_ANSWERS)
        late = sum(slot.free > now + ENDING_SECONDS for slot in bucket.slots)
        room = len(bucket.slots) < BUCKET_SIZE - 1 and late < BUCKET_SIZE - endings
        return 0.0 if room else POLL_SECONDS

    async def _take(self, kind: RequestKind, place: str, urgent: IsUrgent, *, own: bool) -> float:
        """Takes a slot among those of all processes. Returns the seconds until the next try, or 0.

        Answers that grow leave the last one to an ending.
        """
        if self._windows is None or own:
            return 0.0
        size = BUCKET_SIZE if kind == "create" or urgent() else BUCKET_SIZE - 1
        try:
            wait = await self._windows.take_request(f"discord {kind} {place}", size, SHARED_SECONDS, self._clock.now())
        except StoreAway:
            return 0.0
        return min(wait, SHARED_POLL_SECONDS)

    def _drop_idle(self) -> None:
        now = self._clock.now()
        self._buckets = {
            name: bucket
            for name, bucket in self._buckets.items()
            if bucket.waiting or any(slot.free > now for slot in bucket.slots)
        }
