"""Interactions over HTTP: Discord posts them, and the HTTP response is the response to the interaction.

https://docs.discord.com/developers/interactions/overview#configuring-an-interactions-endpoint-url
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.discord.inbound.signature import DiscordSignatureVerifier
from adapters.discord.outbound.http_responses import HttpResponseApiClient, PendingHttpResponse
from core.domain.clock import Clock
from core.domain.request_id import working_for
from core.platform_declaration import HttpEndpoint

logger = logging.getLogger(__name__)

PATH = "/discord/interactions"
BODY_BYTES = 1024 * 1024
"""An interaction contains at most a message with its embeds, never files."""
RESPOND_SECONDS = 2.8
"""Discord gives up after three seconds."""
BODY_SECONDS = 10.0
"""The time in which a body must arrive, also through a slow proxy."""
PING, PONG = 1, 1

HandleInteraction = Callable[[dict[str, Any]], Awaitable[None]]
"""Handles one interaction and responds through the API client."""


class DiscordHttpEndpoint:
    """Receives interactions over HTTP. It answers 503 unless `serving` runs."""

    def __init__(self, public_key: str, clock: Clock) -> None:
        self._signature = DiscordSignatureVerifier(public_key, clock)
        self._serving: _Serving | None = None

    @property
    def http(self) -> HttpEndpoint:
        """The endpoint's part of the HTTP listener."""
        return HttpEndpoint(
            title="Discord's interactions", paths=(PATH,), application=self._application, opened=self._opened
        )

    async def serve(self, api: HttpResponseApiClient, handle: HandleInteraction) -> None:
        """Handles interactions until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._serving = _Serving(api=api, handle=handle, tasks=tasks)
                await asyncio.Event().wait()
        finally:
            self._serving = None

    async def _application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_BYTES)
        app.add_routes([web.post(PATH, self._post_interaction)])
        return app

    def _opened(self, url: str) -> None:
        logger.info(
            "listening for Discord's interactions at %s%s; mentions, replies and direct messages are not received, "
            "since they need the gateway",
            url,
            PATH,
        )

    async def _post_interaction(self, request: web.Request) -> web.StreamResponse:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        signature, timestamp = (request.headers.get(f"X-Signature-{name}", "") for name in ("Ed25519", "Timestamp"))
        if not self._signature.is_valid(signature, timestamp, body):
            return web.Response(status=401, text="invalid request signature")
        if (payload := _interaction(body)) is None:
            return web.Response(status=400, text="not an interaction")
        if payload.get("type") == PING:
            return web.json_response({"type": PONG})
        if (serving := self._serving) is None:
            return web.Response(status=503, text="not connected")
        with serving.api.pending_response(str(payload["id"])) as pending:
            handling = serving.tasks.create_task(_handle(serving, payload), name=f"interaction {payload['id']}")
            either: set[asyncio.Future[Any]] = {handling, pending.body}
            # A handler that takes longer goes on, and responds through Discord's callback.
            await asyncio.wait(either, timeout=RESPOND_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return await _written_response(request, pending)


@dataclass(frozen=True, kw_only=True)
class _Serving:
    """The handler of interactions, while there is one."""

    api: HttpResponseApiClient
    handle: HandleInteraction
    tasks: asyncio.TaskGroup


def _interaction(body: bytes) -> dict[str, Any] | None:
    """The interaction in a body; None for anything else."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) and (payload.get("type") == PING or "id" in payload) else None


async def _handle(serving: _Serving, payload: dict[str, Any]) -> None:
    with working_for(str(payload["id"])):
        try:
            await serving.handle(payload)
        except Exception:  # one bad interaction must not end the others
            logger.exception("interaction %s could not be handled", payload["id"])


def check_portal_settings(own_key: str, public_key: str, url: str | None) -> None:
    """Logs if the developer portal has another key, or no address to post to."""
    if public_key != own_key.lower():
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
