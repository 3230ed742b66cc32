"""A log in pages of replies: a page opens with the newest, or around one that was found, and loads others on demand."""

import asyncio
import json
from dataclasses import replace

from aiohttp import web

from adapters.web.config import WebConfig
from adapters.web.conversations import place_of
from adapters.web.event_stream import number_of, room_id
from adapters.web.line_cache import LineCache
from adapters.web.login import LoginRoutes
from adapters.web.visitors import Visitor, locale_of, room_of
from core.store.ports import LogPage, Store

REPLIES_OF_A_PAGE = 50
LINES_OF_A_SLICE = 20
"""The number of lines, each up to a tenth of a millisecond, that are formatted before others have their turn."""


class LogPages:
    """The route of the pages. The event stream after a page's `newest` continues it."""

    def __init__(self, config: WebConfig, store: Store, login: LoginRoutes, lines: LineCache) -> None:
        self._cache = lines
        self._room = room_id(config)
        self._store = store
        self._login = login
        self._building = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/replies", self.replies)]

    async def replies(self, request: web.Request) -> web.Response:
        """The lines of the newest replies of the conversation `c`, or of others: of those that began before the number
        `before` or after the number `after`, or those around the reply `around`, if it is there.
        """
        visitor = self._login.require_visitor(request)
        room = room_of(await place_of(self._store, visitor, request.query.get("c", "")))
        numbers = {name: number_of(request.query[name]) for name in ("before", "after") if name in request.query}
        found = await self._store.opening_of(room, request.query.get("around", ""), visitor.key)
        if "after" in numbers:
            page = await self._store.read_on(room, visitor.key, REPLIES_OF_A_PAGE, numbers["after"])
        elif found is None:
            page = await self._store.read_back(room, visitor.key, REPLIES_OF_A_PAGE, numbers.get("before"))
        else:
            page = await self._around(room, visitor, found)
        lines = await self._lines(page, visitor, locale_of(request))
        about = json.dumps({"room": self._room, "newest": page.newest, "before": page.before, "after": page.after})
        text = f'{about[:-1]}, "lines": [{", ".join(lines)}]}}'
        return web.json_response(text=text, headers={"Cache-Control": "no-store"})

    async def _around(self, room: str, visitor: Visitor, number: int) -> LogPage:
        """The replies around the one that began with a number. What came between two readings is left to the stream."""
        half = REPLIES_OF_A_PAGE // 2
        page = await self._store.read_back(room, visitor.key, half, number + 1)
        newer = await self._store.read_on(room, visitor.key, half, number)
        entries = (*page.entries, *(entry for entry in newer.entries if entry.number <= page.newest))
        in_order = sorted(entries, key=lambda entry: entry.number)
        return replace(page, entries=in_order, after=newer.after)

    async def _lines(self, page: LogPage, visitor: Visitor, locale: str) -> list[str]:
        """The lines of a page as JSON. One page at a time, and in slices: people who come together hold nobody up."""
        lines = []
        async with self._building:
            for number, entry in enumerate(page.entries):
                line = self._cache.line_json(entry, visitor, locale)
                if line is not None:
                    lines.append(line)
                if number % LINES_OF_A_SLICE == 0:
                    await asyncio.sleep(0)
        return lines
