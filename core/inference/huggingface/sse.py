"""Server-sent events, read with tolerance for servers that bend the standard.

The grammar is https://html.spec.whatwg.org/multipage/server-sent-events.html: lines end with CR LF, LF or CR only,
whatever Unicode calls a line end; the space after the colon is optional; comments keep a connection open. Beyond the
standard, the last event needs no empty line after it.
"""

from collections.abc import Iterator

DONE = "[DONE]"
"""The last event of most OpenAI-compatible servers."""


class EventReader:
    """Parses bytes, split anywhere, into the data of events."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._data: list[str] = []
        self._begun = False
        self._after_cr = False

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The events that are complete now."""
        if self._after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        searched = len(self._buffer)
        self._buffer += chunk
        start = 0
        while (end := self._line_end(max(start, searched))) is not None:
            line = bytes(self._buffer[start:end])
            start = self._next_line(end)
            yield from self._line(line)
        del self._buffer[:start]

    def close(self) -> Iterator[str]:
        """The event that the end of the stream completes, if any."""
        if self._buffer:
            line, self._buffer = bytes(self._buffer), bytearray()
            yield from self._line(line)
        yield from self._dispatch()

    def _line_end(self, start: int) -> int | None:
        found = [at for at in (self._buffer.find(b"\n", start), self._buffer.find(b"\r", start)) if at >= 0]
        return min(found, default=None)

    def _next_line(self, end: int) -> int:
        if self._buffer[end : end + 1] == b"\n":
            return end + 1
        if end + 1 == len(self._buffer):
            self._after_cr = True  # its LF may come with the next chunk
            return end + 1
        return end + 2 if self._buffer[end + 1 : end + 2] == b"\n" else end + 1

    def _line(self, line: bytes) -> Iterator[str]:
        if not self._begun:
            self._begun = True
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line:
            yield from self._dispatch()
            return
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" ").decode("utf-8", errors="replace"))

    def _dispatch(self) -> Iterator[str]:
        if self._data:
            data, self._data = "\n".join(self._data), []
            yield data
