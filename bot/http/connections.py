"""The connections of a port: their limits, and the order in which their requests reach the server."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from aiohttp import web

from bot.http.turns import ReadTurns

logger = logging.getLogger(__name__)

CONNECTIONS = 1000
"""The number of connections in all. It is lower where the process may not open that many files."""
CONNECTIONS_OF_AN_ADDRESS = 250
"""The number of connections of one address; many people can share one."""
READING = (b"GET ", b"HEAD ")
"""The beginnings of requests that only read (RFC 9110, 9.2.1)."""


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


class Gate:
    """Hands connections to a server up to their limits, and requests that only read when it is their turn."""

    def __init__(self, server: web.Server, limits: ConnectionLimits, turns: ReadTurns) -> None:
        self.server = server
        self.turns = turns
        self._limits = limits
        self._open: Counter[str] = Counter()

    def __call__(self) -> asyncio.BaseProtocol:
        """A protocol for a new connection."""
        return _Connection(self)

    def enter(self, address: str) -> bool:
        """Counts a new connection of an address; False if there are too many."""
        if self._open.total() >= self._limits.connections:
            return False
        if self._open[address] >= self._limits.of_an_address and not self._limits.is_trusted_proxy(address):
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Counts a connection no more."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class _Connection(asyncio.Protocol):
    """A connection in front of the server's own protocol, which gets everything else as it comes."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._transport: asyncio.Transport | None = None
        self._address = ""
        self._http: asyncio.Protocol | None = None
        self._held = b""
        self._is_waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Lets the connection in, or closes it."""
        transport = cast("asyncio.Transport", transport)
        address = str((transport.get_extra_info("peername") or ("",))[0])
        if not self._gate.enter(address):
            logger.debug("a connection was closed: there are too many")
            transport.abort()
            return
        self._transport, self._address = transport, address
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Holds what only reads until it is its turn."""
        if self._transport is None:
            return
        if self._held or data.startswith(READING):
            self._held += data
            self._wait()
            if self._held:
                self._transport.pause_reading()
        else:
            self._gate.turns.note_other()
            self._server_protocol(self._transport).data_received(data)

    def eof_received(self) -> bool | None:
        """Passes on that the client sends no more."""
        return None if self._transport is None else self._server_protocol(self._transport).eof_received()

    def pause_writing(self) -> None:
        """Passes on that the client is slow."""
        if self._http is not None:
            self._http.pause_writing()

    def resume_writing(self) -> None:
        """Passes on that the client has caught up."""
        if self._http is not None:
            self._http.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Passes on that the connection has ended."""
        if self._transport is None:
            return
        self._transport = None
        self._gate.leave(self._address)
        if self._http is not None:
            self._http.connection_lost(exc)

    def _wait(self) -> None:
        if not self._is_waiting:
            self._is_waiting = True
            self._gate.turns.take(self._begin)

    def _begin(self) -> None:
        self._is_waiting = False
        if self._transport is None:
            return
        protocol, held = self._server_protocol(self._transport), self._held
        if held:
            self._held = b""
            self._transport.resume_reading()
            protocol.data_received(held)

    def _server_protocol(self, transport: asyncio.Transport) -> asyncio.Protocol:
        """The protocol of the server, which begins with the first use."""
        if self._http is None:
            self._http = self._gate.server()
            self._http.connection_made(transport)
        return self._http
