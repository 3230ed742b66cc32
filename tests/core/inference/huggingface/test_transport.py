"""One pool: no connection stays checked out, every wait ends, and nothing endless is read."""

import asyncio
import gc
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.inference.huggingface import transport as transports
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.timing import Deadlines
from core.inference.huggingface.transport import (
    DeadlineExceeded,
    HttpRequest,
    HttpResponse,
    HttpStatusError,
    ResponseInterrupted,
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

    connection = None

    def __init__(self, piece: bytes = b"") -> None:
        self._piece = piece
        self.content = self

    async def readany(self) -> bytes:
        if not self._piece:
            await asyncio.Event().wait()
        return self._piece


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


async def test_the_proxy_of_the_environment_is_asked_for_others_and_not_for_this_machine(
    server: HubServer, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Wire(lambda wire: wire.say(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "near.invalid")
        async with Transport(credentials, Deadlines()) as transport:
            assert await transport.fetch(f"{server.url}/files/picture", "x") == PICTURE
            with pytest.raises(Unreachable):
                await transport.fetch("http://near.invalid/", "x")
            assert await transport.fetch("http://models.invalid/x", "x") == b"hi"
    assert proxy.heads[0].startswith(b"GET http://models.invalid/x HTTP/1.1\r\n")
    assert len(proxy.heads) == 1


async def test_redirects_do_not_go_round_for_ever(server: HubServer, transport: Transport) -> None:
    with pytest.raises(Unreachable):
        await transport.fetch(f"{server.url}/redirect", "x")


class Wire:
    """A server that says bytes of its own after the head of each request. `heads` are those of the requests."""

    def __init__(self, answer: "Callable[[Wire], Awaitable[None]]") -> None:
        self.heads: list[bytes] = []
        self._answer = answer
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        await self._answer(self)

    async def say(self, said: bytes) -> None:
        self._writers[-1].write(said)
        await self._writers[-1].drain()

    def abort(self) -> None:
        """Resets the connection."""
        transport = self._writers[-1].transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"


@asynccontextmanager
async def begun(transport: Transport, *, then: bytes, aborted: bool = False) -> AsyncIterator[HttpResponse]:
    """A response whose first chunk was read before the server says more, and perhaps breaks the connection."""
    read = asyncio.Event()

    async def answer(wire: Wire) -> None:
        await wire.say(CHUNKED + b"3\r\none\r\n")
        await read.wait()
        await wire.say(then)
        if aborted:
            wire.abort()

    async with Wire(answer) as wire, transport.send(HttpRequest(url=wire.url, provider="x")) as response:
        assert await response.chunk() == b"one"
        read.set()
        yield response


async def test_what_comes_meanwhile_is_one_chunk(transport: Transport) -> None:
    async with begun(transport, then=b"3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n") as response, asyncio.timeout(30):
        await response.gather(60)  # it ends with the body
        assert await response.chunk() == b"twothree"
        assert await response.chunk() is None


async def test_what_came_before_the_connection_broke_is_not_lost(transport: Transport) -> None:
    async with begun(transport, then=b"3\r\ntwo\r\n", aborted=True) as response, asyncio.timeout(30):
        await response.gather(60)
        assert await response.chunk() == b"two"
        with pytest.raises(ResponseInterrupted):
            await response.chunk()


async def test_a_body_that_is_no_http_any_more_ends_before_its_deadline(credentials: Credentials) -> None:
    async with (
        Transport(credentials, Deadlines()) as transport,
        begun(transport, then=b"no number\r\n") as response,
        asyncio.timeout(30),
    ):
        with pytest.raises(ResponseInterrupted):
            await response.chunk()


async def test_a_connection_that_breaks_in_the_pool_is_nobodys_error(transport: Transport) -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    read = asyncio.Event()

    async def answer(wire: Wire) -> None:
        await wire.say(CHUNKED)
        await read.wait()
        await wire.say(b"0\r\n\r\n")

    async with Wire(answer) as wire:
        for _ in range(2):  # the second request finds that the connection is gone
            read.clear()
            async with transport.send(HttpRequest(url=wire.url, provider="x")) as response:
                read.set()
                assert await response.chunk() is None
                closed = response._closed
            wire.abort()
            assert closed is not None
            await asyncio.wait([closed], timeout=30)
        del response, closed
        gc.collect()
    assert told == []


async def test_a_signed_address_is_sent_as_it_is_written(transport: Transport) -> None:
    async with Wire(lambda wire: wire.say(OK + b"content-length: 2\r\n\r\nhi")) as wire:
        await transport.fetch(f"{wire.url}/a%2Fb%7E/~c d?sign=%2B%3d+&e=é", "x")
    assert wire.heads[0].startswith(b"GET /a%2Fb%7E/~c%20d?sign=%2B%3d+&e=%C3%A9 HTTP/1.1\r\n")


async def test_a_refusal_that_comes_before_the_body_was_sent_is_read(transport: Transport) -> None:
    refusal = b"HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno"
    async with Wire(lambda wire: wire.say(refusal)) as wire:
        with pytest.raises(HttpStatusError) as raised:
            async with transport.send(HttpRequest(url=wire.url, provider="x", content=b"x" * 20_000_000)):
                pass
    assert (raised.value.status, raised.value.body) == (413, b"no")


async def test_a_server_gets_no_name_of_the_machine_and_no_cookie(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("default login me password secret\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    async with Wire(
        lambda wire: wire.say(OK + b"set-cookie: a=b\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi")
    ) as wire:
        for _ in range(2):
            await transport.fetch(wire.url, "x")
    assert len(wire.heads) == 2
    for head in wire.heads:
        assert b"authorization" not in head.lower()
        assert b"cookie" not in head.lower()


async def test_a_long_line_of_a_head_is_taken(transport: Transport) -> None:
    async with Wire(lambda wire: wire.say(OK + b"x-a: " + b"a" * 40_000 + b"\r\ncontent-length: 2\r\n\r\nhi")) as wire:
        assert await transport.fetch(wire.url, "x") == b"hi"


def certificate(folder: Path) -> Path:
    """Makes a certificate of 127.0.0.1 that nobody else has signed, in one file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "loopback.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path


async def test_an_encrypted_server_is_trusted_as_huggingface_hub_trusts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(tmp_path)
    encryption = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    encryption.load_cert_chain(path)
    app = web.Application()

    async def greet(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    app.router.add_get("/", greet)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=encryption).start()
        url = f"https://127.0.0.1:{runner.addresses[0][1]}/"
        async with Transport(Credentials(), Deadlines()) as transport:
            with pytest.raises(Unreachable):
                await transport.fetch(url, "x")
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        async with Transport(Credentials(), Deadlines()) as transport:
            assert await transport.fetch(url, "x") == b"hello"
    finally:
        await runner.cleanup()


async def test_plain_http_needs_neither_the_library_nor_certificates(server: HubServer) -> None:
    code = f"""
import asyncio, sys
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.timing import Deadlines
from core.inference.huggingface.transport import HttpRequest, Transport

async def main():
    async with Transport(Credentials(), Deadlines()) as transport:
        for path in ("/files/picture", "/limited"):
            async with transport.send(HttpRequest(method="GET", url={server.url!r} + path, provider="x")) as response:
                await response.read()
            print("httpx2" in sys.modules, "huggingface_hub.utils" in sys.modules)

asyncio.run(main())
"""
    server.always["/limited"] = Refusal(status=200, headers={"RateLimit": '"api";r=1;t=1'})
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    # The reader of rate limits is loaded in a thread, before the first limit is read on the loop.
    assert done.stdout.split() == ["False", "False", "True", "True"]
