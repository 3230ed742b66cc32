"""Reads what somebody says in a recording from a server's response.

It comes as JSON with `text` (most servers), as plain text, inside a provider's result that may have to be polled
(Replicate), or streamed as events: `transcript.text.delta`
(https://platform.openai.com/docs/api-reference/audio/transcript-text-delta-event), or chunks like those of a chat
(https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html).
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from core.inference.huggingface.failures import UpstreamFailure
from core.inference.huggingface.json_bodies import parse_body
from core.inference.huggingface.media import FAILED, PENDING, PendingResult, ResultReader, pending_result
from core.inference.huggingface.sse import DONE, EventReader, ServerSentEvent
from core.inference.huggingface.stream_formats import StreamError
from core.inference.huggingface.transport import HttpRequest, HttpResponse, ResponseTooLarge
from core.inference.outputs import TextChunk, Waiting
from core.text.valid_unicode import valid_unicode

TRANSCRIPT_BYTES = 8_000_000
"""The largest response: an hour of speech takes some 60 kB, its time marks perhaps ten times that."""
_STREAM = "text/event-stream"
_TEXTS = ("translation", "transcription", "text")
"""The fields of Replicate's models (https://replicate.com/openai/whisper/api/schema); a translation comes beside the
words that were spoken."""


class TranscriptReader(ResultReader[str]):
    """Reads the response to one request."""

    async def read(self, response: HttpResponse, request: HttpRequest) -> AsyncGenerator[TextChunk | Waiting, None]:
        """`TextChunk`s, and `Waiting` until they are ready; no text where nobody speaks. Raises `StreamError`,
        `ModelUnavailable` for a response that is no transcript, `ResponseTooLarge`, and what `Transport.send`
        raises."""
        if response.media_type == _STREAM:
            async with aclosing(_streamed(response)) as chunks:
                async for chunk in chunks:
                    yield chunk
            return
        body = await response.read(TRANSCRIPT_BYTES)
        if response.media_type == "text/plain" and parse_body(body) is None:
            text = body.decode("utf-8", errors="replace").strip()
            if text:
                yield TextChunk(text)
            return
        async with aclosing(self._result(body, request)) as results:
            async for found in results:
                if isinstance(found, Waiting):
                    yield found
                elif found.strip():
                    yield TextChunk(found.strip())

    def _parse(self, body: bytes, request: HttpRequest, asked: PendingResult | None = None) -> str | PendingResult:
        value = parse_body(body)
        value = value[0] if isinstance(value, list) and value else value
        if not isinstance(value, dict):
            raise self._not_media()
        status = str(value.get("status") or "").lower()
        if status in FAILED or (value.get("error") and not status):
            raise StreamError(UpstreamFailure.understand(value))
        text = _text(value.get("output")) if value.get("output") is not None else _text(value)
        if text is not None:
            return valid_unicode(text)
        pending = pending_result(value, request, status) or (asked if status in PENDING else None)
        if pending is None:
            raise self._not_media()
        return pending


async def _streamed(response: HttpResponse) -> AsyncGenerator[TextChunk, None]:
    reader, stream, size = EventReader(), _TranscriptStream(), 0
    async for chunk in response.chunks():
        for event in reader.feed(chunk):
            for text in stream.pieces(event):
                yield TextChunk(text)
        if (size := size + len(chunk)) > TRANSCRIPT_BYTES:
            raise ResponseTooLarge
    for event in reader.close():
        for text in stream.pieces(event):
            yield TextChunk(text)


class _TranscriptStream:
    """The state of a streamed transcript."""

    def __init__(self) -> None:
        self._begun = False

    def pieces(self, event: ServerSentEvent) -> Iterator[str]:
        """The new text of one event. Raises `StreamError`."""
        value = event.value
        if event.data.strip() == DONE:
            return
        if event.is_error or (isinstance(value, dict) and value.get("error")):
            raise StreamError(UpstreamFailure.understand(value or event.data))
        if isinstance(value, dict) and (text := self._new_text(value)):
            self._begun = True
            yield valid_unicode(text)

    def _new_text(self, value: dict[str, Any]) -> str:
        if value.get("type") == "transcript.text.done":  # which repeats the whole text
            return "" if self._begun else _string(value.get("text"))
        choices = value.get("choices")
        if isinstance(choices, list):
            choice = choices[0] if choices and isinstance(choices[0], dict) else {}
            delta = choice.get("delta")
            return _string(delta.get("content")) if isinstance(delta, dict) else _string(choice.get("text"))
        return _string(value.get("delta")) or _string(value.get("text"))


def _text(value: Any) -> str | None:
    """The text of a result; None if there is none."""
    match value:
        case str():
            return value
        case list():
            return _text(value[0]) if value else None
        case dict():
            return next((value[name] for name in _TEXTS if isinstance(value.get(name), str)), None)
    return None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
