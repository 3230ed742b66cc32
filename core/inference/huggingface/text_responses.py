"""Reads text responses, streamed or whole, into pieces."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from core.inference.huggingface.failures import UpstreamFailure
from core.inference.huggingface.json_bodies import parse_body
from core.inference.huggingface.sse import DONE, EventReader, ServerSentEvent
from core.inference.huggingface.stream_formats import AnswerState, StreamError, StreamPiece, TextForm
from core.inference.huggingface.transport import DeadlineExceeded, HttpResponse, ResponseInterrupted, ResponseTooLarge

STREAM_BYTES = 64_000_000
"""The largest stream, with everything around its text."""
_BODY_BYTES = 8_000_000
"""The largest response that comes in one piece."""
_EVENT_PREFIXES = (b"data:", b"event:", b"id:", b"retry:", b"error:", b":", b"\xef\xbb\xbf")
"""The beginning of an event stream, whatever its declared media type."""
_PREFIX_BYTES = max(map(len, _EVENT_PREFIXES))
_USAGE_SECONDS = 5.0
"""The longest wait for the token count after the finish reason: nothing else is missing then."""
STEP_SECONDS = 0.05
"""The time for which a stream is left to come after its first words. What comes meanwhile is one piece: each piece goes
through the whole program, and no eye sees more than twenty in a second."""
_DRAIN_SECONDS = 0.5
"""The longest wait for the end of a finished stream, so that its connection can be used again."""


async def read_text(response: HttpResponse, form: TextForm) -> AsyncGenerator[StreamPiece, None]:
    """The pieces of a response, `StreamEnd` last. Raises `StreamError`, `ResponseInterrupted` if it stopped early,
    `ResponseTooLarge`, and what `HttpResponse.chunks` raises."""
    beginning = b""
    while len(beginning) < _PREFIX_BYTES and (chunk := await response.chunk()) is not None:
        beginning += chunk
    if response.media_type == "text/event-stream" or beginning.lstrip().startswith(_EVENT_PREFIXES):
        async with aclosing(_streamed(beginning, response, form)) as pieces:
            async for piece in pieces:
                yield piece
        return
    for piece in read_whole(beginning + await response.read(_BODY_BYTES), form):
        yield piece


async def _streamed(beginning: bytes, response: HttpResponse, form: TextForm) -> AsyncGenerator[StreamPiece, None]:
    stream = TextStream(form)
    chunk: bytes | None = beginning
    size, begun = 0, False
    try:
        while chunk is not None:
            for piece in stream.feed(chunk):
                begun = True
                yield piece
            if stream.done:
                break
            if (size := size + len(chunk)) > STREAM_BYTES:
                raise ResponseTooLarge
            if stream.is_finished:
                response.hurry(_USAGE_SECONDS)
            if begun:
                await response.gather(STEP_SECONDS)
            chunk = await response.chunk()
    except (ResponseInterrupted, DeadlineExceeded):
        if not stream.is_finished:
            raise
    for piece in stream.close():
        yield piece
    if stream.said_done:
        await response.gather(_DRAIN_SECONDS)


def read_whole(body: bytes, form: TextForm) -> Iterator[StreamPiece]:
    """The pieces of a response that came in one piece. Raises `StreamError`."""
    value = parse_body(body)
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        raise StreamError(UpstreamFailure(status=502))
    state = AnswerState(form)
    state.take(value)
    yield from state.pieces()
    yield from state.rest()
    yield state.ending()


class TextStream:
    """Reads a stream from its bytes, cut anywhere. `done` says that no more bytes are needed."""

    def __init__(self, form: TextForm) -> None:
        self.said_done = False
        self._reader = EventReader()
        self._state = AnswerState(form)

    @property
    def done(self) -> bool:
        """True after the last event, and if the rest of the text is not wanted."""
        return self.said_done or self._state.full

    @property
    def is_finished(self) -> bool:
        """True if only the token count can be missing."""
        return self._state.reason is not None

    def feed(self, chunk: bytes) -> Iterator[StreamPiece]:
        """The pieces that are clear now. Raises `StreamError` and `ResponseTooLarge`."""
        yield from self._events(self._reader.feed(chunk))

    def close(self) -> Iterator[StreamPiece]:
        """The last pieces. Raises as `feed`, and `ResponseInterrupted` if the stream has no end of its own."""
        yield from self._events(self._reader.close())
        yield from self._state.rest()
        if not self.done and not self.is_finished:
            raise ResponseInterrupted
        yield self._state.ending()

    def _events(self, events: Iterator[ServerSentEvent]) -> Iterator[StreamPiece]:
        error: Exception | None = None
        try:
            for event in events:
                if self.done:
                    break
                self._take(event)
        except (StreamError, ResponseTooLarge) as raised:
            error = raised
        yield from self._state.pieces()
        if error is not None:
            raise error

    def _take(self, event: ServerSentEvent) -> None:
        if event.data.strip() == DONE:
            self.said_done = True
        elif event.is_error:
            raise StreamError(UpstreamFailure.understand(event.value or event.data))
        else:
            self._state.take(event.value)
