"""One connection pool for all requests to Hugging Face and to model servers.

huggingface_hub prepares requests. Sending happens here, because a bot that runs for months needs more than its client
offers: error bodies are always read or closed, so that no connection stays checked out; each wait has a limit; only
Hugging Face gets the token. It sends with aiohttp, whose parser is written in C: the library of huggingface_hub
(httpx2) takes three times the processor's time for a token of a stream. Both trust the same certificates.
"""

import asyncio
import io
import ssl
import string
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

from core.domain.sentences import Value
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.library import quiet
from core.inference.huggingface.timing import Deadlines

if TYPE_CHECKING:
    import aiohttp

ERROR_BYTES = 64_000
"""The part of an error body that is read."""
RESPONSE_BYTES = 64_000_000
"""The largest picture or recording that is accepted."""
IDLE_SECONDS = 5.0
"""The time for which a connection is kept for the next request."""
HEADER_BYTES = 64_000
"""The longest line of a response's head: a picture's address may have parameters of some thousand bytes."""
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""Hosts that no proxy from the environment stands in front of."""
_REDIRECTS = 5
"""The most redirects that are followed."""


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

    def __init__(self, raw_response: "aiohttp.ClientResponse", deadlines: Deadlines, began: float) -> None:
        self._response = raw_response
        self._deadlines = deadlines
        self._first_byte_until = began + deadlines.first_byte
        self._ends = began + deadlines.total
        self._begun = False
        connection = raw_response.connection
        protocol = connection.protocol if connection is not None else None  # None if the body is there already
        self._closed = protocol.closed if protocol is not None else None
        if self._closed is not None:
            _note_closing(self._closed)
            self._closed.add_done_callback(self._lost)

    @property
    def headers(self) -> Mapping[str, str]:
        """By name, in upper or lower case."""
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

    async def gather(self, seconds: float) -> None:
        """Lets the body come for so many seconds, or to its end. The next chunk is all of that, which costs less than
        a chunk for each packet."""
        try:
            async with asyncio.timeout(seconds):
                await self._response.content.wait_eof()
        except TimeoutError:
            pass
        except _errors():
            pass  # the next chunk raises it

    def close(self) -> None:
        """Returns the connection to the pool, or closes it if it would bring more of the body."""
        if self._closed is not None:
            self._closed.remove_done_callback(self._lost)
        self._response.release()

    async def chunk(self) -> bytes | None:
        """The next part of the body; None at its end. Raises `DeadlineExceeded`, `ResponseInterrupted`, and
        `Unreachable` if not one byte came."""
        now = asyncio.get_running_loop().time()
        until = min(self._ends, now + self._deadlines.between_bytes if self._begun else self._first_byte_until)
        if until <= now:  # a body that is always ready would never reach the limit
            raise DeadlineExceeded
        try:
            async with asyncio.timeout_at(until):
                chunk = await self._response.content.readany()
        except TimeoutError as error:
            raise DeadlineExceeded from error
        except _errors() as error:
            # aiohttp tells of the end before the bytes that came before it.
            if not (chunk := self._response.content._read_nowait(-1)):  # noqa: SLF001
                raise (ResponseInterrupted if self._begun else Unreachable) from error
        self._begun = self._begun or bool(chunk)
        return chunk or None

    def _lost(self, _: "asyncio.Future[None]") -> None:
        """Ends the body with the connection: aiohttp does not if a response is no HTTP from some place on."""
        import aiohttp

        content = self._response.content
        if not content.is_eof() and content.exception() is None:
            content.set_exception(aiohttp.ClientPayloadError("no HTTP any more"))


class Transport:
    """Sends requests. Use it with `async with`, or let the first request open it and close it with `aclose`.

    `connections` limits those in use; a request that gets none is `Unreachable`. Without it there is no limit here: the
    call gate and the places of jobs hold requests back, and they tell people of it.
    """

    def __init__(self, credentials: Credentials, deadlines: Deadlines, *, connections: int | None = None) -> None:
        self._credentials = credentials
        self._deadlines = deadlines
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._certificates: ssl.SSLContext | None = None
        self._proxies: Mapping[str, str] = {}
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
        if self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def send(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
        """Sends the request and yields the response; leaving the block returns the connection.

        Raises `HttpStatusError` for a status of 400 and more, `Unreachable`, `DeadlineExceeded`.
        """
        session = await self._open()
        import aiohttp  # by now it was, in a thread
        from yarl import URL

        certificates = await self._library() if request.url[:6].lower() == "https:" else True
        began = asyncio.get_running_loop().time()
        try:
            headers = {**request.headers, **await self._credentials.headers(request.url, request.key_name)}
            # A signature covers the address as it is written, so what is escaped stays as it is.
            url = URL(quote(request.url, safe=string.punctuation), encoded=True)
            proxy = await asyncio.to_thread(_proxy, request.url, self._proxies) if self._proxies else None
        except ValueError as error:
            raise Unreachable from error
        try:
            async with asyncio.timeout_at(began + self._deadlines.first_byte):
                raw_response = await session.request(
                    request.method,
                    url,
                    data=io.BytesIO(request.content) if request.content else None,  # sent in pieces
                    headers=headers,
                    proxy=proxy,
                    ssl=certificates,
                    max_redirects=_REDIRECTS + 1,  # it counts the one that it refuses
                )
        except aiohttp.ConnectionTimeoutError as error:
            raise Unreachable from error
        except TimeoutError as error:
            raise DeadlineExceeded from error
        except _errors() as error:
            raise Unreachable from error
        response = HttpResponse(raw_response, self._deadlines, began)
        try:
            if "ratelimit" in raw_response.headers:
                await self._library()  # has the reader of this header
            if raw_response.status >= 300:
                raise HttpStatusError(raw_response.status, raw_response.headers, await response.beginning(ERROR_BYTES))
            yield response
        finally:
            response.close()

    async def fetch(self, url: str, provider: Value) -> bytes:
        """The whole body at an address from another response. Raises as `send` and `HttpResponse.read`."""
        async with self.send(HttpRequest(method="GET", url=url, provider=provider)) as response:
            return await response.read()

    async def _open(self) -> "aiohttp.ClientSession":
        if self._session is not None:
            return self._session
        async with self._opening:
            if self._session is None:
                self._proxies = await asyncio.to_thread(_prepared)
                import aiohttp  # by now it was, in a thread

                connector = aiohttp.TCPConnector(limit=self._connections or 0, keepalive_timeout=IDLE_SECONDS)
                # A redirect to another host loses the Authorization header: aiohttp takes it off.
                self._session = aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=None, connect=self._deadlines.connect),
                    skip_auto_headers=("content-type",),
                    requote_redirect_url=False,
                    max_line_size=HEADER_BYTES,
                    max_field_size=HEADER_BYTES,
                )
            return self._session

    async def _library(self) -> ssl.SSLContext:
        """Loads huggingface_hub, once, and returns the certificates that it trusts. Plain HTTP needs neither."""
        async with self._opening:
            if self._certificates is None:
                self._certificates = await asyncio.to_thread(_load_library)
            return self._certificates


def _prepared() -> Mapping[str, str]:
    """The proxies of the environment or the system. Runs in a thread: it imports aiohttp."""
    import aiohttp  # noqa: F401

    return getproxies()


def _load_library() -> ssl.SSLContext:
    """Runs in a thread: it reads the certificates and imports much, including the reader of rate limits."""
    import httpx2
    from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]  # noqa: F401

    quiet()
    return httpx2.create_ssl_context()


def _note_closing(closed: "asyncio.Future[None]") -> None:
    """Makes sure, once for each connection, that nobody has to ask why it was closed while it was in the pool."""
    closed.remove_done_callback(asyncio.Future.exception)
    closed.add_done_callback(asyncio.Future.exception)


def _errors() -> tuple[type[Exception], ...]:
    """The errors of aiohttp, which is imported late."""
    import aiohttp
    from aiohttp.http_exceptions import HttpProcessingError

    return aiohttp.ClientError, HttpProcessingError


def _proxy(url: str, proxies: Mapping[str, str]) -> str | None:
    """The proxy for an address. Raises ValueError for no address. It may ask for the address of the host, on Windows,
    so it runs in a thread."""
    parts = urlsplit(url)
    host, proxy = parts.hostname or "", proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or host in _THIS_MACHINE or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
