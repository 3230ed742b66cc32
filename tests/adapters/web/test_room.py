"""Serving: open, ready, closed, and a port in use."""

import asyncio
import socket

import aiohttp
import aiohttp.test_utils
import pytest

from adapters.web.config import WebConfig
from core.domain.errors import Missing, OperatorError
from core.domain.request import Attachment
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.conftest import SECRET
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_it_serves_until_cancelled(store: SqliteStore) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET, port=free_port()), SCRIPTED)
    opened = asyncio.Event()
    serving = asyncio.create_task(assembly.room.serve(opened.set))
    await asyncio.wait_for(opened.wait(), 20)
    async with aiohttp.ClientSession() as session:
        for path in ("livez", "readyz", ""):
            async with session.get(f"{assembly.room.url}{path}") as response:
                assert response.status == 200
        assembly.accepting = False
        async with session.get(f"{assembly.room.url}readyz") as response:
            assert response.status == 503
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(assembly.room.url)


async def test_a_port_in_use_is_one_sentence_with_the_way_out(store: SqliteStore) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assembly = WebAssembly(store, WebConfig(secret=SECRET, port=port), SCRIPTED)
        with pytest.raises(OperatorError, match=f"Port {port} on 127.0.0.1 is in use.*--port"):
            await assembly.room.serve()


async def test_an_address_of_another_machine_is_one_sentence_with_the_way_out(store: SqliteStore) -> None:
    config = WebConfig(secret=SECRET, host="203.0.113.9", port=free_port(), web_password="open sesame")
    with pytest.raises(OperatorError, match="--host"):
        await WebAssembly(store, config, SCRIPTED).room.serve()


async def test_it_is_not_ready_before_it_is_open(store: SqliteStore) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED)
    _, app = await assembly.room.application()
    server = aiohttp.test_utils.TestServer(app)
    async with aiohttp.test_utils.TestClient(server) as client:
        assert (await client.get("/readyz")).status == 503
        assert (await client.get("/livez")).status == 200


async def test_only_what_was_uploaded_is_fetched(store: SqliteStore) -> None:
    assembly = WebAssembly(store, WebConfig(secret=SECRET), SCRIPTED)
    with pytest.raises(Missing):
        await assembly.room.fetch(Attachment(name="x", media_type="text/plain", size=1, source="web"))
