"""The port of the room, with limits on connections."""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from aiohttp import web
from aiohttp.http import HttpProcessingError

from adapters.web.config import WebConfig
from core.domain.errors import OperatorError

logger = logging.getLogger(__name__)
connections_logger = logging.getLogger("adapters.web.connections")
"""The log of aiohttp's server."""

CONNECTIONS = 1000
"""The number of connections in all. It is lower where the process may not open that many files."""
CONNECTIONS_OF_AN_ADDRESS = 250
"""The number of connections of one address; many people can share one."""
HEADER_SECONDS = 30.0
"""The time in which the head of a request must arrive, also the time that an idle connection stays open."""
BACKLOG = 1024
"""Connections that wait to be accepted: with fewer, browsers that come together wait a second to try again."""


def connections_limit() -> int:
    """The number of connections, for which at most half of the files that the process may open are used."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are not files
        return CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, soft // 2)


@asynccontextmanager
async def listening(
    app: web.Application, config: WebConfig, *, connections: int, of_an_address: int = CONNECTIONS_OF_AN_ADDRESS
) -> AsyncIterator[None]:
    """Serves the application until exit. Raises `OperatorError` if its address cannot be used."""
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=connections_logger,
        shutdown_timeout=5.0,
        keepalive_timeout=HEADER_SECONDS,
        # A small body can unpack to any size. The room's own page sends none that is packed.
        auto_decompress=False,
    )
    connections_logger.addFilter(_is_our_error)
    await runner.setup()
    try:
        server = await _bind(
            _gate(cast("web.Server", runner.server), config, connections, of_an_address), config.host, config.port
        )
        try:
            yield
        finally:
            server.close()
    finally:
        await runner.cleanup()


def _is_our_error(record: logging.LogRecord) -> bool:
    """False for a malformed request, which got its 400 and is no error of this program."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def _gate(
    server: web.Server, config: WebConfig, connections: int, of_an_address: int
) -> Callable[[], asyncio.BaseProtocol]:
    def is_full(address: str) -> bool:
        open_now = [each.transport for each in server.connections if each.transport is not None]
        if len(open_now) >= connections:
            return True
        if config.is_trusted_proxy(address):
            return False
        return [_address_of(transport) for transport in open_now].count(address) >= of_an_address

    return lambda: _Gate(server, is_full)


class _Gate(asyncio.Protocol):
    """Decides about a new connection: closes it, or hands it to the server."""

    def __init__(self, server: web.Server, is_full: Callable[[str], bool]) -> None:
        self._server = server
        self._is_full = is_full

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)
        if self._is_full(_address_of(transport)):
            logger.debug("a connection was closed: there are too many")
            transport.abort()
            return
        connection = self._server()
        transport.set_protocol(connection)
        connection.connection_made(transport)


def _address_of(transport: asyncio.BaseTransport) -> str:
    return str((transport.get_extra_info("peername") or ("",))[0])


async def _bind(protocol: Callable[[], asyncio.BaseProtocol], host: str, port: int) -> asyncio.Server:
    try:
        return await asyncio.get_running_loop().create_server(protocol, host or None, port, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OperatorError(
                f"Port {port} on {host} is in use: stop the program that listens there, or choose another port with "
                "--port."
            ) from error
        raise OperatorError(
            f"The web room cannot listen on {host}:{port} ({error.strerror}): choose another address with --host "
            "or another port with --port."
        ) from error
