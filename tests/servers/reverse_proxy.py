"""A reverse proxy as hosts put in front of a program: one port, a public name, TLS ended, a prefix kept or taken away.

Cloud Run, Render and Spaces pass on the `Host` of the browser, and say in `X-Forwarded-For` and `X-Forwarded-Proto` who
asked and how (https://cloud.google.com/run/docs/container-contract,
https://developer.mozilla.org/docs/Web/HTTP/Headers/X-Forwarded-Proto).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from multidict import CIMultiDict
from yarl import URL

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "host"})
"""The headers that a proxy keeps to itself (RFC 9110, 7.6.1)."""


@asynccontextmanager
async def reverse_proxy(
    target: str, name: str, *, prefix: str = "", strips: bool = False, client: str = "203.0.113.7"
) -> AsyncIterator[str]:
    """Opens a proxy that is known as `https://{name}`, and leads what is below `prefix` to `target`; it tells that
    `client` asks. Yields its address on this machine."""

    async def forward(request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path
        if not path.startswith(f"{prefix}/"):
            return web.Response(status=404, text="no such program")
        url = URL(target + (path.removeprefix(prefix) if strips else path), encoded=True)
        headers = CIMultiDict((key, value) for key, value in request.headers.items() if key.lower() not in HOP_BY_HOP)
        headers.update({"Host": name, "X-Forwarded-For": client, "X-Forwarded-Proto": "https"})
        async with session.request(
            request.method,
            url.with_query(request.rel_url.query),
            headers=headers,
            data=await request.read() or None,
            allow_redirects=False,
        ) as answer:
            kept = [(key, value) for key, value in answer.headers.items() if key.lower() not in HOP_BY_HOP]
            response = web.StreamResponse(status=answer.status, headers=CIMultiDict(kept))
            await response.prepare(request)
            async for chunk in answer.content.iter_any():
                await response.write(chunk)
            await response.write_eof()
            return response

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", forward)
    async with aiohttp.ClientSession(auto_decompress=False) as session, TestServer(app, access_log=None) as server:
        yield f"http://127.0.0.1:{server.port}"
