"""The identify rate limit: shards of one bucket identify five seconds apart, also across processes.

A shard's bucket is its number modulo `max_concurrency`, which Discord sends with the gateway's address
(https://docs.discord.com/developers/events/gateway#sharding-max-concurrency).
"""

import asyncio
import os
import tempfile
from pathlib import Path

from filelock import FileLock

from core.domain.clock import Clock

IDENTIFY_SECONDS = 5.25
"""Discord requires five; the rest makes up for varying network delays."""
LONGEST_WAIT_SECONDS = 45.0
"""A turn further ahead than this is ignored: discord.py gives a returning shard one minute. If a shard identifies too
early, Discord closes the connection and the shard tries again."""


class IdentifyLimiter:
    """Spaces out identify requests. `shared` is a folder for several processes of one machine; None for one process."""

    def __init__(self, clock: Clock, shared: Path | None) -> None:
        self._clock = clock
        self._shared = shared
        self._last: dict[int, float] = {}

    async def wait(self, bucket: int) -> None:
        """Waits until a shard of this bucket may identify."""
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
        file = shared / f"bucket-{bucket}"
        with FileLock(f"{file}.lock", mode=0o600):
            try:
                last = float(file.read_text())
            except (FileNotFoundError, ValueError):
                last = 0.0
            turn = self._next_identify(last)
            file.write_text(repr(turn))
        return turn


def shared_folder(application: str) -> Path | None:
    """Returns a folder that all processes of this user on this machine find; None if there is none."""
    folder = Path(tempfile.gettempdir()) / f"troubadour-discord-{application}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        own = folder.stat()
    except OSError:
        return None
    # The temporary folder is open to all users: a folder that belongs to somebody else is not used.
    return folder if not hasattr(os, "getuid") or own.st_uid == os.getuid() else None
