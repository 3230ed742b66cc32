"""Socket mode: https://docs.slack.dev/apis/events-api/using-socket-mode."""

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable
from typing import Literal

import aiohttp
from aiohttp import web

from tests.servers.slack_server.delivery import Deliveries, Delivery
from tests.servers.slack_server.rules import SOCKETS
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Json


class Sockets:
    """Up to ten connections, which get the envelopes in turn."""

    def __init__(self, state: State) -> None:
        self.connects = 0
        """The number of connections so far."""
        self.fewest = 0
        """The lowest number of open connections since this was set."""
        self.deliveries: Deliveries | None = None
        self.altered: Callable[[Json], Json] | None = None
        """Changes the payload of an envelope before it is sent."""
        self._state = state
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, Delivery] = {}
        self._turn = 0

    @property
    def connected(self) -> int:
        """The number of open connections."""
        return len(self._open)

    def ticket(self) -> str:
        """The address of a new connection; it works once."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"ws{self._state.base.removeprefix('http')}/link?ticket={ticket}&app_id={self._state.app}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serves one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="invalid ticket")
        self._tickets.remove(ticket)
        if len(self._open) >= SOCKETS:
            return web.Response(status=429, text="too many websockets")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.append(socket)
        self.connects += 1
        number = self.connects
        hello = {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._state.app},
        }
        await socket.send_json(hello)
        self._state.noticed()
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._hear(message.data, number)
        finally:
            self._lose(socket)
            self._state.noticed()
        return socket

    async def send(self, delivery: Delivery) -> None:
        """Sends an envelope as soon as there is a connection."""
        while True:
            await self._state.changes.until(lambda: self._open, what="a connection", seconds=3600)
            self._turn += 1
            socket = self._open[self._turn % len(self._open)]
            envelope = {
                "envelope_id": str(uuid.uuid4()),
                "type": delivery.kind,
                "payload": delivery.payload if self.altered is None else self.altered(delivery.payload),
                "accepts_response_payload": delivery.on_answer is not None,
            }
            if delivery.kind == "events_api":
                envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
            self._waiting[str(envelope["envelope_id"])] = delivery
            delivery.connection = self._turn % len(self._open)
            try:
                await socket.send_json(envelope)
            except ConnectionError:
                self._lose(socket)
                continue
            return

    async def disconnect(
        self,
        reason: Literal["warning", "refresh_requested", "link_disabled"],
        *,
        number: int = 0,
        after: float = 0.0,
        closes: bool = True,
    ) -> None:
        """Sends a disconnect message and closes the connection, `after` some seconds; or leaves it to the client."""
        socket = self._open[number]
        told = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
        await socket.send_json(told)
        if not closes:
            return
        if after:
            await asyncio.sleep(after)
        self._lose(socket)
        await socket.close()

    async def finish(self, number: int) -> None:
        """Closes the oldest connections, as Slack does some ten seconds after its `warning`."""
        for socket in self._open[:number]:
            self._lose(socket)
            await socket.close()

    async def drop(self, *, number: int = 0) -> None:
        """Breaks a connection without a message."""
        socket = self._open[number]
        self._lose(socket)
        transport = socket._req.transport if socket._req else None
        if transport:
            transport.abort()
        self._state.noticed()

    async def close(self) -> None:
        """Closes all connections."""
        for socket in list(self._open):
            await socket.close()

    def _lose(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
            self.fewest = min(self.fewest, len(self._open))
        if not self._open:
            for delivery in self._waiting.values():
                delivery.fail("connection_failed")

    def _hear(self, text: str, number: int) -> None:
        try:
            heard = json.loads(text)
            delivery = self._waiting.pop(heard["envelope_id"])
        except (ValueError, KeyError):
            self._state.problems.append(f"connection {number}: no acknowledgement of an envelope: {text[:200]}")
            self._state.changes.happened()
            return
        delivery.take(heard.get("payload") or {})
        assert self.deliveries
        self.deliveries.settle(delivery)
