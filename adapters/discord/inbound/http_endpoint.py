"""Interactions over HTTP: Discord posts them, and the answer to the request is the response to the interaction.

https://docs.discord.com/developers/interactions/overview#configuring-an-interactions-endpoint-url
"""

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from adapters.discord.config import HttpConfig
from adapters.discord.inbound.signature import Signature
from adapters.discord.outbound.http_responses import Exchange, HttpWire
from core.domain.clock import Clock
from core.domain.errors import OperatorError

logger = logging.getLogger(__name__)

PATH = "/discord/interactions"
BODY_BYTES = 1024 * 1024
"""An interaction brings at most a message with its embeds, never files."""
RESPOND_SECONDS = 2.8
"""After three, Discord has given the interaction up."""
PING, PONG = 1, 1

Take = Callable[[dict[str, Any]], Awaitable[None]]
"""Answers one interaction by the wire."""


class Endpoint:
    """Listens for interactions. `taking` tells whether new ones are taken, which readiness follows."""

    def __init__(
        self, config: HttpConfig, wire: HttpWire, take: Take, clock: Clock, taking: Callable[[], bool]
    ) -> None:
        self._config = config
        self._wire = wire
        self._take = take
        self._taking = taking
        self._signature = Signature(config.public_key, clock)
        self._takes: asyncio.TaskGroup

    async def serve(self) -> None:
        """Listens until cancelled. Raises `OperatorError` where the port is taken."""
        app = web.Application(client_max_size=BODY_BYTES)
        app.add_routes(
            [web.post(PATH, self._interaction), web.get("/livez", self._alive), web.get("/readyz", self._ready)]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        try:
            bound = self._bound()
            async with asyncio.TaskGroup() as self._takes:
                await web.SockSite(runner, bound).start()
                logger.info(
                    "Discord's interactions are taken at http://%s:%d%s; mentions, replies and direct messages are not "
                    "read, which only the gateway brings",
                    self._config.host,
                    bound.getsockname()[1],
                    PATH,
                )
                await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    def _bound(self) -> socket.socket:
        host, port = self._config.host, self._config.port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return socket.create_server((host, port), family=family)
        except OSError as error:
            raise OperatorError(
                f"Discord's interactions cannot be taken at {host}:{port} ({error.strerror}): choose another address "
                "with DISCORD_HTTP_HOST or another port with DISCORD_HTTP_PORT."
            ) from error

    async def _interaction(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        signature, timestamp = (request.headers.get(f"X-Signature-{name}", "") for name in ("Ed25519", "Timestamp"))
        if not self._signature.holds(signature, timestamp, body):
            return web.Response(status=401, text="invalid request signature")
        payload: dict[str, Any] = json.loads(body)
        if payload.get("type") == PING:
            return web.json_response({"type": PONG})
        with self._wire.exchange(str(payload["id"])) as exchange:
            taking = self._takes.create_task(self._taken(payload), name=f"interaction {payload['id']}")
            either: set[asyncio.Future[Any]] = {taking, exchange.response}
            # What takes longer goes on, and answers by Discord's callback.
            await asyncio.wait(either, timeout=RESPOND_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return await _answered(request, exchange)

    async def _taken(self, payload: dict[str, Any]) -> None:
        try:
            await self._take(payload)
        except Exception:  # one that is not understood must not end the others
            logger.exception("interaction %s could not be taken", payload.get("id"))

    async def _alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _ready(self, _: web.Request) -> web.Response:
        return web.Response(text="ok") if self._taking() else web.Response(status=503, text="closing")


def compare(config: HttpConfig, public_key: str, url: str | None) -> None:
    """Tells in the log where the developer portal has another key, or no address to post to."""
    if public_key != config.public_key.lower():
        logger.error("DISCORD_PUBLIC_KEY is not this application's: copy it again from the developer portal")
    if url is None:
        logger.warning("Discord sends nothing until the developer portal has an Interactions Endpoint URL")


async def _answered(request: web.Request, exchange: Exchange) -> web.StreamResponse:
    """The response, written to its end: only then may anything be edited."""
    if not exchange.response.done():
        return web.Response(status=202)
    response = web.json_response(exchange.response.result())
    await response.prepare(request)
    await response.write_eof()
    exchange.delivered()
    return response
