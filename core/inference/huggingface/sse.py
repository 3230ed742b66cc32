"""Server-sent events, read with tolerance for servers that bend the standard.

The grammar is https://html.spec.whatwg.org/multipage/server-sent-events.html: lines end with CR LF, LF or CR only,
whatever Unicode calls a line end; the space after the colon is optional; comments keep a connection open. Beyond the
standard, the last event needs no empty line after it, a line that holds a whole JSON object is an event without one,
and an `error:` line is an error event, as llama.cpp's server writes it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from core.inference.huggingface.json_bodies import parse_json
from core.inference.huggingface.transport import ResponseTooLarge

DONE = "[DONE]"
"""The last event of most OpenAI-compatible servers."""
EVENT_BYTES = 1_000_000
"""The largest event. An answer's token takes a few hundred bytes."""


class ServerSentEvent(NamedTuple):
    """One event. `value` is its data as JSON, None if it is something else."""

    data: str
    value: object = None
    is_error: bool = False


class EventReader:
    """Parses bytes, split anywhere, into events. `feed` and `close` raise `ResponseTooLarge` for an event of more than
    `EVENT_BYTES`."""

    def __init__(self) -> None:
        self._rest = bytearray()
        """The beginning of a line."""
        self._data: list[str] = []
        self._size = 0
        self._name = ""
        self._begun = False
        self._after_cr = False

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that are complete now."""
        if self._after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")  # its LF may come with the next chunk
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        first, *lines = chunk.split(b"\n")
        self._rest += first
        if lines:
            yield from self._line(bytes(self._rest))
            self._rest[:] = lines.pop()
        for line in lines:
            if line or self._data or self._name:  # some servers send many empty lines
                yield from self._line(line)
        self._limit(len(self._rest))

    def close(self) -> Iterator[ServerSentEvent]:
        """The event that the end of the stream completes, if any."""
        if self._rest:
            line, self._rest = bytes(self._rest), bytearray()
            yield from self._line(line)
        yield from self._dispatch()

    def _line(self, line: bytes) -> Iterator[ServerSentEvent]:
        if not self._begun:
            self._begun = True
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line:
            yield from self._dispatch()
            return
        name, _, value = line.partition(b":")
        if name not in (b"data", b"event", b"error"):
            return
        self._limit(len(value))
        text = value.removeprefix(b" ").decode("utf-8", errors="replace")
        if name == b"event":
            self._name = text
            return
        if name == b"error":
            yield from self._dispatch()
            self._name = "error"
        if not self._data and (text.startswith("{") or text.strip() == DONE):
            whole = ServerSentEvent(text, parse_json(text), self._name == "error")
            if isinstance(whole.value, dict) or text.strip() == DONE:
                self._name = ""
                yield whole
                return
        self._data.append(text)
        self._size += len(value) + 1

    def _dispatch(self) -> Iterator[ServerSentEvent]:
        if self._data:
            data = "\n".join(self._data)
            yield ServerSentEvent(data, parse_json(data), self._name == "error")
        self._data, self._size, self._name = [], 0, ""

    def _limit(self, more: int) -> None:
        if self._size + more > EVENT_BYTES:
            raise ResponseTooLarge
