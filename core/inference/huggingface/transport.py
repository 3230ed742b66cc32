"""One connection pool for everything that is asked of Hugging Face and of model servers.

huggingface_hub brings the HTTP library (httpx2) and is left to prepare requests; sending is done here, because a bot
that runs for months needs what its client does not give: bodies of errors are always read or closed, so that no
connection stays checked out; each wait has a limit; the token is shown to nobody but Hugging Face.
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
"""How much of an error's body is read: more tells nobody more."""
RESPONSE_BYTES = 64_000_000
"""The largest picture or recording that is taken in."""
CONNECTIONS = 100
_DRAIN_SECONDS = 0.5
"""How long the end of a finished stream is waited for, so that its connection can be used again."""


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Seconds. `first_byte` counts from the sent request to the first byte of the answer's body."""

    connect: float = 10.0
    first_byte: float = 90.0
    between_bytes: float = 45.0
    total: float = 300.0


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """One request. `provider` is whom users are told of, `circuit` whose failures it counts for, `key_name` whose own
    key it may carry. `base` is the address that the provider's own paths are behind."""

    url: str
    provider: Value
    circuit: str = ""
    method: Literal["GET", "POST"] = "POST"
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    key_name: str | None = None
    base: str = ""


class Unreachable(Exception):
    """No answer: not resolved, not connected, or cut before the first byte."""


class DeadlineExceeded(Exception):
    """One of the deadlines passed."""


class ResponseInterrupted(Exception):
    """Cut in the middle of an answer."""


class ResponseTooLarge(Exception):
    """An answer of more than `ANSWER_BYTES`."""


class HttpStatusError(Exception):
    """An answer with an error's status; the beginning of its body is there."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body


class HttpResponse:
    """An answer whose status is good and whose body has not been read."""

    def __init__(self, raw_response: "httpx2.Response", deadlines: Deadlines, ends: float) -> None:
        self._response = raw_response
        self._deadlines = deadlines
        self._ends = ends
        self._chunks: AsyncGenerator[bytes, None] = raw_response.aiter_bytes()
        self._begun = False

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case name."""
        return self._response.headers

    @property
    def media_type(self) -> str:
        """As declared, without parameters; not to be believed for pictures and sound."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises as `chunk`."""
        while (chunk := await self.chunk()) is not None:
            yield chunk

    async def read(self, bytes_limit: int = RESPONSE_BYTES) -> bytes:
        """All of the body. Raises as `chunks`, and `TooMuch`."""
        body = bytearray()
        async for chunk in self.chunks():
            body += chunk
            if len(body) > bytes_limit:
                raise ResponseTooLarge
        return bytes(body)

    async def beginning(self, bytes_limit: int) -> bytes:
        """At most so much of the body, whatever happens on the way."""
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
        """From now on the rest may take so long at most."""
        self._ends = min(self._ends, asyncio.get_running_loop().time() + seconds)

    async def drain(self) -> None:
        """Waits shortly for the end of a body that has told everything."""
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                async for _ in self.chunks():
                    pass
        except (TimeoutError, DeadlineExceeded, ResponseInterrupted, Unreachable):
            pass

    async def close(self) -> None:
        """Gives the connection back; one with an unread body is closed."""
        try:
            await self._chunks.aclose()
        finally:
            await self._response.aclose()

    async def chunk(self) -> bytes | None:
        """More of the body; None at its end. Raises `TooSlow`, `Torn`, and `Unreachable` where not one byte came."""
        import httpx2

        loop = asyncio.get_running_loop()
        limit = self._deadlines.between_bytes if self._begun else self._deadlines.first_byte
        try:
            async with asyncio.timeout(min(limit, max(0.0, self._ends - loop.time()))):
                chunk = await anext(self._chunks, None)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise DeadlineExceeded from error
        except httpx2.HTTPError as error:
            raise (ResponseInterrupted if self._begun else Unreachable) from error
        self._begun = self._begun or bool(chunk)
        return chunk


class Transport:
    """Used as `async with`, or opened at its first use and closed by `aclose`."""

    def __init__(self, credentials: Credentials, deadlines: Deadlines, *, connections: int = CONNECTIONS) -> None:
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
        """Sends, and yields the answer; its connection is given back when the block is left.

        Raises `Refused` for a status of 400 and more, `Unreachable`, `TooSlow`.
        """
        client = await self._open()
        import httpx2  # by now it was, in a thread

        loop = asyncio.get_running_loop()
        ends = loop.time() + self._deadlines.total
        try:
            headers = {**request.headers, **await self._credentials.headers(request.url, request.key_name)}
            raw_request = client.build_request(
                request.method, request.url, content=request.content or None, headers=headers
            )
        except (ValueError, httpx2.InvalidURL) as error:
            raise Unreachable from error
        try:
            async with asyncio.timeout(self._deadlines.first_byte):
                raw_response = await client.send(raw_request, stream=True)
        except (httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise Unreachable from error
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise DeadlineExceeded from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable from error
        response = HttpResponse(raw_response, self._deadlines, ends)
        try:
            if raw_response.status_code >= 300:
                raise HttpStatusError(
                    raw_response.status_code, raw_response.headers, await response.beginning(ERROR_BYTES)
                )
            yield response
        finally:
            await response.close()

    async def fetch(self, url: str, provider: Value) -> bytes:
        """The whole body of an address that an answer named. Raises as `send` and `Answer.whole`."""
        async with self.send(HttpRequest(method="GET", url=url, provider=provider)) as response:
            return await response.read()

    async def _open(self) -> "httpx2.AsyncClient":
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._build)
            return self._client

    def _build(self) -> "httpx2.AsyncClient":
        """Reads certificates and imports much, also what later reads a limit: done in a thread."""
        import httpx2
        from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]  # noqa: F401

        quiet()
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # at INFO it writes every address down
        limits = httpx2.Limits(max_connections=self._connections, max_keepalive_connections=self._connections // 2)
        timeout = httpx2.Timeout(self._deadlines.total, connect=self._deadlines.connect)
        # A redirect to another host loses the Authorization header: httpx2 takes it off.
        return httpx2.AsyncClient(limits=limits, timeout=timeout, follow_redirects=True, max_redirects=5)
