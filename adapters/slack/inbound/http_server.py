"""The HTTP server for Slack's requests and for the install pages."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

logger = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 2.0
"""Time limit for running requests at shutdown."""
EVENTS_PATH = "/slack/events"


class SlackHttpServer:
    """Receives Slack's signed requests and serves the install pages."""

    def __init__(self, app: AsyncApp, host: str, port: int, *, events: bool, pages: Mapping[str, Handler]) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._events = events
        self._pages = pages

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listens until exit. Raises `OSError` if the port is in use."""
        served = web.Application()
        if self._events:
            served.router.add_post(EVENTS_PATH, self._event)
        for path, page in self._pages.items():
            served.router.add_get(path, page)
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            yield
        finally:
            await runner.cleanup()

    async def _event(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = await to_bolt_request(request)
        except Exception as error:  # noqa: BLE001 - anybody can send anything
            logger.debug("a request to %s was not understood: %s", EVENTS_PATH, type(error).__name__)
            return web.Response(status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(asked))
