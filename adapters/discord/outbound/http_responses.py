"""The wire where interactions come over HTTP: their responses go back the way they came."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp

from adapters.discord.outbound.api_client import Body, Refusal
from adapters.discord.outbound.discord_py import LibraryWire


class Exchange:
    """One request of Discord's: the response that it is given, and whether Discord has got it."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.response: asyncio.Future[dict[str, Any]] = loop.create_future()
        self.arrival: asyncio.Future[None] = loop.create_future()

    def delivered(self) -> None:
        """The response was written."""
        self.arrival.set_result(None)


class HttpWire(LibraryWire):
    """Responds in the answer to the request while that is open, by Discord's callback afterwards."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(session)
        self._open: dict[str, Exchange] = {}

    @contextmanager
    def exchange(self, interaction: str) -> Iterator[Exchange]:
        """While it lasts, a response to this interaction is handed to it."""
        exchange = self._open[interaction] = Exchange()
        try:
            yield exchange
        finally:
            if self._open.get(interaction) is exchange:
                del self._open[interaction]
            exchange.response.cancel()
            exchange.arrival.cancel()

    async def respond(self, interaction: str, token: str, body: Body) -> None:
        exchange = self._open.get(interaction)
        if exchange is None or exchange.response.done():
            await super().respond(interaction, token, body)
            return
        exchange.response.set_result(dict(body))
        await asyncio.wait({exchange.arrival})
        if exchange.arrival.cancelled():
            raise Refusal(0)
