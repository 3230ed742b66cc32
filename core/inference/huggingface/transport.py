"""One connection pool for all requests to Hugging Face and to model servers.

huggingface_hub brings the HTTP library (httpx2) and prepares requests. Sending happens here, because a bot that runs
for months needs more than its client offers: error bodies are always read or closed, so that no connection stays
checked out; each wait has a limit; only Hugging Face gets the token.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from core.domain.sentences import Value
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.library import quiet

if TYPE_CHECKING:
    import httpx2

ERROR_BYTES = 64_000
"""The part of an error body that is read."""
RESPONSE_BYTES = 64_000_000
"""The largest picture or recording that is accepted."""
IDLE_CONNECTIONS = 100
"""The most connections that are kept for the next requests, for a few seconds. Those in use have no limit here: the
call gate and the places of jobs hold requests back, and they tell people of it."""
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
"""Hosts that no proxy from the environment stands in front of (https://www.python-httpx.org/advanced/proxies/)."""
_DRAIN_SECONDS = 0.5
"""The longest wait for the end of a finished stream, so that its connection can be used again."""


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Seconds. `first_byte` runs from the start of the request to the first byte of the body."""

    connect: float = 10.0
    first_byte: float = 90.0
    between_bytes: float = 45.0
    total: float = 300.0


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """One request. `provider` is the name for users, `circuit` the key for counting failures, `key_name` the owner of a
    server's own key. `base` is the address before the provider's own paths."""

    url: str
    provider: Value
    circuit: str = ""
    method: Literal["GET", "POST"] = "POST"
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    key_name: str | None = None
    base: str = ""


class TransportError(Exception):
    """A request that brought no whole response, or one with an error status; the base of all errors here."""


class Unreachable(TransportError):
    """No response: not resolved, not connected, or cut before the first byte."""


class DeadlineExceeded(TransportError):
    """One of the deadlines passed."""


class ResponseInterrupted(TransportError):
    """The connection broke in the middle of a response."""


class ResponseTooLarge(TransportError):
    """A response, or one event of a stream, that is larger than accepted."""


class HttpStatusError(TransportError):
    """A response with an error status, and the beginning of its body."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body


class HttpResponse:
    """A response with a good status and an unread body."""

    def __init__(self, raw_response: "httpx2.Response", deadlines: Deadlines, began: float) -> None:
        self._response = raw_response
        self._deadlines = deadlines
        self._first_byte_until = began + deadlines.first_byte
        self._ends = began + deadlines.total
        self._chunks: AsyncGenerator[bytes, None] = raw_response.aiter_bytes()
        self._begun = False

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case name."""
        return self._response.headers

    @property
    def media_type(self) -> str:
        """The declared media type, without parameters; unreliable for pictures and sound."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives. Raises as `chunk`."""
        while (chunk := await self.chunk()) is not None:
            yield chunk

    async def read(self, bytes_limit: int = RESPONSE_BYTES) -> bytes:
        """The whole body. Raises as `chunks`, and `ResponseTooLarge`."""
        body = bytearray()
        async for chunk in self.chunks():
            body += chunk
            if len(body) > bytes_limit:
                raise ResponseTooLarge
        return bytes(body)

    async def beginning(self, bytes_limit: int) -> bytes:
        """At most so many bytes of the body, even if the connection breaks."""
        body = bytearray()
        try:
            async for chunk in self.chunks():
                body += chunk
                if len(body) >= bytes_limit:
                    break
        except (DeadlineExceeded, ResponseInterrupted, Unreachable):
            pass
        return bytes(body[:bytes_limit])

    def hurry(self, seconds: float) -> None:
        """Limits the rest of the response to so many seconds."""
        self._ends = min(self._ends, asyncio.get_running_loop().time() + seconds)

    async def drain(self) -> None:
        """Waits briefly for the end of a body that has no more to tell."""
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                async for _ in self.chunks():
                    pass
        except (TimeoutError, DeadlineExceeded, ResponseInterrupted, Unreachable):
            pass

    async def close(self) -> None:
        """Returns the connection to the pool, or closes it if the body is unread."""
        try:
            await self._chunks.aclose()
        finally:
            await self._response.aclose()

    async def chunk(self) -> bytes | None:
        """The next part of the body; None at its end. Raises `DeadlineExceeded`, `ResponseInterrupted`, and
        `Unreachable` if not one byte came."""
        import httpx2

        now = asyncio.get_running_loop().time()
        until = min(self._ends, now + self._deadlines.between_bytes if self._begun else self._first_byte_until)
        if until <= now:  # a body that is always ready would never reach the limit
            raise DeadlineExceeded
        try:
            async with asyncio.timeout_at(until):
                chunk = await anext(self._chunks, None)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise DeadlineExceeded from error
        except httpx2.HTTPError as error:
            raise (ResponseInterrupted if self._begun else Unreachable) from error
        self._begun = self._begun or bool(chunk)
        return chunk


class Transport:
    """Sends requests. Use it with `async with`, or let the first request open it and close it with `aclose`.

    `connections` limits those in use; a request that gets none is `Unreachable`.
    """

    def __init__(self, credentials: Credentials, deadlines: Deadlines, *, connections: int | None = None) -> None:
        self._credentials = credentials
        self._deadlines = deadlines
        self._connections = connections
        self._client: httpx2.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes all connections."""
        if self._client is not None:
            await self._client.aclose()

    @asynccontextmanager
    async def send(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
        """Sends the request and yields the response; leaving the block returns the connection.

        Raises `HttpStatusError` for a status of 400 and more, `Unreachable`, `DeadlineExceeded`.
        """
        client = await self._open()
        import httpx2  # by now it was, in a thread

        began = asyncio.get_running_loop().time()
        try:
            headers = {**request.headers, **await self._credentials.headers(request.url, request.key_name)}
            raw_request = client.build_request(
                request.method, request.url, content=request.content or None, headers=headers
            )
        except (ValueError, httpx2.InvalidURL) as error:
            raise Unreachable from error
        try:
            async with asyncio.timeout_at(began + self._deadlines.first_byte):
                raw_response = await client.send(raw_request, stream=True)
        except (httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise Unreachable from error
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise DeadlineExceeded from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable from error
        response = HttpResponse(raw_response, self._deadlines, began)
        try:
            if raw_response.status_code >= 300:
                raise HttpStatusError(
                    raw_response.status_code, raw_response.headers, await response.beginning(ERROR_BYTES)
                )
            yield response
        finally:
            await response.close()

    async def fetch(self, url: str, provider: Value) -> bytes:
        """The whole body at an address from another response. Raises as `send` and `HttpResponse.read`."""
        async with self.send(HttpRequest(method="GET", url=url, provider=provider)) as response:
            return await response.read()

    async def _open(self) -> "httpx2.AsyncClient":
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._build)
            return self._client

    def _build(self) -> "httpx2.AsyncClient":
        """Builds the client in a thread: it reads certificates and imports much, including the reader of rate
        limits."""
        import httpx2
        from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]  # noqa: F401

        quiet()
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # at INFO it writes every address down
        limits = httpx2.Limits(max_connections=self._connections, max_keepalive_connections=IDLE_CONNECTIONS)
        timeout = httpx2.Timeout(self._deadlines.total, connect=self._deadlines.connect)
        # A redirect to another host loses the Authorization header: httpx2 takes it off.
        return httpx2.AsyncClient(
            limits=limits,
            timeout=timeout,
            follow_redirects=True,
            max_redirects=5,
            mounts={f"all://{host}": None for host in _THIS_MACHINE},
        )
