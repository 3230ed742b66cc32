"""Limits of a visitor: the time that a body may take, and the number of streams."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar

from adapters.web import event_stream, request_bodies
from adapters.web.config import WebConfig
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import SECRET, Visit
from tests.adapters.web.scripted import SCRIPTED
from tests.adapters.web.web_assembly import WebAssembly
from tests.bot.processes import free_port
from tests.listening import listening, room_endpoint


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


async def test_one_visitor_has_so_many_streams(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "STREAMS_OF_A_VISITOR", 2)
    ada, ben = await visit("Ada"), await visit("Ben")
    async with ada.client.get("/api/room"), ada.client.get("/api/room"):
        assert "tabs" in (await ada.get("/api/room", status=429))["error"]
        await ben.sees()


async def test_a_tab_that_was_closed_makes_room_before_its_stream_notices(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "STREAMS_OF_A_VISITOR", 1)
    assembly = WebAssembly(store, WebConfig(secret=SECRET, heartbeat_seconds=3600.0), SCRIPTED)
    endpoint, port = room_endpoint(await assembly.room.application()), free_port()
    jar = CookieJar(unsafe=True)  # for cookies of an address
    async with listening(endpoint, port), ClientSession(f"http://127.0.0.1:{port}", cookie_jar=jar) as ada:
        await (await ada.get("/api/me")).read()
        for _ in range(2):
            async with asyncio.timeout(20):
                while (stream := await ada.get("/api/room")).status != 200:
                    await stream.read()
                await stream.content.readuntil(b"event: here\ndata: {}\n\n")
            stream.close()
