"""Reads the formats of streamed and whole text responses into pieces.

One reader handles the chat and completion chunks of OpenAI-compatible servers and the tokens of Text Generation
Inference, as servers mix them.
"""

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from core.inference.engine import ReasoningChunk, TextChunk
from core.inference.huggingface.failures import UpstreamFailure
from core.inference.huggingface.sse import DONE, EventReader
from core.inference.huggingface.transport import DeadlineExceeded, HttpResponse, ResponseInterrupted

_EVENT_PREFIXES = (b"data:", b"event:", b"id:", b":")
"""The beginning of an event stream, whatever its declared media type."""
_PREFIX_BYTES = max(map(len, _EVENT_PREFIXES))
_USAGE_SECONDS = 5.0
"""The longest wait for the token count after the finish reason: nothing else is missing then."""
_LENGTH_REASONS = frozenset({"length", "max_tokens", "max_length"})
_TAGS = (("<think>", "</think>"), ("<thinking>", "</thinking>"))


@dataclass(frozen=True, kw_only=True)
class StreamEnd:
    """The end of a response. `refused` says that the server's content filter ended it."""

    reason: Literal["stop", "length"] = "stop"
    tokens: int | None = None
    prompt_tokens: int | None = None
    refused: bool = False


StreamPiece = TextChunk | ReasoningChunk | StreamEnd


class StreamError(Exception):
    """An error in a response that began well."""

    def __init__(self, failure: UpstreamFailure) -> None:
        super().__init__(failure)
        self.failure = failure


async def read_text(response: HttpResponse) -> AsyncGenerator[StreamPiece, None]:
    """The pieces of a response, `StreamEnd` last. Raises `StreamError`, `ResponseInterrupted` if it stopped early, and
    what `HttpResponse.chunks` raises."""
    beginning = b""
    while len(beginning) < _PREFIX_BYTES and (chunk := await response.chunk()) is not None:
        beginning += chunk
    if response.media_type == "text/event-stream" or beginning.lstrip().startswith(_EVENT_PREFIXES):
        async with aclosing(_streamed(beginning, response)) as pieces:
            async for piece in pieces:
                yield piece
        return
    for piece in _whole(beginning + await response.read()):
        yield piece


async def _streamed(beginning: bytes, response: HttpResponse) -> AsyncGenerator[StreamPiece, None]:
    state = _StreamState()
    async with aclosing(_events(beginning, response)) as events:
        try:
            async for data in events:
                if data.strip() == DONE:
                    state.done = True
                    break
                for piece in state.pieces(_json(data)):
                    yield piece
                if state.reason is not None:
                    response.hurry(_USAGE_SECONDS)
        except (ResponseInterrupted, DeadlineExceeded):
            if state.reason is None:
                raise
    for piece in state.rest():
        yield piece
    if not state.done and state.reason is None:
        raise ResponseInterrupted
    yield state.ending()
    if state.done:
        await response.drain()


async def _events(beginning: bytes, response: HttpResponse) -> AsyncGenerator[str, None]:
    reader = EventReader()
    for data in reader.feed(beginning):
        yield data
    async for chunk in response.chunks():
        for data in reader.feed(chunk):
            yield data
    for data in reader.close():
        yield data


def _whole(body: bytes) -> Iterator[StreamPiece]:
    value = _json(body.decode("utf-8", errors="replace"))
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        raise StreamError(UpstreamFailure(status=502))
    state = _StreamState()
    yield from state.pieces(value)
    yield from state.rest()
    yield state.ending()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class _StreamState:
    """The state of a stream so far."""

    def __init__(self) -> None:
        self.done = False
        self.reason: str | None = None
        self._tokens: int | None = None
        self._prompt_tokens: int | None = None
        self._splitter = ReasoningSplitter()

    def pieces(self, event: Any) -> Iterator[StreamPiece]:
        """The pieces of one event; unknown events are ignored."""
        if not isinstance(event, dict):
            return
        if event.get("error") or event.get("object") == "error":
            raise StreamError(UpstreamFailure.understand(event))
        usage = event.get("usage")
        if isinstance(usage, dict) and isinstance(usage.get("completion_tokens"), int):
            self._tokens = usage["completion_tokens"]
            read = usage.get("prompt_tokens")
            self._prompt_tokens = read if isinstance(read, int) else None
        choices = event.get("choices")
        if isinstance(choices, list):
            if choices and isinstance(choices[0], dict):
                yield from self._choice(choices[0])
            return
        yield from self._token(event)

    def rest(self) -> Iterator[StreamPiece]:
        """The text that was held back until it was clear."""
        yield from self._splitter.close()

    def ending(self) -> StreamEnd:
        """The end, with its reason and counts."""
        return StreamEnd(
            reason="length" if self.reason in _LENGTH_REASONS else "stop",
            tokens=self._tokens,
            prompt_tokens=self._prompt_tokens,
            refused=self.reason == "content_filter",
        )

    def _choice(self, choice: dict[str, Any]) -> Iterator[StreamPiece]:
        if isinstance(reason := choice.get("finish_reason"), str) and reason:
            self.reason = reason
        message = choice.get("delta") or choice.get("message")
        if not isinstance(message, dict):
            if text := _text(choice.get("text")):
                yield TextChunk(text)
            return
        if thought := _text(message.get("reasoning_content")) or _text(message.get("reasoning")):
            yield ReasoningChunk(thought)
        yield from self._splitter.feed(_text(message.get("content")))

    def _token(self, event: dict[str, Any]) -> Iterator[StreamPiece]:
        """Reads Text Generation Inference's format: one token at a time, `details` with the last."""
        details = event.get("details")
        if isinstance(details, dict):
            self.reason = details.get("finish_reason") or self.reason
            if isinstance(details.get("generated_tokens"), int):
                self._tokens = details["generated_tokens"]
        token = event.get("token")
        if isinstance(token, dict):
            if not token.get("special") and (text := _text(token.get("text"))):
                yield TextChunk(text)
            if event.get("generated_text") is not None:
                self.reason = self.reason or "eos_token"
        elif text := _text(event.get("generated_text")):
            yield TextChunk(text)


class ReasoningSplitter:
    """Separates reasoning between tags from the answer after it."""

    def __init__(self) -> None:
        self._held = ""
        self._end: str | None = None
        self._open = True  # whether thoughts may still begin

    def feed(self, text: str) -> Iterator[TextChunk | ReasoningChunk]:
        """The pieces that are clear now."""
        if not text:
            return
        if not self._open and self._end is None:
            yield TextChunk(text)
            return
        self._held += text
        if self._end is None:
            begun = self._held.lstrip()
            for start, end in _TAGS:
                if begun.startswith(start):
                    self._held, self._end, self._open = begun.removeprefix(start), end, False
                    break
            else:
                if any(start.startswith(begun) for start, _ in _TAGS):
                    return
                self._open = False
                yield from self._answer(self._held)
                return
        yield from self._think()

    def close(self) -> Iterator[TextChunk | ReasoningChunk]:
        """The text that was held back."""
        held, self._held = self._held, ""
        if held and self._end is not None:
            yield ReasoningChunk(held)
        elif held:
            yield TextChunk(held)

    def _think(self) -> Iterator[TextChunk | ReasoningChunk]:
        if self._end is None:
            return
        thought, end, rest = self._held.partition(self._end)
        if end:
            self._end = None
            if thought:
                yield ReasoningChunk(thought)
            yield from self._answer(rest.lstrip())
            return
        overlap = next((n for n in range(len(self._end) - 1, 0, -1) if thought.endswith(self._end[:n])), 0)
        ready, self._held = thought[: len(thought) - overlap], thought[len(thought) - overlap :]
        if ready:
            yield ReasoningChunk(ready)

    def _answer(self, text: str) -> Iterator[TextChunk]:
        self._held = ""
        if text:
            yield TextChunk(text)


def _text(value: Any) -> str:
    """The text of a content, which is a string or, rarely, a list of parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return ""
