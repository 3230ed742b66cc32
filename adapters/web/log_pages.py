"""A log in pages of replies: a page opens with the newest, or around one that was found, and loads others on demand."""

import asyncio
import json
from dataclasses import dataclass, replace

from aiohttp import web

from adapters.web.config import WebConfig
from adapters.web.conversations import place_of
from adapters.web.event_stream import number_of, room_id
from adapters.web.line_cache import LineCache
from adapters.web.log_lines import with_whole_texts
from adapters.web.login import LoginRoutes
from adapters.web.visitors import Visitor, locale_of, room_of
from core.domain.clock import Clock
from core.store.ports.message_log import LogPage, RoomHead
from core.store.ports.store import Store

REPLIES_OF_A_PAGE = 50
SHARED_SECONDS = 1.0
"""The longest time for which a page is shared: what changes without a new line shows after it."""
LINES_OF_A_SLICE = 20
"""The number of lines, each up to a tenth of a millisecond, that are formatted before others have their turn."""


_EVERYBODY = ""
"""Stands for all visitors who have said nothing on a page, and for whom alone there is nothing in the room."""


@dataclass(frozen=True)
class _SharedPage:
    """The newest page of a room as JSON, as it was `at` a time; `authors` are those of its lines."""

    text: str
    newest: int
    authors: frozenset[str]
    at: float


class LogPages:
    """The route of the pages. The event stream after a page's `newest` continues it.

    Tabs that open together share one read and the JSON of the newest page, unless it has something of their own.
    """

    def __init__(self, config: WebConfig, store: Store, clock: Clock, login: LoginRoutes, lines: LineCache) -> None:
        self._clock = clock
        self._shared: dict[tuple[str, str, str], _SharedPage] = {}
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
        around, locale = request.query.get("around", ""), locale_of(request)
        found = await self._store.opening_of(room, around, visitor.key) if around else None
        if "after" in numbers:
            page = await self._store.read_on(room, visitor.key, REPLIES_OF_A_PAGE, numbers["after"])
        elif found is not None:
            page = await self._around(room, visitor, found)
        elif "before" in numbers:
            page = await self._store.read_back(room, visitor.key, REPLIES_OF_A_PAGE, numbers["before"])
        else:
            return _response(await self._newest(room, visitor, locale))
        async with self._building:
            return _response(await self._text(page, visitor, locale))

    async def _newest(self, room: str, visitor: Visitor, locale: str) -> str:
        """The newest page: one that somebody got a moment ago, if the room is still as it was then."""
        head = await self._store.room_head(room, visitor.key)
        if (shared := self._find(room, visitor, locale, head)) is not None:
            return shared.text
        async with self._building:
            head = await self._store.room_head(room, visitor.key)
            if (shared := self._find(room, visitor, locale, head)) is not None:
                return shared.text
            page = await self._store.read_back(room, visitor.key, REPLIES_OF_A_PAGE)
            text = await self._text(page, visitor, locale)
            authors = frozenset(entry.author for entry in page.entries)
            is_own = head.private or visitor.key in authors or any(entry.audience for entry in page.entries)
            now = self._clock.now()
            self._shared = {key: each for key, each in self._shared.items() if _is_fresh(each, now)}
            self._shared[room, locale, visitor.key if is_own else _EVERYBODY] = _SharedPage(
                text, page.newest, authors, now
            )
            return text

    def _find(self, room: str, visitor: Visitor, locale: str, head: RoomHead) -> _SharedPage | None:
        """A page that this visitor would get now."""
        own, public = (self._shared.get((room, locale, whose)) for whose in (visitor.key, _EVERYBODY))
        if public is not None and (head.private or visitor.key in public.authors):
            public = None
        now = self._clock.now()
        fitting = (page for page in (own, public) if page is not None and page.newest == head.newest)
        return next((page for page in fitting if _is_fresh(page, now)), None)

    async def _around(self, room: str, visitor: Visitor, number: int) -> LogPage:
        """The replies around the one that began with a number. What came between two readings is left to the stream."""
        half = REPLIES_OF_A_PAGE // 2
        page = await self._store.read_back(room, visitor.key, half, number + 1)
        newer = await self._store.read_on(room, visitor.key, half, number)
        entries = (*page.entries, *(entry for entry in newer.entries if entry.number <= page.newest))
        in_order = sorted(entries, key=lambda entry: entry.number)
        return replace(page, entries=in_order, after=newer.after)

    async def _text(self, page: LogPage, visitor: Visitor, locale: str) -> str:
        """A page as JSON. It is made in slices, so that it holds nobody up."""
        lines: list[str] = []
        entries = with_whole_texts(page.entries)
        for first in range(0, len(entries), LINES_OF_A_SLICE):
            formatted = await self._cache.lines_json(entries[first : first + LINES_OF_A_SLICE], visitor, locale)
            lines += (text for _, text in formatted)
            await asyncio.sleep(0)
        about = json.dumps({"room": self._room, "newest": page.newest, "before": page.before, "after": page.after})
        return f'{about[:-1]}, "lines": [{", ".join(lines)}]}}'


def _is_fresh(page: _SharedPage, now: float) -> bool:
    return page.at <= now < page.at + SHARED_SECONDS


def _response(text: str) -> web.Response:
    return web.json_response(text=text, headers={"Cache-Control": "no-store"})
