"""Standard output, which somebody may close while it is written to."""

from typing import TextIO


class StandardOutput:
    """Writes text at once. After the first failure it writes nothing more and remembers that it is `broken`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.broken = False

    def write(self, text: str) -> None:
        """Writes and flushes; a reader that went away (`| head`) is no error of ours, nor is a full disk."""
        if self.broken:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # ValueError: the stream was closed
            self.broken = True
