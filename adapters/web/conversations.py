"""Conversations of the room: the lobby, shared ones and people's own, each a thread with a log of its own."""

import re
import secrets

from aiohttp import web
from pydantic import JsonValue

from adapters.web.conversation_export import export_of
from adapters.web.login import LoginRoutes
from adapters.web.middleware import WebError
from adapters.web.request_bodies import json_body, text_of
from adapters.web.serialization import JsonObject
from adapters.web.visitors import PLACE, Visitor, locale_of, room_of
from core.domain.clock import Clock
from core.domain.request import Place
from core.domain.sentences import say
from core.store.ports.conversations import ConversationList, ConversationRecord
from core.store.ports.message_log import FoundEntry
from core.store.ports.store import Store
from core.text.sanitising import one_line, shorten

TITLE_LIMIT = 60
SEARCH_WORDS = 8
"""The number of words of a search that count."""
FOUND_LIMIT = 30
EXCERPT = 160
"""The number of characters that a result of a search shows."""
_ID = re.compile(r"[0-9a-f]{16}")


def title_from(text: str) -> str:
    """A title from somebody's words: one line, at most `TITLE_LIMIT` characters."""
    return shorten(one_line(text), TITLE_LIMIT)


async def may_read(conversations: ConversationList, visitor: Visitor, room: str) -> bool:
    """True for the lobby, a shared conversation, and one of the visitor's own."""
    return room == PLACE.key or await conversations.conversation(room, visitor.key) is not None


async def place_of(conversations: ConversationList, visitor: Visitor, id: str) -> Place:
    """The place of a conversation, the lobby if `id` is empty. Raises `WebError` if the visitor may not read it."""
    if not id:
        return PLACE
    await record_of(conversations, visitor, id)
    return PLACE.model_copy(update={"thread": id})


async def record_of(conversations: ConversationList, visitor: Visitor, id: str) -> ConversationRecord:
    """A conversation. Raises `WebError` if there is none that the visitor may read."""
    record = None
    if _ID.fullmatch(id):
        record = await conversations.conversation(f"{PLACE.key}|{id}", visitor.key)
    if record is None:
        raise WebError(404, say("web-no-conversation"))
    return record


class WebConversations:
    """The routes of the list. An owner and, of shared ones, an administrator may rename and delete."""

    def __init__(self, base_path: str, store: Store, clock: Clock, login: LoginRoutes) -> None:
        self._base_path = base_path
        self._store = store
        self._clock = clock
        self._login = login

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/conversations", self.list),
            web.post("/api/conversations", self.create),
            web.post("/api/conversations/{id}", self.change),
            web.post("/api/conversations/{id}/delete", self.delete),
            web.get("/api/search", self.search),
            web.get("/api/export", self.export),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """The conversations that the visitor may read, the newest first, without those in which nobody has asked."""
        visitor = self._login.require_visitor(request)
        records = await self._store.conversations(PLACE.key, visitor.key)
        current = f"{PLACE.key}|{request.query.get('c', '')}"
        shown: list[JsonValue] = [
            _record_json(record, visitor)
            for record in records
            if record.asked_at is not None or record.title or record.room == current
        ]
        return web.json_response({"conversations": shown}, headers={"Cache-Control": "no-store"})

    async def create(self, request: web.Request) -> web.Response:
        """Opens a conversation. One of the same kind in which the visitor has not asked yet is opened again."""
        visitor = self._login.require_visitor(request)
        shared = bool((await json_body(request)).get("shared"))
        for record in await self._store.conversations(PLACE.key, visitor.key):
            if record.owner == visitor.key and record.shared == shared and record.asked_at is None and not record.title:
                return web.json_response(_record_json(record, visitor))
        room = f"{PLACE.key}|{secrets.token_hex(8)}"
        await self._store.create_conversation(room, visitor.key, self._clock.now(), shared=shared)
        created = ConversationRecord(room=room, owner=visitor.key, shared=shared, created_at=self._clock.now())
        return web.json_response(_record_json(created, visitor))

    async def change(self, request: web.Request) -> web.Response:
        """Renames a conversation for all its readers, or pins or archives it for the visitor."""
        visitor, record = await self._found(request)
        body = await json_body(request)
        if "title" in body:
            title = title_from(text_of(body, "title"))
            if not title:
                raise WebError(400, say("web-title-empty"))
            _require_manager(record, visitor)
            await self._store.name_conversation(record.room, title, visitor.key)
        pinned, archived = body.get("pinned", record.pinned), body.get("archived", record.archived)
        if (bool(pinned), bool(archived)) != (record.pinned, record.archived):
            await self._store.mark_conversation(record.room, visitor.key, pinned=bool(pinned), archived=bool(archived))
        changed = await self._store.conversation(record.room, visitor.key)
        return web.json_response(_record_json(changed or record, visitor))

    async def delete(self, request: web.Request) -> web.Response:
        """Deletes a conversation with everything in it. Answers under way are stopped."""
        visitor, record = await self._found(request)
        _require_manager(record, visitor)
        await self._store.delete_place(record.room, self._clock.now())
        return web.json_response({})

    async def search(self, request: web.Request) -> web.Response:
        """The replies with all words of `q`, the newest first, in everything that the visitor may read."""
        visitor = self._login.require_visitor(request)
        words = request.query.get("q", "")[:200].split()[:SEARCH_WORDS]
        records = {record.room: record for record in await self._store.conversations(PLACE.key, visitor.key)}
        found = await self._store.search([PLACE.key, *records], words, visitor.key, FOUND_LIMIT)
        shown: list[JsonValue] = [_found_json(each, records.get(each.room), words) for each in found]
        return web.json_response({"found": shown}, headers={"Cache-Control": "no-store"})

    async def export(self, request: web.Request) -> web.Response:
        """A conversation as a file, as Markdown or (`format=json`) as JSON, as far as the visitor may read it."""
        visitor = self._login.require_visitor(request)
        id = request.query.get("c", "")
        title = (await record_of(self._store, visitor, id)).title if id else ""
        room = room_of(await place_of(self._store, visitor, id))
        exported = await export_of(self._store, room, visitor, locale_of(request), title, self._base_path)
        as_json = request.query.get("format") == "json"
        name, media_type = ("json", "application/json") if as_json else ("md", "text/markdown")
        return web.Response(
            text=exported.as_json() if as_json else exported.as_markdown(),
            content_type=media_type,
            charset="utf-8",
            headers={"Content-Disposition": f'attachment; filename="conversation.{name}"', "Cache-Control": "no-store"},
        )

    async def _found(self, request: web.Request) -> tuple[Visitor, ConversationRecord]:
        visitor = self._login.require_visitor(request)
        return visitor, await record_of(self._store, visitor, request.match_info["id"])


def _may_manage(record: ConversationRecord, visitor: Visitor) -> bool:
    return record.owner == visitor.key or visitor.admin


def _require_manager(record: ConversationRecord, visitor: Visitor) -> None:
    if not _may_manage(record, visitor):
        raise WebError(403, say("web-not-your-conversation"))


def _record_json(record: ConversationRecord, visitor: Visitor) -> JsonObject:
    return {
        "id": record.room.rpartition("|")[2],
        "title": record.title,
        "shared": record.shared,
        "manages": _may_manage(record, visitor),
        "pinned": record.pinned,
        "archived": record.archived,
        "at": record.asked_at or record.created_at,
    }


def _found_json(found: FoundEntry, record: ConversationRecord | None, words: list[str]) -> JsonObject:
    return {
        "conversation": record.room.rpartition("|")[2] if record else "",
        "title": record.title if record else "",
        "reply": found.entry.reply,
        "at": found.entry.at,
        "excerpt": _excerpt(found.text, words),
    }


def _excerpt(text: str, words: list[str]) -> str:
    """The part of a text around the first of some words, on one line."""
    line = one_line(text)
    at = max(min((where for word in words if (where := line.casefold().find(word.casefold())) >= 0), default=0), 0)
    start = max(at - EXCERPT // 3, 0)
    return ("…" if start else "") + shorten(line[start:], EXCERPT)
