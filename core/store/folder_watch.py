"""A watch over the data folder while it is in use."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from core.domain.clock import Clock

INTERVAL_SECONDS = 2.0
"""The time between two looks."""

_PROBE = ".probe"

logger = logging.getLogger(__name__)


class FolderWatch:
    """Notices that the data folder has vanished, lost its database, or cannot be written. `serve` must run for that.

    `in_place` tells whether the database is where it was opened; it may block. `sound` is the last finding.
    """

    def __init__(self, folder: Path, in_place: Callable[[], bool], clock: Clock) -> None:
        self.sound = True
        self._folder = folder
        self._in_place = in_place
        self._clock = clock

    async def serve(self) -> None:
        """Looks immediately, then every two seconds, until cancelled."""
        while True:
            trouble = await asyncio.to_thread(self._trouble)
            if trouble and self.sound:
                logger.error(
                    "the data folder %s cannot be used (%s): nothing is accepted until it is back; `troubadour check` "
                    "tells more",
                    self._folder,
                    trouble,
                )
            elif not trouble and not self.sound:
                logger.warning("the data folder %s can be used again", self._folder)
            self.sound = not trouble
            await self._clock.sleep(INTERVAL_SECONDS)

    def _trouble(self) -> str:
        if not self._in_place():
            return "its database is gone"
        probe = self._folder / _PROBE
        try:
            probe.write_bytes(b"\0")
        except OSError as error:
            return error.strerror or type(error).__name__
        finally:
            with suppress(OSError):
                probe.unlink(missing_ok=True)
        return ""
