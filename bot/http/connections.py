"""Limits on the connections of a port."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from aiohttp import web

logger = logging.getLogger(__name__)

CONNECTIONS = 1000
"""The number of connections in all. It is lower where the process may not open that many files."""
CONNECTIONS_OF_AN_ADDRESS = 250
"""The number of connections of one address; many people can share one."""


def connections_limit() -> int:
    """The number of connections, for which at most half of the files that the process may open are used."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are not files
        return CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, soft // 2)


@dataclass(frozen=True, kw_only=True)
class ConnectionLimits:
    """The number of connections of a port, in all and of one address. A trusted proxy has no limit of its own."""

    connections: int
    of_an_address: int = CONNECTIONS_OF_AN_ADDRESS
    is_trusted_proxy: Callable[[str], bool] = lambda _: False

    def gate(self, server: web.Server) -> Callable[[], asyncio.BaseProtocol]:
        """A protocol factory that hands a new connection to the server, or closes it."""

        def is_full(address: str) -> bool:
            open_now = [each.transport for each in server.connections if each.transport is not None]
            if len(open_now) >= self.connections:
                return True
            if self.is_trusted_proxy(address):
                return False
            return [_address_of(transport) for transport in open_now].count(address) >= self.of_an_address

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
