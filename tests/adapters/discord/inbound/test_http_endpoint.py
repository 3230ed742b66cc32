"""The HTTP endpoint for interactions."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.discord.config import HttpConfig
from adapters.discord.inbound.http_endpoint import DiscordHttpEndpoint
from adapters.discord.outbound.http_responses import HttpResponseApiClient
from core.domain.clock import SystemClock
from core.domain.errors import OperatorError

KEY = Ed25519PrivateKey.generate()


def configured(port: int) -> HttpConfig:
    return HttpConfig(host="127.0.0.1", port=port, public_key=KEY.public_key().public_bytes_raw().hex())


class Bot:
    """Responds to every interaction with a deferred message; to type 99 with an error."""

    def __init__(self, api: HttpResponseApiClient) -> None:
        self.api = api
        self.open = True

    async def handle(self, payload: dict[str, Any]) -> None:
        if payload["type"] == 99:
            raise KeyError("an unknown type")
        await self.api.respond(payload["id"], "token", {"type": 5, "data": {"flags": 0}})


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[str, Bot, aiohttp.ClientSession]]:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    async with aiohttp.ClientSession() as session:
        bot = Bot(HttpResponseApiClient(session))
        serve = asyncio.create_task(
            DiscordHttpEndpoint(configured(port), bot.api, bot.handle, SystemClock(), lambda: bot.open).serve()
        )
        base = f"http://127.0.0.1:{port}"
        async with asyncio.timeout(10):
            while True:
                try:
                    async with session.get(f"{base}/livez"):
                        break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.01)
        try:
            yield base, bot, session
        finally:
            serve.cancel()
            await asyncio.gather(serve, return_exceptions=True)


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
async def test_readiness_follows_is_accepting() -> None:
    async with serving() as (base, bot, session):
        async with session.get(f"{base}/readyz") as response:
            assert response.status == 200
        bot.open = False
        async with session.get(f"{base}/readyz") as response:
            assert response.status == 503


async def test_a_port_in_use_is_reported_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        config = configured(int(held.getsockname()[1]))
        async with aiohttp.ClientSession() as session:
            bot = Bot(HttpResponseApiClient(session))
            endpoint = DiscordHttpEndpoint(config, bot.api, bot.handle, SystemClock(), lambda: True)
            with pytest.raises(OperatorError, match="DISCORD_HTTP_PORT"):
                await endpoint.serve()
