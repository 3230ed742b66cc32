"""The HTTP endpoint for Slack's requests and for the install pages."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from core.platform_declaration import HttpEndpoint

logger = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
BODY_BYTES = 1024 * 1024
"""An event or a form contains at most a message with its blocks, never files."""
BODY_SECONDS = 10.0
"""The time in which a body must arrive, also through a slow proxy. Slack itself waits three seconds."""


@dataclass(frozen=True, kw_only=True)
class _Serving:
    """The app that gets events, and the install pages by path."""

    app: AsyncApp
    pages: Mapping[str, Handler]


class SlackHttpEndpoint:
    """Receives Slack's signed requests and serves the install pages. It answers 503 outside `serving`."""

    def __init__(self, signing_secret: str | None) -> None:
        """Without `signing_secret`, only the pages are served."""
        self._verifier = SignatureVerifier(signing_secret) if signing_secret is not None else None
        self._serving: _Serving | None = None
        self._url = ""
        self._opened = asyncio.Event()

    @property
    def http(self) -> HttpEndpoint:
        """The endpoint's part of the HTTP listener."""
        return HttpEndpoint(
            title="Slack's requests", paths=("/slack",), application=self._application, opened=self._set_url
        )

    async def url(self) -> str:
        """The address at which the endpoint is served, for programs on this machine; waits until it is."""
        await self._opened.wait()
        return self._url

    @contextmanager
    def serving(self, app: AsyncApp, pages: Mapping[str, Handler]) -> Iterator[None]:
        """Hands events to the app, and serves the pages, until exit."""
        self._serving = _Serving(app=app, pages=pages)
        try:
            yield
        finally:
            self._serving = None

    async def _application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_BYTES)
        if self._verifier is not None:
            app.router.add_post(EVENTS_PATH, self._event)
        app.router.add_get("/slack/{page}", self._page)
        return app

    def _set_url(self, url: str) -> None:
        self._url = url
        self._opened.set()

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if self._serving is None:
            return web.Response(status=503)
        page = self._serving.pages.get(request.path)
        return await page(request) if page is not None else web.Response(status=404)

    async def _event(self, request: web.Request) -> web.StreamResponse:
        """Answers a signed request. What is signed and nobody understands is acknowledged, too."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                signed = self._is_signed(await request.read(), request)
        except TimeoutError:
            return web.Response(status=408)
        if not signed:
            return web.Response(status=401)
        if self._serving is None:  # Slack tries again
            return web.Response(status=503)
        try:
            return await to_aiohttp_response(await self._serving.app.async_dispatch(await to_bolt_request(request)))
        except Exception as error:  # noqa: BLE001 - slack_bolt expects more of a payload than Slack sends
            logger.warning("Slack: a payload was not understood: %s", type(error).__name__)
            return web.Response()

    def _is_signed(self, body: bytes, request: web.Request) -> bool:
        try:
            return self._verifier is not None and self._verifier.is_valid_request(body, dict(request.headers))
        except (ValueError, OverflowError):  # no text, or no time
            return False
