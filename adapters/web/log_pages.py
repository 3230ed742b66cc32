"""The room's log in pages of replies, the newest first: a page opens with one, and loads older ones on demand."""

import asyncio
import json

from aiohttp import web

from adapters.web.config import WebConfig
from adapters.web.event_stream import number_of, room_id
from adapters.web.line_cache import LineCache
from adapters.web.log_lines import with_whole_texts
from adapters.web.login import LoginRoutes
from adapters.web.visitors import PLACE, Visitor, locale_of
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
        """The lines of the newest replies, or of those that began before the number `before`."""
        visitor = self._login.require_visitor(request)
        before = number_of(request.query["before"]) if "before" in request.query else None
        page = await self._store.read_back(PLACE.key, visitor.key, REPLIES_OF_A_PAGE, before)
        lines = await self._lines(page, visitor, locale_of(request))
        about = json.dumps({"room": self._room, "newest": page.newest, "before": page.before})
        text = f'{about[:-1]}, "lines": [{", ".join(lines)}]}}'
        return web.json_response(text=text, headers={"Cache-Control": "no-store"})

    async def _lines(self, page: LogPage, visitor: Visitor, locale: str) -> list[str]:
        """The lines of a page as JSON. One page at a time, and in slices: people who come together hold nobody up."""
        lines: list[str] = []
        entries = with_whole_texts(page.entries)
        async with self._building:
            for first in range(0, len(entries), LINES_OF_A_SLICE):
                formatted = await self._cache.lines_json(entries[first : first + LINES_OF_A_SLICE], visitor, locale)
                lines += (text for _, text in formatted)
                await asyncio.sleep(0)
        return lines
