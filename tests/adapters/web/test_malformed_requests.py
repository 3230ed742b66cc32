"""Malformed requests over raw sockets: a 4xx and no traceback, whatever comes."""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.config import WebConfig
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.test_room import free_port
from tests.adapters.web.web_assembly import WebAssembly

WHILE_SECONDS = 0.1
WELL_FORMED = b"GET /api/me HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


class Room:
    """A room that its own thread serves, and what it logs as an error."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.errors: list[logging.LogRecord] = []
        self._folder = folder
        self._opened = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def open(self) -> None:
        self._thread.start()
        assert self._opened.wait(20)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._serving.cancel)
        self._thread.join(20)
        self._loop.close()

    def cookie(self) -> str:
        """The cookie of a visitor."""
        head = self.send(WELL_FORMED)
        (line,) = [line for line in head.split(b"\r\n") if line.startswith(b"Set-Cookie: ")]
        return line.removeprefix(b"Set-Cookie: ").partition(b";")[0].decode()

    def send(self, data: bytes) -> bytes:
        """Sends bytes. Returns everything that comes back; after a while of nothing, the end is sent, too."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=WHILE_SECONDS) as connection:
            received = b""
            try:
                connection.sendall(data)
                while chunk := self._receive(connection):
                    received += chunk
            except (ConnectionResetError, BrokenPipeError):
                pass
            return received

    def _receive(self, connection: socket.socket) -> bytes:
        try:
            return connection.recv(65536)
        except TimeoutError:
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(20)
            return connection.recv(65536)

    async def _serve(self) -> None:
        store = await SqliteStore.open(self._folder)
        room = WebAssembly(store, WebConfig(secret=SECRET, port=self.port), SCRIPTED).room
        self._serving = asyncio.create_task(room.serve(self._opened.set))
        await asyncio.gather(self._serving, return_exceptions=True)
        await store.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    opened = Room(tmp_path_factory.mktemp("room"), free_port())
    handler = logging.Handler(logging.WARNING)
    handler.emit = opened.errors.append  # type: ignore[method-assign, assignment]
    logging.getLogger().addHandler(handler)
    opened.open()
    yield opened
    assert b"200 OK" in opened.send(WELL_FORMED)
    opened.close()
    logging.getLogger().removeHandler(handler)


PATHS = (
    "/",
    "/enter",
    "/static/room.js",
    "/api/me",
    "/api/words",
    "/api/commands",
    "/api/suggest",
    "/api/requests",
    "/api/forms",
    "/api/buttons/",
    "/api/uploads",
    f"/media/{'0' * 64}/",
    "/livez",
    "/readyz",
    "/favicon.ico",
    "*",
)
"""All paths but the event stream, which does not end by itself."""
NOISE = st.binary(max_size=40)
TEXT = st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass").replace(b"\n", b"?"))
METHOD = st.sampled_from([b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"BREW", b"get", b""]) | NOISE
PATH = st.tuples(st.sampled_from(PATHS).map(str.encode), TEXT | st.just(b"") | st.just(b"%ff%00/../..")).map(b"".join)
VERSION = st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b""])
JSON = st.recursive(
    st.sampled_from([b"null", b"1", b"1e999", b"-0", b"true", b'"\\ud800"', b'"\\u0000"', b'"/imagine x"', b'"chat"']),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda each: b"[" + b",".join(each) + b"]")
        | st.lists(st.tuples(st.sampled_from(["id", "line", "command", "options", "attachments", "name"]), inner)).map(
            lambda pairs: b"{" + b",".join(f'"{key}":'.encode() + value for key, value in pairs) + b"}"
        )
    ),
)
BODY = JSON | NOISE | st.sampled_from([b"", b"{" * 500, b"[" * 20_000, b'{"line":"' + b"x" * 500 + b'"}'])
HEADER = st.tuples(
    st.sampled_from(
        [
            b"Host",
            b"Origin",
            b"Cookie",
            b"Content-Length",
            b"Transfer-Encoding",
            b"Content-Type",
            b"Content-Encoding",
            b"Expect",
            b"Range",
            b"If-None-Match",
            b"Accept-Language",
            b"X-Forwarded-For",
            b"X-File-Name",
            b"Upgrade",
            b"Connection",
        ]
    )
    | NOISE,
    st.sampled_from([b"", b"127.0.0.1", b"[::1", b"chunked", b"gzip", b"-1", b"99999999999999999999", b"bytes=9-1"])
    | NOISE
    | TEXT,
).map(b": ".join)


@given(
    line=st.tuples(METHOD, PATH, VERSION).map(b" ".join) | NOISE,
    headers=st.lists(HEADER, max_size=4),
    body=BODY,
    is_visitor=st.booleans(),
)
def test_a_malformed_request_is_refused_without_a_traceback(
    room: Room, line: bytes, headers: list[bytes], body: bytes, is_visitor: bool
) -> None:
    given_headers = [b"Host: 127.0.0.1", b"Connection: close", *headers]
    if is_visitor:
        given_headers += [b"Origin: http://127.0.0.1", b"Cookie: " + room.cookie().encode()]
        given_headers += [b"Content-Type: application/json"]
    if not any(header.lower().startswith((b"content-length", b"transfer-encoding")) for header in headers):
        given_headers.append(b"Content-Length: %d" % len(body))
    answer = room.send(line + b"\r\n" + b"\r\n".join(given_headers) + b"\r\n\r\n" + body)
    errors, room.errors[:] = list(room.errors), []
    assert not errors, [record.getMessage() for record in errors]
    if answer:
        status = int(answer.split(None, 2)[1])
        assert status < 500, answer[:200]
