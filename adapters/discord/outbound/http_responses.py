"""The wire where interactions come over HTTP: their responses go back the way they came."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp

from adapters.discord.outbound.api_client import Body, DiscordApiError
from adapters.discord.outbound.discord_py import DiscordPyApiClient


class PendingHttpResponse:
    """One request of Discord's: the response that it is given, and whether Discord has got it."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.body: asyncio.Future[dict[str, Any]] = loop.create_future()
        self.written: asyncio.Future[None] = loop.create_future()

    def mark_written(self) -> None:
        """The response was written."""
        self.written.set_result(None)


class HttpResponseApiClient(DiscordPyApiClient):
    """Responds in the answer to the request while that is open, by Discord's callback afterwards."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(session)
        self._open: dict[str, PendingHttpResponse] = {}

    @contextmanager
    def pending_response(self, interaction: str) -> Iterator[PendingHttpResponse]:
        """While it lasts, a response to this interaction is handed to it."""
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
