"""The page: its files, its strings, and completions while a visitor types."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from importlib.resources import files

from aiohttp import web

from adapters.web.conversations import place_of, record_of
from adapters.web.login import LoginRoutes
from adapters.web.members import SUGGESTIONS_LIMIT, RoomMembers
from adapters.web.middleware import WebError
from adapters.web.page_strings import PAGE_STRINGS
from adapters.web.serialization import NAMES_PEOPLE, commands_json, localized
from adapters.web.visitors import locale_of
from core.commands.registry import Registry
from core.commands.suggestions import Suggestion, Suggestions
from core.domain.sentences import say
from core.domain.setup_questions import FoundSetting
from core.domain.tasks import Task
from core.store.ports.conversations import ConversationList

ROOM_PERMISSIONS = "camera=(), microphone=(self), geolocation=()"
"""The room alone may record, and only for itself."""
_VERSIONED = re.compile(rb"static/(?=[\w-]+\.(?:css|js|svg)\")")
"""The addresses in a page of files that belong to this version of it; scripts name others beside themselves."""
_FOR_EVER = "public, max-age=31536000, immutable"
"""For a file at the address of its version (RFC 8246)."""
_ASK_AGAIN = "no-cache"
_ASK_AGAIN_ALONE = "private, no-cache"
"""For what differs between visitors."""
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webp": "image/webp",
    "webmanifest": "application/manifest+json",
}


class WebPage:
    """The routes of the page, whose files are in the package; there is no build step."""

    def __init__(
        self,
        registry: Registry,
        login: LoginRoutes,
        suggestions: Suggestions | None,
        members: RoomMembers,
        conversations: ConversationList,
        found_settings: Callable[[], Sequence[FoundSetting]] = tuple,
    ) -> None:
        self._registry = registry
        self._login = login
        self._suggestions = suggestions
        self._members = members
        self._conversations = conversations
        self._found_settings = found_settings
        self._files = {
            file.name: _PageFile(file.read_bytes(), _TYPES[file.name.rpartition(".")[2]])
            for file in files("adapters.web").joinpath("static").iterdir()
            if file.name.rpartition(".")[2] in _TYPES
        }
        tags = "".join(name + file.tag for name, file in sorted(self._files.items()))
        self._version = hashlib.sha256(tags.encode()).hexdigest()[:16]
        self._pages = {
            name: _PageFile(_VERSIONED.sub(b"static/%s/" % self._version.encode(), file.body), file.media_type)
            for name, file in self._files.items()
            if name.endswith(".html")
        }
        index = self._pages["index.html"].body.replace(b"<head>", b'<head>\n    <base href="../">', 1)
        self._conversation = _PageFile(index, _TYPES["html"])
        self._words: dict[str, _PageFile] = {}
        self._commands: dict[tuple[bool, bool, str], _PageFile] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.room),
            web.get("/c/{id}", self.conversation),
            web.get("/enter", self.enter),
            web.get("/operator", self.operator),
            web.get("/static/{name}", self.file),
            web.get("/static/{version}/{name}", self.file),
            web.get("/favicon.ico", self.icon),
            web.get("/api/words", self.words),
            web.get("/api/commands", self.commands),
            web.get("/api/suggest", self.suggest),
            web.get("/api/found", self.found),
        ]

    async def room(self, request: web.Request) -> web.Response:
        """The page of the room. It contains no data, so everybody may load it."""
        return self._room(request, self._pages["index.html"])

    async def conversation(self, request: web.Request) -> web.Response:
        """The same page for a conversation, one level deeper, with the room's address as its base."""
        return self._room(request, self._conversation)

    def _room(self, request: web.Request, file: "_PageFile") -> web.Response:
        response = _answer(request, file)
        response.headers["Permissions-Policy"] = ROOM_PERMISSIONS
        return response

    async def enter(self, request: web.Request) -> web.Response:
        """The login page. A one-time token follows the `#`, so neither a server nor a log sees it."""
        return _answer(request, self._pages["enter.html"])

    async def operator(self, request: web.Request) -> web.Response:
        """The operator's page. It contains no data, so everybody may load it."""
        return _answer(request, self._pages["operator.html"])

    async def icon(self, request: web.Request) -> web.Response:
        return _answer(request, self._files["logo.svg"])

    async def file(self, request: web.Request) -> web.Response:
        """A static file. It never changes at the address of its version; during an update, pages name others, too."""
        name = request.match_info["name"]
        if name not in self._files:
            raise WebError(404, say("web-no-such-page"))
        is_versioned = request.match_info.get("version") == self._version
        return _answer(request, self._files[name], kept=_FOR_EVER if is_versioned else _ASK_AGAIN)

    async def words(self, request: web.Request) -> web.Response:
        """All strings of the page in the browser's language; `{name}` marks a value."""
        locale = locale_of(request)
        if locale not in self._words:
            words = {
                name: localized(say(f"web-page-{name}", **{value: f"{{{value}}}" for value in values}), locale)
                for name, values in PAGE_STRINGS.items()
            }
            self._words[locale] = _json_file({"locale": locale, "words": words})
        return _answer(request, self._words[locale], kept=_ASK_AGAIN_ALONE)

    async def commands(self, request: web.Request) -> web.Response:
        """The schema of the commands, in the visitor's language."""
        visitor = self._login.require_visitor(request)
        id = request.query.get("c", "")
        own = bool(id) and not (await record_of(self._conversations, visitor, id)).shared
        key = (visitor.admin, own, locale := locale_of(request))
        if key not in self._commands:
            self._commands[key] = _json_file({"commands": commands_json(self._registry, visitor, locale, own=own)})
        return _answer(request, self._commands[key], kept=_ASK_AGAIN_ALONE)

    async def found(self, request: web.Request) -> web.Response:
        """The model that answers talk, null without one, and models on this machine that nothing uses, with the line
        of settings for each; those are for administrators."""
        visitor = self._login.require_visitor(request)
        found = self._found_settings() if visitor.admin else ()
        answering = None if self._suggestions is None else await self._suggestions.answering(Task.CHAT_COMPLETION)
        return web.json_response(
            {
                "answering": answering and answering.name,
                "found": [{"title": each.title, "line": each.line} for each in found],
            }
        )

    async def suggest(self, request: web.Request) -> web.Response:
        """Suggests values of an option: models, voices or people whose name contains the text so far."""
        visitor = self._login.require_visitor(request)
        command, option = request.query.get("command", ""), request.query.get("option", "")
        text = request.query.get("text", "")[:200]
        found: list[Suggestion] = []
        if any(each.name == option and each.refers in NAMES_PEOPLE for each in self._registry.get(command).parameters):
            found = await self._members.suggest(text)
        elif self._suggestions is not None:
            caller = self._login.caller(request, visitor)
            place = await place_of(self._conversations, visitor, request.query.get("c", ""))
            found = await self._suggestions.suggest(
                command, option, text, limit=SUGGESTIONS_LIMIT, caller=caller, place=place
            )
        return web.json_response({"suggestions": [{"value": each.value, "label": each.label} for each in found]})


def _answer(request: web.Request, file: "_PageFile", kept: str = _ASK_AGAIN) -> web.Response:
    """A file, which a browser keeps (`Cache-Control`), or the answer that it has not changed."""
    headers = {"Cache-Control": kept, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if file.tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = file.media_type
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=file.zipped, headers={**headers, "Content-Encoding": "gzip"})
    return web.Response(body=file.body, headers=headers)


def _json_file(content: object) -> "_PageFile":
    return _PageFile(json.dumps(content).encode(), "application/json; charset=utf-8")


class _PageFile:
    """A static file, compressed once."""

    def __init__(self, body: bytes, media_type: str) -> None:
        self.media_type = media_type
        self.zipped = gzip.compress(body, mtime=0)
        self.tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'

    @property
    def body(self) -> bytes:
        """The file itself, for the rare visitor that takes no compressed one."""
        return gzip.decompress(self.zipped)
