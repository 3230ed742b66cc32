"""Standard output, whose reader may close it at any time."""

import asyncio
from typing import TextIO


class StandardOutput:
    """Writes text immediately. After the first failure it is `broken` and writes nothing more.

    `broke` is set then.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.broke = asyncio.Event()

    @property
    def broken(self) -> bool:
        """True after a failure."""
        return self.broke.is_set()

    def write(self, text: str) -> None:
        """Writes and flushes. A reader that is gone (`| head`) and a full disk are no errors."""
        if self.broken:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # ValueError: the stream was closed
            self.broke.set()
