"""Reads the picture or the recording from a provider's response.

Some providers send the bytes, some put them into JSON in base64, some name an address, and some name a result to poll.
The bytes are recognised by their beginning only, and passed on untouched.

A result is already paid for: if fetching it fails, it is fetched again, never generated again.
"""

import asyncio
import base64
import binascii
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from core.domain.clock import Clock
from core.domain.errors import ModelUnavailable
from core.domain.retries import retry
from core.domain.sentences import ModelName, Sentence
from core.inference.huggingface.failures import UpstreamFailure
from core.inference.huggingface.json_bodies import parse_body
from core.inference.huggingface.provider_quirks import quirks_of
from core.inference.huggingface.stream_formats import StreamError
from core.inference.huggingface.transport import (
    DeadlineExceeded,
    HttpRequest,
    HttpResponse,
    HttpStatusError,
    ResponseInterrupted,
    Transport,
    Unreachable,
)
from core.inference.outputs import Waiting
from core.media.file_signatures import media_type_of

T = TypeVar("T")
R = TypeVar("R")

POLL_SECONDS = 1.0
"""The pause between two polls for a result."""
FETCH_WAITS = (1.0, 2.0, 4.0)
"""The waits between attempts to fetch a result that is already paid for, in seconds."""

PENDING = frozenset({"starting", "processing", "created", "queued", "in_progress", "in_queue", "pending"})
"""The states of a result that is not ready."""
FAILED = frozenset({"failed", "fail", "error", "canceled", "cancelled", "aborted"})
"""The states of a result that never comes."""


@dataclass(frozen=True)
class MediaContent:
    """Bytes as the provider sent them, and their media type."""

    data: bytes
    media_type: str


@dataclass(frozen=True)
class PendingResult:
    """A result that is not ready, at a path of the provider."""

    path: str


class ResultReader(ABC, Generic[T]):
    """Reads a result that may have to be polled. `_parse` reads a body."""

    def __init__(self, transport: Transport, clock: Clock, *, model: str, waiting: Sentence, seconds: float) -> None:
        self._transport = transport
        self._clock = clock
        self._model = model
        self._waiting = waiting
        self._seconds = seconds

    @abstractmethod
    def _parse(self, body: bytes, request: HttpRequest, asked: PendingResult | None = None) -> T | PendingResult: ...

    async def _result(self, body: bytes, request: HttpRequest) -> AsyncGenerator[T | Waiting, None]:
        """`Waiting` until the result is ready, then the result."""
        found = await asyncio.to_thread(self._parse, body, request)
        ends = self._clock.now() + self._seconds
        while isinstance(found, PendingResult):
            if self._clock.now() >= ends:
                raise DeadlineExceeded
            yield Waiting(sentence=self._waiting)
            await self._clock.sleep(POLL_SECONDS)
            found = await self._poll(found, request)
        yield found

    async def _poll(self, pending: PendingResult, request: HttpRequest) -> T | PendingResult:
        looking = HttpRequest(
            method="GET",
            url=f"{request.base}{pending.path}",
            provider=request.provider,
            base=request.base,
            headers={name: value for name, value in request.headers.items() if name not in ("content-type", "prefer")},
        )

        async def look() -> bytes:
            async with self._transport.send(looking) as response:
                return await response.read()

        body = await self._with_retries(look, request)
        return await asyncio.to_thread(self._parse, body, looking, pending)

    async def _with_retries(self, send: Callable[[], Awaitable[R]], request: HttpRequest) -> R:
        try:
            return await retry(send, waits=FETCH_WAITS, retryable=_is_transient, sleep=self._clock.sleep)
        except (HttpStatusError, Unreachable, ResponseInterrupted) as error:
            if _is_transient(error):
                raise self._not_fetched(request) from error
            raise

    def _not_fetched(self, request: HttpRequest) -> ModelUnavailable:
        return ModelUnavailable("huggingface-lost", model=ModelName(name=self._model), provider=request.provider)

    def _not_media(self) -> ModelUnavailable:
        return ModelUnavailable("huggingface-not-media", kind="not_media", model=ModelName(name=self._model))


class MediaReader(ResultReader["MediaContent | str"]):
    """Reads the response to one request. `accepted` are the valid media types."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        *,
        model: str,
        accepted: Collection[str],
        waiting: Sentence,
        seconds: float,
    ) -> None:
        super().__init__(transport, clock, model=model, waiting=waiting, seconds=seconds)
        self._accepted = accepted

    async def read(self, response: HttpResponse, request: HttpRequest) -> AsyncGenerator[MediaContent | Waiting, None]:
        """`Waiting` until the result is ready, then the result. Raises `StreamError`, `ModelUnavailable` for an
        unexpected or lost result, and what `Transport.send` raises."""
        try:
            body = await response.read()
        except ResponseInterrupted as error:  # it was paid for, so the same request is not sent again
            raise ModelUnavailable(
                "huggingface-torn-media", kind="not_media", model=ModelName(name=self._model), provider=request.provider
            ) from error
        if (content := self._recognised(body)) is not None:
            yield content
            return
        async with aclosing(self._result(body, request)) as results:
            async for found in results:
                yield await self._fetch(found, request) if isinstance(found, str) else found

    async def _fetch(self, url: str, request: HttpRequest) -> MediaContent:
        try:
            named, asked = urlsplit(url), urlsplit(request.url)
        except ValueError:
            raise self._not_media() from None
        if named.scheme != "https" and named.hostname != asked.hostname:
            raise self._not_media()
        try:
            body = await self._with_retries(lambda: self._transport.fetch(url, request.provider), request)
        except HttpStatusError as error:
            raise self._not_fetched(request) from error
        content = self._recognised(body)
        if content is None:
            raise self._not_media()
        return content

    def _recognised(self, body: bytes) -> MediaContent | None:
        media_type = media_type_of(body)
        return MediaContent(body, media_type) if media_type in self._accepted and media_type is not None else None

    def _parse(
        self, body: bytes, request: HttpRequest, asked: PendingResult | None = None
    ) -> MediaContent | str | PendingResult:
        value = parse_body(body)
        if not isinstance(value, dict):
            raise self._not_media()
        data = value.get("data")
        inner: dict[str, Any] = data if isinstance(data, dict) else value
        status = str(inner.get("status") or inner.get("task_status") or "").lower()
        flags = value.get("has_nsfw_concepts")
        if isinstance(flags, list) and any(flags):
            raise StreamError(UpstreamFailure(status=400, code="nsfw"))
        if status in FAILED or (value.get("error") and not status):
            failure = UpstreamFailure.understand(inner if inner.get("error") else value)
            raise StreamError(failure)
        content = _content(inner) or _content(value)
        if content is None:
            pending = pending_result(inner, request, status) or (asked if status in PENDING else None)
            if pending is None:
                raise self._not_media()
            return pending
        if content.startswith(("http://", "https://")):
            return content
        recognised = self._recognised(_decoded(content))
        if recognised is None:
            raise self._not_media()
        return recognised


def _content(value: Any) -> str | None:
    """An address or base64, from the usual places."""
    match value:
        case str():
            return value or None
        case list():
            return _content(value[0]) if value else None
        case dict():
            for name in (
                "b64_json", "url", "images", "image", "audio", "output", "outputs", "image_result", "data", "audio_url",
            ):  # fmt: skip
                if name in value and (found := _content(value[name])):
                    return found
    return None


def _decoded(content: str) -> bytes:
    if content.startswith("data:"):
        content = content.partition(",")[2]
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_transient(error: Exception) -> bool:
    if isinstance(error, HttpStatusError):
        return UpstreamFailure.read(error).transient
    return isinstance(error, Unreachable | ResponseInterrupted)


def pending_result(value: dict[str, Any], request: HttpRequest, status: str) -> PendingResult | None:
    """The path of a result that is not ready. Replicate, WaveSpeed and fal's queue name an address at their own host;
    its path works behind the router, too. Others name a task."""
    if not request.base:
        return None
    if isinstance(value.get("response_url"), str):  # fal's queue says beside it how far it is
        path = _path(value["response_url"])
        where = "" if status == "completed" else "/status"
        return PendingResult(f"{path}{where}?{urlsplit(request.url).query}") if path else None
    if status and status not in PENDING:
        return None
    urls = value.get("urls")
    if isinstance(urls, dict) and isinstance(urls.get("get"), str):
        path = _path(urls["get"])
        return PendingResult(path) if path else None
    quirks = quirks_of(request.provider)
    if quirks.task_path and quirks.task_path in request.url and isinstance(value.get("id"), str):
        return PendingResult(f"{quirks.result_path}{value['id']}")
    return None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
