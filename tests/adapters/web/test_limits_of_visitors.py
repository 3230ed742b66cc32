"""Limits of a visitor: the time that a body may take, and the number of streams."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.web import event_stream, request_bodies
from tests.adapters.web.browsing import Browser
from tests.adapters.web.conftest import Visit


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
    async with asyncio.timeout(20):
        while True:
            async with ada.client.get("/api/room") as response:
                if response.status == 200:
                    break
