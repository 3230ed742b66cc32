"""The listener: one port, or several, on which each path belongs to an application of its own.

The applications do not know each other. A request reaches one of them alone, with the guards, limits and headers that
it has, and nobody else's.
"""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError, RawRequestMessage

from bot.http.connections import ConnectionLimits, Gate
from bot.http.health import PATHS as HEALTH_PATHS
from bot.http.health import HealthRoutes
from bot.http.turns import ReadTurns
from core.domain.errors import OperatorError
from core.jobs.acknowledgements import PendingAcknowledgements
from core.platform_declaration import HttpAddress, HttpEndpoint

connections_logger = logging.getLogger("bot.http.server")
"""The log of aiohttp's server."""

HEADER_SECONDS = 30.0
"""The time in which the head of a request must arrive, also the time that an idle connection stays open."""
SHUTDOWN_SECONDS = 5.0
"""The longest time that running requests get at shutdown."""
KNOWN_PATHS = 256
"""The number of paths of which it is in memory whose they are."""
BACKLOG = 1024
"""Connections that wait to be accepted: with fewer, browsers that come together wait a second to try again."""


@dataclass(frozen=True, kw_only=True)
class PlacedEndpoint:
    """An endpoint and the address that it is served at."""

    endpoint: HttpEndpoint
    address: HttpAddress


class HttpListener:
    """Serves endpoints, those of one address together, and the health routes at each address.

    Requests that only read let those go first, at all addresses, that are `undecided`. Raises `OperatorError` if two
    endpoints want the same path or a port that only one can have.
    """

    def __init__(
        self,
        endpoints: Sequence[PlacedEndpoint],
        health: HealthRoutes,
        limits: ConnectionLimits,
        undecided: PendingAcknowledgements,
    ) -> None:
        self._turns = ReadTurns(undecided)
        self._health = health
        self._limits = limits
        self._addresses: dict[tuple[str, int], list[PlacedEndpoint]] = {}
        for each in endpoints:
            self._addresses.setdefault((each.address.host, each.address.port), []).append(each)
        check_ports({each.endpoint.title: each.address for each in endpoints})
        for sharing in self._addresses.values():
            _check_paths(sharing)

    async def serve(self) -> None:
        """Serves until cancelled. Raises `OperatorError` if an address cannot be used."""
        async with self.listening():
            await asyncio.Event().wait()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Serves until exit. Raises `OperatorError` if an address cannot be used."""
        connections_logger.addFilter(_is_our_error)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._turns.given())
            for sharing in self._addresses.values():
                await stack.enter_async_context(self._port([each.endpoint for each in sharing], sharing[0].address))
            for sharing in self._addresses.values():
                for each in sharing:
                    each.endpoint.opened(each.address.url)
            yield

    @asynccontextmanager
    async def _port(self, endpoints: Sequence[HttpEndpoint], address: HttpAddress) -> AsyncIterator[None]:
        applications: dict[str, web.Application] = {}
        for endpoint in endpoints:
            applications |= dict.fromkeys(endpoint.paths, await endpoint.application())
        applications |= dict.fromkeys(HEALTH_PATHS, self._health.application())
        if base := address.base_path:
            applications[base] = _to_folder(base)
        async with _one_server(applications, base, self._health) as server:
            bound = await _bind(Gate(server, self._limits, self._turns), address)
            try:
                yield
            finally:
                bound.close()


@asynccontextmanager
async def _one_server(
    applications: Mapping[str, web.Application], base: str, health: HealthRoutes
) -> AsyncIterator[web.Server]:
    """A server that hands each request to the application with the longest path above it.

    Paths count from below `base`, which a proxy may have taken away or not. Once the process stops, each answer ends
    its connection, so that clients and proxies connect elsewhere before the port is closed.
    """
    servers: dict[web.Application, web.Server] = {}
    nothing = web.Application()

    @lru_cache(KNOWN_PATHS)
    def server_of(path: str) -> web.Server:
        below = [each for each in applications if path == each or path.startswith(f"{each.rstrip('/')}/")]
        return servers[applications[max(below, key=len)] if below else nothing]

    def make(message: RawRequestMessage, *rest: Any) -> web.BaseRequest:
        if health.draining:
            message = message._replace(should_close=True)
        if base and message.url.raw_path.startswith(f"{base}/"):
            below = message.url.raw_path.removeprefix(base)
            message = message._replace(url=message.url.with_path(below, encoded=True, keep_query=True))
        return server_of(message.url.path_safe).request_factory(message, *rest)

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return await server_of(request.rel_url.path_safe).request_handler(request)

    async with AsyncExitStack() as stack:
        for app in {*applications.values(), nothing}:
            runner = web.AppRunner(app)
            await runner.setup()
            stack.push_async_callback(app.cleanup)
            assert runner.server is not None  # noqa: S101 - after the setup
            servers[app] = runner.server
        server = web.Server(
            handle,
            request_factory=make,
            access_log=None,
            logger=connections_logger,
            keepalive_timeout=HEADER_SECONDS,
            # A small body can unpack to any size. Neither platforms nor the room's own page send one that is packed.
            auto_decompress=False,
        )
        try:
            yield server
        finally:
            server.pre_shutdown()
            for app in servers:
                await app.shutdown()
            await server.shutdown(SHUTDOWN_SECONDS)


def _to_folder(base: str) -> web.Application:
    """An application that adds the slash without which a page's relative addresses lead elsewhere."""

    async def redirect(_: web.Request) -> web.StreamResponse:
        raise web.HTTPPermanentRedirect(f"{base}/")

    app = web.Application()
    app.router.add_get(base, redirect)
    return app


async def _bind(protocol: Callable[[], asyncio.BaseProtocol], address: HttpAddress) -> asyncio.Server:
    host, port = address.host, address.port
    try:
        return await asyncio.get_running_loop().create_server(protocol, host or None, port, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OperatorError(
                f"Port {port} on {host} is in use: stop the program that listens there, or choose another port with "
                f"{address.port_setting}."
            ) from error
        raise OperatorError(
            f"The bot cannot listen on {host}:{port} ({error.strerror}): choose another address with "
            f"{address.host_setting} or another port with {address.port_setting}."
        ) from error


def check_ports(addresses: Mapping[str, HttpAddress]) -> None:
    """Raises `OperatorError` where one endpoint listens everywhere on a port that another has at one address.

    The addresses are by the endpoints' names for people.
    """
    for wide, one in addresses.items():
        for other, two in addresses.items():
            if one.port == two.port and one.host != two.host and one.listens_everywhere:
                raise OperatorError(
                    f"{wide} and {other} both listen on port {one.port}, at {one.host} and at {two.host}: leave out "
                    f"{one.host_setting}, or choose another port with {one.port_setting}."
                )


def _check_paths(sharing: Sequence[PlacedEndpoint]) -> None:
    owners: dict[str, HttpEndpoint] = {}
    for placed in sharing:
        for path in placed.endpoint.paths:
            if (other := owners.setdefault(path, placed.endpoint)) is not placed.endpoint:
                raise OperatorError(
                    f"{placed.endpoint.title} and {other.title} both answer {path} on port {placed.address.port}: "
                    f"choose another port with {placed.address.port_setting}."
                )


def _is_our_error(record: logging.LogRecord) -> bool:
    """False for a malformed request, which got its 400 and is no error of this program."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))
