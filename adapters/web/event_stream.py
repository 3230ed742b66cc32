"""The log of a conversation as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from typing import Any

from aiohttp import web

from adapters.web.config import WebConfig
from adapters.web.conversations import place_of
from adapters.web.line_cache import LineCache
from adapters.web.login import LoginRoutes
from adapters.web.middleware import WebError
from adapters.web.visitors import Visitor, locale_of, room_of
from core.domain.sentences import say
from core.store.ports.message_log import LogEntry
from core.store.ports.store import Store

STREAMS_OF_A_VISITOR = 20
"""The number of streams, that is of open tabs, of one visitor."""
MISSED_LINES = 50
"""The number of lines that are read and sent at once to a browser that comes back."""


class EventStream:
    """Sends every line of the log that a browser has not seen, then each new line.

    The event `hello` names the room; `here` follows the last existing line. The id of each event is the number of its
    line, which the browser sends as `Last-Event-ID` when it reconnects.
    """

    def __init__(self, config: WebConfig, store: Store, login: LoginRoutes, lines: LineCache) -> None:
        self._heartbeat = config.heartbeat_seconds
        self._room = room_id(config)
        self._lines = lines
        self._store = store
        self._login = login
        self._closing = asyncio.Event()
        self._open: dict[str, set[web.RequestHandler]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/room", self.listen)]

    async def close(self, _: web.Application) -> None:
        """Ends all streams. Browsers reconnect by themselves when the room opens again."""
        self._closing.set()

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Streams the log of the conversation `c` after `Last-Event-ID`, or after the query's `after`."""
        visitor = self._login.require_visitor(request)
        room = room_of(await place_of(self._store, visitor, request.query.get("c", "")))
        after = number_of(request.headers.get("Last-Event-ID") or request.query.get("after", "0"))
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        connections, connection = self._open.setdefault(visitor.key, set()), request.protocol
        if sum(each.connected for each in connections) >= STREAMS_OF_A_VISITOR:
            raise WebError(429, say("web-too-many-streams"))
        connections.add(connection)
        try:
            await response.prepare(request)
            with suppress(ConnectionError):
                await self._send(response, room, after, visitor, locale_of(request))
        finally:
            connections.remove(connection)
            if not connections:
                self._open.pop(visitor.key, None)
        return response

    async def _send(self, response: web.StreamResponse, room: str, after: int, visitor: Visitor, locale: str) -> None:
        head, missed = b"retry: 1000\n" + _event("hello", json.dumps({"room": self._room})), True
        while missed:
            lines = await self._store.read(room, after, visitor.key, MISSED_LINES)
            after = lines[-1].number if lines else after
            missed = len(lines) == MISSED_LINES
            body = head + await self._format(lines, visitor, locale)
            await response.write(body if missed else body + _event("here", "{}"))
            head = b""
        async with aclosing(self._store.tail(room, after, visitor.key)) as tail:
            await self._follow(response, tail, visitor, locale)

    async def _follow(
        self,
        response: web.StreamResponse,
        tail: AsyncIterator[Sequence[LogEntry]],
        visitor: Visitor,
        locale: str,
    ) -> None:
        closing = asyncio.ensure_future(self._closing.wait())
        batch: asyncio.Future[Sequence[LogEntry]] = asyncio.ensure_future(_next(tail))
        try:
            while not self._closing.is_set():
                waited: set[asyncio.Future[Any]] = {batch, closing}
                await asyncio.wait(waited, timeout=self._heartbeat, return_when=asyncio.FIRST_COMPLETED)
                if batch.done():
                    await response.write(await self._format(batch.result(), visitor, locale))
                    batch = asyncio.ensure_future(_next(tail))
                elif not self._closing.is_set():
                    await response.write(b": still here\n\n")  # raises `ConnectionError` if the browser is gone
        finally:
            closing.cancel()
            batch.cancel()
            await asyncio.gather(closing, batch, return_exceptions=True)

    async def _format(self, lines: Sequence[LogEntry], visitor: Visitor, locale: str) -> bytes:
        """The events of some lines, for a visitor."""
        formatted = await self._lines.lines_json(lines, visitor, locale)
        return b"".join(b"id: %d\n" % number + _event(None, text) for number, text in formatted)


async def _next(tail: AsyncIterator[Sequence[LogEntry]]) -> Sequence[LogEntry]:
    return await anext(tail)


def _event(name: str | None, data: str) -> bytes:
    """Formats an event. JSON contains no line breaks, so one `data:` line holds it."""
    return f"event: {name}\ndata: {data}\n\n".encode() if name else f"data: {data}\n\n".encode()


def room_id(config: WebConfig) -> str:
    """The room's id, which tells a page that another room answers at its address."""
    return hashlib.sha256(b"room|" + config.secret).hexdigest()[:12]


def number_of(text: str) -> int:
    """Reads the number of a line. Raises `WebError`."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise WebError(400, say("web-bad-request"))
    return int(text)
