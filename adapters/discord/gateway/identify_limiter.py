"""Turns at the gateway: shards of one bucket identify five seconds apart, those of other processes among them.

A shard's bucket is its number modulo `max_concurrency`, which Discord tells with the gateway's address
(https://docs.discord.com/developers/events/gateway#sharding-max-concurrency).
"""

import asyncio
import os
import tempfile
from pathlib import Path

from filelock import FileLock

from core.domain.clock import Clock

IDENTIFY_SECONDS = 5.25
"""Discord counts five; a little is for the way, which is not always as long."""
LONGEST_WAIT_SECONDS = 45.0
"""A turn that is further ahead is not believed: the library gives a shard that comes back one minute. Who comes too
early is sent away by Discord, and comes again."""


class IdentifyLimiter:
    """Gives out turns. `shared` is where processes on one machine agree on them; None where there is one process."""

    def __init__(self, clock: Clock, shared: Path | None) -> None:
        self._clock = clock
        self._shared = shared
        self._last: dict[int, float] = {}

    async def wait(self, bucket: int) -> None:
        """Waits for the next turn of a bucket."""
        if self._shared is None:
            turn = self._last[bucket] = self._next_identify(self._last.get(bucket, 0.0))
        else:
            turn = await asyncio.to_thread(self._reserve, self._shared, bucket)
        await self._clock.sleep(max(0.0, turn - self._clock.now()))

    def _next_identify(self, last: float) -> float:
        now = self._clock.now()
        turn = max(now, last + IDENTIFY_SECONDS)
        return turn if turn - now <= LONGEST_WAIT_SECONDS else now

    def _reserve(self, shared: Path, bucket: int) -> float:
        kept = shared / f"bucket-{bucket}"
        with FileLock(f"{kept}.lock", mode=0o600):
            try:
                last = float(kept.read_text())
            except (FileNotFoundError, ValueError):
                last = 0.0
            turn = self._next_identify(last)
            kept.write_text(repr(turn))
        return turn


def shared_folder(application: str) -> Path | None:
    """A folder that all processes of this user on this machine find; None where it cannot be had."""
    place = Path(tempfile.gettempdir()) / f"troubadour-discord-{application}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        own = place.stat()
    except OSError:
        return None
    # The folder of all is open to all: what somebody else has put there is not used.
    return place if not hasattr(os, "getuid") or own.st_uid == os.getuid() else None
