"""The HTTP endpoint for interactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.discord.inbound import http_endpoint
from adapters.discord.inbound.http_endpoint import DiscordHttpEndpoint
from adapters.discord.outbound.http_responses import HttpResponseApiClient
from core.domain.clock import SystemClock
from tests.bot.processes import free_port
from tests.listening import listening

KEY = Ed25519PrivateKey.generate()


class Bot:
    """Responds to every interaction with a deferred message; to type 99 with an error."""

    def __init__(self, api: HttpResponseApiClient) -> None:
        self.api = api
        self.serving: asyncio.Task[None]

    async def handle(self, payload: dict[str, Any]) -> None:
        if payload["type"] == 99:
            raise KeyError("an unknown type")
        await self.api.respond(payload["id"], "token", {"type": 5, "data": {"flags": 0}})


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[str, Bot, aiohttp.ClientSession]]:
    port = free_port()
    endpoint = DiscordHttpEndpoint(KEY.public_key().public_bytes_raw().hex(), SystemClock())
    async with listening(endpoint.http, port), aiohttp.ClientSession() as session:
        bot = Bot(HttpResponseApiClient(session))
        bot.serving = asyncio.create_task(endpoint.serve(bot.api, bot.handle))
        try:
            yield f"http://127.0.0.1:{port}", bot, session
        finally:
            bot.serving.cancel()
            await asyncio.gather(bot.serving, return_exceptions=True)


async def post(session: aiohttp.ClientSession, base: str, body: bytes) -> tuple[int, bytes]:
    timestamp = str(int(SystemClock().now()))
    headers = {
        "X-Signature-Ed25519": KEY.sign(timestamp.encode() + body).hex(),
        "X-Signature-Timestamp": timestamp,
    }
    async with session.post(f"{base}/discord/interactions", data=body, headers=headers) as response:
        return response.status, await response.read()


@pytest.mark.may_block
async def test_the_response_to_an_interaction_is_the_http_response() -> None:
    async with serving() as (base, _, session):
        assert await post(session, base, b'{"type":1}') == (200, b'{"type": 1}')
        status, body = await post(session, base, b'{"type":2,"id":"7"}')
        assert (status, body) == (200, b'{"type": 5, "data": {"flags": 0}}')


@pytest.mark.may_block
async def test_a_bad_interaction_does_not_end_others(caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as (base, _, session):
        assert (await post(session, base, b'{"type":99,"id":"8"}'))[0] == 202
        assert (await post(session, base, b'{"type":2,"id":"9"}'))[0] == 200
    assert "interaction 8 could not be handled" in caplog.text


@pytest.mark.may_block
async def test_unsigned_and_too_large_requests_are_refused() -> None:
    async with serving() as (base, _, session):
        async with session.post(f"{base}/discord/interactions", data=b'{"type":1}') as response:
            assert response.status == 401
        async with session.post(f"{base}/discord/interactions", data=BytesIO(bytes(2_000_000))) as response:
            assert response.status == 413


@pytest.mark.may_block
async def test_what_is_signed_and_no_interaction_is_refused() -> None:
    async with serving() as (base, _, session):
        for body in (b"", b"{", b"[]", b"7", b'{"type":2}', b"[" * 20_000, b"\xff"):
            assert (await post(session, base, body))[0] == 400, body


@pytest.mark.may_block
async def test_a_body_that_stalls_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_endpoint, "BODY_SECONDS", 0.2)

    async with serving() as (base, _, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(base.rpartition(":")[2]))
        writer.write(b"POST /discord/interactions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
        async with asyncio.timeout(20):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.write(b"}")
        writer.close()


@pytest.mark.may_block
async def test_nothing_is_handled_once_discord_has_refused_the_bot() -> None:
    async with serving() as (base, bot, session):
        assert (await post(session, base, b'{"type":2,"id":"7"}'))[0] == 200
        bot.serving.cancel()
        await asyncio.gather(bot.serving, return_exceptions=True)
        assert (await post(session, base, b'{"type":2,"id":"8"}'))[0] == 503
