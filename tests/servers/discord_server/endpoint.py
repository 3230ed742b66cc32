"""Interactions over HTTP: Discord posts them with a signature, and the bot responds in the HTTP response.

https://docs.discord.com/developers/interactions/overview#configuring-an-interactions-endpoint-url
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.servers.discord_server.interactions import Interaction
from tests.servers.discord_server.rules import CallbackKind
from tests.servers.discord_server.state import State
from tests.servers.discord_server.world import Json

PING = 1
ResponseHandler = Callable[[Interaction, Any], Awaitable[None]]
"""Handles the response to an interaction."""


class Endpoint:
    """The Interactions Endpoint URL of the developer portal. While it is set, the gateway sends no interactions."""

    def __init__(self, state: State, answered: ResponseHandler) -> None:
        self.lag = 0.0
        """Seconds until Discord has read a response; before that it does not know the interaction's webhook."""
        self._state = state
        self._answered = answered
        self._key = Ed25519PrivateKey.generate()
        state.verify_key = self._key.public_key().public_bytes_raw().hex()

    async def save(self, url: str) -> None:
        """Saves an endpoint that answers a ping and rejects a wrong signature, as the portal requires."""
        ping: Json = {
            "id": str(self._state.snowflakes.new()),
            "application_id": str(self._state.application_id),
            "type": PING,
            "token": "ping",
            "version": 1,
        }
        assert await self.post(url, ping) == (200, {"type": int(CallbackKind.PONG)})
        refused, _ = await self.post(url, ping, signature=bytes(64))
        assert refused == 401, f"a wrong signature was answered with {refused}"
        self._state.endpoint_url = url

    async def deliver(self, interaction: Interaction) -> None:
        """Posts an interaction and handles the HTTP response as its response."""
        assert self._state.endpoint_url
        try:
            status, answer = await self.post(self._state.endpoint_url, interaction.payload)
        except (TimeoutError, aiohttp.ClientError):
            return  # people see that the application did not respond
        if status == 200:
            await asyncio.sleep(self.lag)
            await self._answered(interaction, answer)
        elif status != 202:
            self._state.violations.append(f"{interaction.name}: posted, and answered with {status}")

    async def post(
        self, url: str, payload: Json, *, signature: bytes | None = None, at: float | None = None
    ) -> tuple[int, Any]:
        """Posts a payload, by default with a current signature. Returns the status and the JSON of the response."""
        body = json.dumps(payload).encode()
        timestamp = str(int(self._state.clock() if at is None else at))
        signed = self._key.sign(timestamp.encode() + body) if signature is None else signature
        headers = {
            "Content-Type": "application/json",
            "X-Signature-Ed25519": signed.hex(),
            "X-Signature-Timestamp": timestamp,
        }
        timeout = aiohttp.ClientTimeout(total=self._state.acknowledge_seconds)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body, headers=headers) as response,
        ):
            text = await response.read()
            return response.status, json.loads(text) if response.content_type == "application/json" else None
