"""The HTTP server for Slack's requests and for the install pages."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Handler
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

logger = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 2.0
"""Time limit for running requests at shutdown."""
EVENTS_PATH = "/slack/events"


class SlackHttpServer:
    """Receives Slack's signed requests and serves the install pages."""

    def __init__(
        self, app: AsyncApp, host: str, port: int, *, signing_secret: str | None, pages: Mapping[str, Handler]
    ) -> None:
        """Without `signing_secret`, only the pages are served."""
        self._app = app
        self._host = host
        self._port = port
        self._signing_secret = signing_secret
        self._pages = pages

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listens until exit. Raises `OSError` if the port is in use."""
        served = web.Application()
        if self._signing_secret is not None:
            served.router.add_post(EVENTS_PATH, partial(self._event, verifier=SignatureVerifier(self._signing_secret)))
        for path, page in self._pages.items():
            served.router.add_get(path, page)
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            yield
        finally:
            await runner.cleanup()

    async def _event(self, request: web.Request, verifier: SignatureVerifier) -> web.StreamResponse:
        """Answers a signed request. What is signed and nobody understands is acknowledged, too."""
        try:
            signed = verifier.is_valid_request(await request.text(), dict(request.headers))
        except (ValueError, LookupError):  # no text, or no time
            signed = False
        if not signed:
            return web.Response(status=401)
        try:
            return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))
        except Exception as error:  # noqa: BLE001 - slack_bolt expects more of a payload than Slack sends
            logger.warning("Slack: a payload was not understood: %s", type(error).__name__)
            return web.Response()
