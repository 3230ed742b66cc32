"""Limits of the port: connections, and the time that a head and a body may take."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from adapters.web import event_stream, listener, request_bodies
from adapters.web.config import WebConfig
from adapters.web.listener import connections_limit, listening
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Visit
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.test_room import free_port
from tests.adapters.web.web_assembly import WebAssembly

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Connection]]
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
async def connect(store: SqliteStore) -> AsyncIterator[Connect]:
    """Opens raw connections to a room that takes four in all, three of an address."""
    config = WebConfig(secret=SECRET, port=free_port())
    _, app = await WebAssembly(store, config, SCRIPTED).room.application()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(listening(app, config, connections=4, of_an_address=3))

        async def open_connection() -> Connection:
            reader, writer = await asyncio.open_connection("127.0.0.1", config.port)
            stack.callback(writer.close)
            return reader, writer

        yield open_connection


async def is_served(connection: Connection) -> bool:
    reader, writer = connection
    writer.write(LIVEZ)
    async with asyncio.timeout(20):
        return (await reader.readline()).startswith(b"HTTP/1.1 200")


async def is_closed(connection: Connection) -> bool:
    try:
        async with asyncio.timeout(20):
            return await connection[0].read() == b""
    except ConnectionError:
        return True


async def test_one_address_has_so_many_connections_and_gets_another_when_one_ends(connect: Connect) -> None:
    connections = [await connect() for _ in range(3)]
    for connection in connections:
        assert await is_served(connection)
    assert await is_closed(await connect())
    connections[0][1].close()
    async with asyncio.timeout(20):
        while True:
            another = await connect()
            try:
                if await is_served(another):
                    break
            except ConnectionError:
                continue


async def test_a_trusted_proxy_has_no_limit_of_its_own_but_shares_the_one_for_all(store: SqliteStore) -> None:
    config = WebConfig(secret=SECRET, port=free_port(), trusted_proxies=("127.0.0.1",))
    _, app = await WebAssembly(store, config, SCRIPTED).room.application()
    async with listening(app, config, connections=3, of_an_address=1):
        opened = [await asyncio.open_connection("127.0.0.1", config.port) for _ in range(4)]
        for connection in opened[:3]:
            assert await is_served(connection)
        assert await is_closed(opened[3])
        for _, writer in opened:
            writer.close()


async def test_a_head_that_does_not_end_is_not_waited_for(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "HEADER_SECONDS", 0.2)
    config = WebConfig(secret=SECRET, port=free_port())
    _, app = await WebAssembly(store, config, SCRIPTED).room.application()
    async with listening(app, config, connections=4):
        reader, writer = await asyncio.open_connection("127.0.0.1", config.port)
        writer.write(LIVEZ[:-2] + b"X-More: ")
        assert await is_closed((reader, writer))
        writer.close()


async def test_a_body_that_stalls_is_a_sentence(ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_bodies, "STALL_SECONDS", 0.2)

    async def stalling() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    headers = {"Origin": ada.origin, "Content-Type": "application/json"}
    for path in ("/api/me", "/api/uploads"):
        async with ada.client.post(path, data=stalling(), headers=headers) as response:
            assert response.status == 408
            assert "half a minute" in (await response.json())["error"]


async def test_a_packed_body_is_refused_and_never_unpacked(connect: Connect) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    head = (
        "POST /enter HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nContent-Encoding: gzip\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(bomb)}\r\nConnection: close\r\n\r\n"
    )
    reader, writer = await connect()
    writer.write(head.encode() + bomb)
    async with asyncio.timeout(20):
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 415")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]


async def test_one_visitor_has_so_many_streams(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "STREAMS_OF_A_VISITOR", 2)
    ada, ben = await visit("Ada"), await visit("Ben")
    async with ada.client.get("/api/room"), ada.client.get("/api/room"):
        assert "tabs" in (await ada.get("/api/room", status=429))["error"]
        await ben.sees()
    async with asyncio.timeout(20):
        while True:
            async with ada.client.get("/api/room") as response:
                if response.status == 200:
                    break


def test_a_process_with_few_files_takes_fewer_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    for soft, limit in ((256, 128), (1_000_000, 1000), (resource.RLIM_INFINITY, 1000)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        assert connections_limit() == limit
