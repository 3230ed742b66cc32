"""One pool: no connection stays checked out, every wait ends, and nothing endless is read."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Mapping

import pytest

from core.inference.huggingface import transport as transports
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.transport import (
    DeadlineExceeded,
    Deadlines,
    HttpRequest,
    HttpResponse,
    HttpStatusError,
    ResponseTooLarge,
    Transport,
    Unreachable,
)
from tests.servers.hub_server import Broken, HubServer, Refusal, Stream
from tests.servers.hub_server.making import PICTURE

CROWD = 150


@pytest.fixture
async def transport(credentials: Credentials) -> AsyncIterator[Transport]:
    deadlines = Deadlines(first_byte=5, between_bytes=5)
    async with Transport(credentials, deadlines, connections=3) as transport:
        yield transport


def call(server: HubServer, path: str = "/files/picture") -> HttpRequest:
    """A plain call."""
    return HttpRequest(method="GET", url=f"{server.url}{path}", provider="x")


async def test_an_unread_response_returns_its_connection(server: HubServer, transport: Transport) -> None:
    server.always["/stream"] = Stream(stall=True)
    for _ in range(10):
        async with transport.send(call(server, "/stream")):
            pass
    assert await transport.fetch(f"{server.url}/files/picture", "x") == PICTURE


async def test_a_crowd_of_streams_is_answered_at_the_same_time(server: HubServer, credentials: Credentials) -> None:
    server.always["/stream"] = Stream(stall=True)
    begun: list[bytes] = []

    async def read(transport: Transport) -> None:
        async with transport.send(call(server, "/stream")) as response:
            begun.append(await response.chunk() or b"")
            await asyncio.Event().wait()

    async with Transport(credentials, Deadlines()) as transport:
        reading = [asyncio.create_task(read(transport)) for _ in range(CROWD)]
        async with asyncio.timeout(60):
            while len(begun) < CROWD:
                await asyncio.sleep(0.01)
        for each in reading:
            each.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
    assert all(begun)


async def test_refusals_of_any_form_give_their_connection_back(server: HubServer, transport: Transport) -> None:
    server.always["/no"] = Refusal(status=500, body="x" * 300_000, chunked=True)
    for _ in range(10):
        with pytest.raises(HttpStatusError) as raised:
            await transport.fetch(f"{server.url}/no", "x")
        assert len(raised.value.body) == transports.ERROR_BYTES
    assert await transport.fetch(f"{server.url}/files/picture", "x") == PICTURE


async def test_a_cancelled_request_returns_its_connection(server: HubServer, transport: Transport) -> None:
    server.always["/silent"] = Broken(silent=True)
    for _ in range(10):
        waiting = asyncio.create_task(transport.fetch(f"{server.url}/silent", "x"))
        async with asyncio.timeout(30):
            while not any(seen.path == "/silent" for seen in server.seen):
                await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        server.seen.clear()
    assert await transport.fetch(f"{server.url}/files/picture", "x") == PICTURE


@pytest.mark.parametrize("deadlines", [Deadlines(first_byte=0.1), Deadlines(total=0.1), Deadlines(between_bytes=0.1)])
async def test_each_deadline_ends_a_stream_that_stalls(
    server: HubServer, credentials: Credentials, deadlines: Deadlines
) -> None:
    words = () if deadlines.first_byte < 1 else ("word",)
    server.always["/stream"] = Stream(words=words, style="completion", stall=True)
    if not words:
        server.always["/stream"] = Broken(silent=True)
    async with Transport(credentials, deadlines) as transport:
        with pytest.raises(DeadlineExceeded):
            await transport.fetch(f"{server.url}/stream", "x")


async def test_the_patience_for_the_first_byte_counts_once() -> None:
    now = asyncio.get_running_loop().time()
    silent = HttpResponse(_SilentResponse(), Deadlines(first_byte=50), began=now - 50)  # type: ignore[arg-type]
    with pytest.raises(DeadlineExceeded):
        await silent.chunk()


async def test_a_body_that_is_always_ready_ends_at_the_deadline_of_the_whole() -> None:
    now = asyncio.get_running_loop().time()
    ready = HttpResponse(_SilentResponse(b":\n"), Deadlines(total=50), began=now - 50)  # type: ignore[arg-type]
    with pytest.raises(DeadlineExceeded):
        await ready.chunk()


class _SilentResponse:
    """A response of the HTTP library whose body is one piece, again and again; without one it never begins."""

    headers: Mapping[str, str] = {}

    def __init__(self, piece: bytes = b"") -> None:
        self._piece = piece

    async def aiter_bytes(self) -> AsyncGenerator[bytes, None]:
        while self._piece:
            yield self._piece
        await asyncio.Event().wait()


async def test_a_host_that_takes_no_connection_is_given_up_at_its_deadline(credentials: Credentials) -> None:
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    where = full.getsockname()
    waiting = [socket.socket() for _ in range(8)]
    for each in waiting:  # fills the queue: later clients get no answer
        each.setblocking(False)
        each.connect_ex(where)
    try:
        async with Transport(credentials, Deadlines(connect=0.2)) as transport, asyncio.timeout(30):
            with pytest.raises(Unreachable):
                await transport.fetch(f"http://127.0.0.1:{where[1]}/", "x")
    finally:
        for each in (*waiting, full):
            each.close()


async def test_nothing_endless_is_taken_in(
    server: HubServer, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with transport.send(call(server)) as answer:
        with pytest.raises(ResponseTooLarge):
            await answer.read(len(PICTURE) - 1)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://nowhere.invalid/", "http://[::1/", "nonsense"])
async def test_an_unreachable_server_is_an_error(transport: Transport, url: str) -> None:
    with pytest.raises(Unreachable):
        await transport.fetch(url, "x")


async def test_no_proxy_stands_before_this_machine(
    server: HubServer, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with Transport(credentials, Deadlines()) as transport:
        assert await transport.fetch(f"{server.url}/files/picture", "x") == PICTURE
        with pytest.raises(Unreachable):
            await transport.fetch("http://models.example/", "x")


async def test_redirects_do_not_go_round_for_ever(server: HubServer, transport: Transport) -> None:
    with pytest.raises(Unreachable):
        await transport.fetch(f"{server.url}/redirect", "x")
