"""An HTTP listener of this process, for the endpoint of one adapter."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.http.connections import ConnectionLimits
from bot.http.health import HealthRoutes
from bot.http.listener import HttpListener, PlacedEndpoint
from core.jobs.acknowledgements import PendingAcknowledgements
from core.platform_declaration import HttpAddress, HttpEndpoint

MANY = ConnectionLimits(connections=500)


def address(port: int, host: str = "127.0.0.1") -> HttpAddress:
    """An address that the settings `--host` and `--port` choose."""
    return HttpAddress(host=host, port=port, host_setting="--host", port_setting="--port")


def room_endpoint(app: web.Application, opened: Callable[[str], None] = lambda _: None) -> HttpEndpoint:
    """The endpoint of a web room."""

    async def application() -> web.Application:
        return app

    return HttpEndpoint(title="The web room", paths=("/",), application=application, opened=opened)


def listener(
    endpoints: Sequence[HttpEndpoint],
    at: HttpAddress,
    limits: ConnectionLimits = MANY,
    health: HealthRoutes | None = None,
) -> HttpListener:
    """A listener for endpoints that share an address."""
    placed = [PlacedEndpoint(endpoint=each, address=at) for each in endpoints]
    return HttpListener(placed, health or HealthRoutes(), limits, PendingAcknowledgements())


@asynccontextmanager
async def listening(endpoint: HttpEndpoint | None, port: int | None) -> AsyncIterator[None]:
    """Serves an endpoint on a port of this machine; nothing without both."""
    if endpoint is None or port is None:
        yield
        return
    async with listener([endpoint], address(port)).listening():
        yield
