"""Interactions over HTTP: Discord posts them, and the HTTP response is the response to the interaction.

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
from adapters.discord.inbound.signature import DiscordSignatureVerifier
from adapters.discord.outbound.http_responses import HttpResponseApiClient, PendingHttpResponse
from core.domain.clock import Clock
from core.domain.errors import OperatorError

logger = logging.getLogger(__name__)

PATH = "/discord/interactions"
BODY_BYTES = 1024 * 1024
"""An interaction contains at most a message with its embeds, never files."""
RESPOND_SECONDS = 2.8
"""Discord gives up after three seconds."""
PING, PONG = 1, 1

HandleInteraction = Callable[[dict[str, Any]], Awaitable[None]]
"""Handles one interaction and responds through the API client."""


class DiscordHttpEndpoint:
    """The HTTP server for interactions. `/readyz` follows `is_accepting`."""

    def __init__(
        self,
        config: HttpConfig,
        api: HttpResponseApiClient,
        handle: HandleInteraction,
        clock: Clock,
        is_accepting: Callable[[], bool],
    ) -> None:
        self._config = config
        self._api = api
        self._handle = handle
        self._is_accepting = is_accepting
        self._signature = DiscordSignatureVerifier(config.public_key, clock)
        self._handlers: asyncio.TaskGroup

    async def serve(self) -> None:
        """Listens until cancelled. Raises `OperatorError` if the address cannot be used."""
        app = web.Application(client_max_size=BODY_BYTES)
        app.add_routes(
            [web.post(PATH, self._post_interaction), web.get("/livez", self._livez), web.get("/readyz", self._readyz)]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        try:
            bound = self._listening_socket()
            async with asyncio.TaskGroup() as self._handlers:
                await web.SockSite(runner, bound).start()
                logger.info(
                    "listening for Discord's interactions at http://%s:%d%s; mentions, replies and direct messages are "
                    "not received, since they need the gateway",
                    self._config.host,
                    bound.getsockname()[1],
                    PATH,
                )
                await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    def _listening_socket(self) -> socket.socket:
        host, port = self._config.host, self._config.port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return socket.create_server((host, port), family=family)
        except OSError as error:
            raise OperatorError(
                f"Discord's interactions cannot be received at {host}:{port} ({error.strerror}): set another address "
                "in DISCORD_HTTP_HOST or another port in DISCORD_HTTP_PORT."
            ) from error

    async def _post_interaction(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        signature, timestamp = (request.headers.get(f"X-Signature-{name}", "") for name in ("Ed25519", "Timestamp"))
        if not self._signature.is_valid(signature, timestamp, body):
            return web.Response(status=401, text="invalid request signature")
        payload: dict[str, Any] = json.loads(body)
        if payload.get("type") == PING:
            return web.json_response({"type": PONG})
        with self._api.pending_response(str(payload["id"])) as pending:
            handling = self._handlers.create_task(self._handle_safely(payload), name=f"interaction {payload['id']}")
            either: set[asyncio.Future[Any]] = {handling, pending.body}
            # A handler that takes longer goes on, and responds through Discord's callback.
            await asyncio.wait(either, timeout=RESPOND_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return await _written_response(request, pending)

    async def _handle_safely(self, payload: dict[str, Any]) -> None:
        try:
            await self._handle(payload)
        except Exception:  # one bad interaction must not end the others
            logger.exception("interaction %s could not be handled", payload.get("id"))

    async def _livez(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _readyz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok") if self._is_accepting() else web.Response(status=503, text="closing")


def check_portal_settings(config: HttpConfig, public_key: str, url: str | None) -> None:
    """Logs if the developer portal has another key, or no address to post to."""
    if public_key != config.public_key.lower():
        logger.error("DISCORD_PUBLIC_KEY is not this application's: copy it again from the developer portal")
    if url is None:
        logger.warning("Discord sends nothing until the developer portal has an Interactions Endpoint URL")


async def _written_response(request: web.Request, pending: PendingHttpResponse) -> web.StreamResponse:
    """Writes the response to its end: only then can the message be edited."""
    if not pending.body.done():
        return web.Response(status=202)
    response = web.json_response(pending.body.result())
    await response.prepare(request)
    await response.write_eof()
    pending.mark_written()
    return response
