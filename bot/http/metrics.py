"""The route that Prometheus scrapes."""

import asyncio
import hmac
from collections.abc import Callable

from aiohttp import web

from core.platform_declaration import HttpEndpoint

PATH = "/metrics"

Exposition = Callable[[str], tuple[bytes, str]]
"""The metrics for an `Accept` header, and their content type."""


def metrics_endpoint(exposition: Exposition, token: str | None) -> HttpEndpoint:
    """The endpoint. With a token, it answers only to who sends that (`Authorization: Bearer …`, RFC 6750)."""

    async def answer(request: web.Request) -> web.Response:
        if token is not None:
            given = request.headers.get("Authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        # The measures of the process are read from files.
        body, content_type = await asyncio.to_thread(exposition, request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type, "Cache-Control": "no-store"})

    async def application() -> web.Application:
        app = web.Application()
        app.router.add_get(PATH, answer)
        return app

    return HttpEndpoint(title="Metrics", paths=(PATH,), application=application)
