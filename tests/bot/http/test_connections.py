"""Limits of the port: connections, and the time that a head may take."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from adapters.web.config import WebConfig, WebSettings
from bot.http import listener as listener_module
from bot.http.connections import ConnectionLimits, connections_limit
from bot.http.listener import HttpListener
from core.platform_declaration import HttpEndpoint
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly
from tests.bot.processes import free_port
from tests.listening import address, listener, room_endpoint

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Connection]]
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


async def room(store: SqliteStore, port: int) -> HttpEndpoint:
    """The endpoint of a room."""
    config = WebConfig(secret=SECRET, port=port)
    return room_endpoint(await WebAssembly(store, config, SCRIPTED).room.application())


def room_listener(endpoint: HttpEndpoint, port: int, limits: ConnectionLimits) -> HttpListener:
    """A listener with limits."""
    return listener([endpoint], address(port), limits)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A store in an empty folder."""
    opened = await SqliteStore.open(tmp_path / "data")
    yield opened
    await opened.close()


@pytest.fixture
async def connect(store: SqliteStore) -> AsyncIterator[Connect]:
    """Opens raw connections to a room that takes four in all, three of an address."""
    port = free_port()
    limits = ConnectionLimits(connections=4, of_an_address=3)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(room_listener(await room(store, port), port, limits).listening())

        async def open_connection() -> Connection:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
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
    port = free_port()
    trusted = WebSettings(trusted_proxies=("127.0.0.1",)).is_trusted_proxy
    limits = ConnectionLimits(connections=3, of_an_address=1, is_trusted_proxy=trusted)
    async with room_listener(await room(store, port), port, limits).listening():
        opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
        for connection in opened[:3]:
            assert await is_served(connection)
        assert await is_closed(opened[3])
        for _, writer in opened:
            writer.close()


async def test_a_head_that_does_not_end_is_not_waited_for(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "HEADER_SECONDS", 0.2)
    port = free_port()
    async with room_listener(await room(store, port), port, ConnectionLimits(connections=4)).listening():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(LIVEZ[:-2] + b"X-More: ")
        assert await is_closed((reader, writer))
        writer.close()


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


def test_a_process_with_few_files_takes_fewer_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    for soft, limit in ((256, 128), (1_000_000, 1000), (resource.RLIM_INFINITY, 1000)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        assert connections_limit() == limit
