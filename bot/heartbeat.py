"""The heartbeat of a process that answers no HTTP requests: a file in its data folder."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from bot.http.health import ProcessState
from core.domain.clock import Clock

FILE = "heartbeat"
BEAT_SECONDS = 10.0
LATE_SECONDS = 60.0
"""The age of a heartbeat after which the process counts as dead, or as one that hangs."""
_READY, _NOT_READY = "ready", "not ready"


class Heartbeat:
    """Writes if the process is ready, again and again."""

    def __init__(self, folder: Path, state: Callable[[], ProcessState], clock: Clock) -> None:
        self._file = folder / FILE
        self._state = state
        self._clock = clock

    async def serve(self) -> None:
        """Beats until cancelled. A process that has ended leaves no heartbeat."""
        try:
            while True:
                await asyncio.to_thread(self._beat, _READY if self._state().ready else _NOT_READY)
                await self._clock.sleep(BEAT_SECONDS)
        finally:
            await asyncio.to_thread(self._file.unlink, missing_ok=True)

    def _beat(self, word: str) -> None:
        written = self._file.with_suffix(".new")
        try:
            written.write_text(word, encoding="ascii")
            written.replace(self._file)
        except OSError:
            return  # the folder is out of order; a late heartbeat tells


def heartbeat_trouble(folder: Path) -> str | None:
    """The trouble of the process that uses a data folder, as the end of a sentence; None if nothing is."""
    try:
        said = (folder / FILE).read_text(encoding="ascii")
        age = time.time() - (folder / FILE).stat().st_mtime
    except OSError:
        return f"has left no heartbeat in {folder}"
    if age > LATE_SECONDS:
        return f"has left its last heartbeat in {folder} {age:.0f} seconds ago"
    return None if said == _READY else "is not ready: it stops, or its store is out of order"
