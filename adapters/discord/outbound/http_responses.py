"""The API client for interactions over HTTP: it responds in the HTTP response."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp

from adapters.discord.outbound.api_client import Body, DiscordApiError
from adapters.discord.outbound.discord_py import DiscordPyApiClient


class PendingHttpResponse:
    """The HTTP response to one interaction: its body, and whether it was written."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.body: asyncio.Future[dict[str, Any]] = loop.create_future()
        self.written: asyncio.Future[None] = loop.create_future()

    def mark_written(self) -> None:
        """Reports that the response was written."""
        self.written.set_result(None)


class HttpResponseApiClient(DiscordPyApiClient):
    """Responds in the HTTP response while that is open, through Discord's callback afterwards."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(session)
        self._open: dict[str, PendingHttpResponse] = {}

    @contextmanager
    def pending_response(self, interaction: str) -> Iterator[PendingHttpResponse]:
        """Collects the response to an interaction while the context is open."""
        pending = self._open[interaction] = PendingHttpResponse()
        try:
            yield pending
        finally:
            if self._open.get(interaction) is pending:
                del self._open[interaction]
            pending.body.cancel()
            pending.written.cancel()

    async def respond(self, interaction: str, token: str, body: Body) -> None:
        pending = self._open.get(interaction)
        if pending is None or pending.body.done():
            await super().respond(interaction, token, body)
            return
        pending.body.set_result(dict(body))
        await asyncio.wait({pending.written})
        if pending.written.cancelled():
            raise DiscordApiError(0)
