"""Uploads, and downloads of pictures, sounds and other files from the store."""

import asyncio
import mimetypes
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from aiohttp import web

from adapters.web.config import WebConfig
from adapters.web.conversations import may_read
from adapters.web.login import LoginRoutes
from adapters.web.middleware import WebError
from adapters.web.request_bodies import read_body
from adapters.web.serialization import media_json
from adapters.web.visitors import Visitor
from core.domain.clock import Clock
from core.domain.errors import Missing
from core.domain.request import MediaRef
from core.domain.sentences import say
from core.store.ports.store import Store
from core.text.sanitising import one_line

SHOWN = frozenset(
    {
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "audio/aac",
        "audio/flac",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "audio/webm",
        "audio/x-wav",
    }
)
"""Media types that browsers show and that cannot contain a script. Everything else is a download."""
NAME_LIMIT = 120
UPLOADS_IN_MEMORY = 8
"""The number of uploads that are received at the same time; others wait."""
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")


class WebFiles:
    """The routes that receive uploads, and serve files by their digest to those who may see them."""

    def __init__(self, config: WebConfig, store: Store, clock: Clock, login: LoginRoutes) -> None:
        self._limit = config.upload_bytes
        self._store = store
        self._clock = clock
        self._login = login
        self._uploading = asyncio.Semaphore(UPLOADS_IN_MEMORY)

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/api/uploads", self.upload), web.get("/media/{sha256:[0-9a-f]{64}}/{name}", self.serve)]

    async def upload(self, request: web.Request) -> web.Response:
        """Stores the body as a file and returns its reference. `X-File-Name` has its name, percent-encoded."""
        visitor = self._login.require_visitor(request)
        name = one_line(unquote(request.headers.get("X-File-Name", ""))).replace("/", "_").replace("\\", "_")
        too_large = say("web-file-too-large", megabytes=f"{self._limit / 1_000_000:g}")
        async with self._uploading:
            data = await read_body(request, self._limit, too_large)
            # It reads the system's table of types from a file.
            media_type = await asyncio.to_thread(_media_type, request, name)
            name = name[-NAME_LIMIT:] or "file"
            media = await self._store.put(data, media_type, name, visitor.key, self._clock.now())
        return web.json_response(media_json(media))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serves a file, also in ranges; `?download` makes it a download."""
        visitor = self._login.require_visitor(request)
        sha256 = request.match_info["sha256"]
        media = await visible_file(self._store, visitor, sha256)
        if media is None:
            raise WebError(404, say("web-file-gone"))
        try:
            path = await self._store.verified_path(sha256)
            data = await self._store.get(sha256) if path is None else b""
        except Missing as error:
            raise WebError(404, say("web-file-gone")) from error
        shown = media.media_type in SHOWN and "download" not in request.query
        disposition = "inline" if shown else "attachment"
        name = quote(one_line(request.match_info["name"]) or "file", safe="")
        headers = {
            "Content-Type": media.media_type if media.media_type in SHOWN else "application/octet-stream",
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{name}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=3600",
        }
        return _in_range(request, data, headers) if path is None else web.FileResponse(path, headers=headers)


async def visible_file(store: Store, visitor: Visitor, sha256: str) -> MediaRef | None:
    """Finds a file that a visitor has uploaded or made, or that a reply names which the visitor may see."""
    if await store.owns(visitor.key, sha256):
        return await store.find(sha256)
    for room in await store.rooms_of_file(sha256, visitor.key):
        if await may_read(store, visitor, room):
            return await store.find(sha256)
    return None


def _in_range(request: web.Request, data: bytes, headers: Mapping[str, str]) -> web.Response:
    """Answers with bytes in memory, or with the range of them that is asked for (RFC 9110, section 14)."""
    whole = {**headers, "Accept-Ranges": "bytes"}
    try:
        wanted = request.http_range
    except ValueError:
        wanted = slice(len(data), None)
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=data, headers=whole)
    start, stop, _ = slice(wanted.start, wanted.stop).indices(len(data))
    if start >= stop:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    within = {**whole, "Content-Range": f"bytes {start}-{stop - 1}/{len(data)}"}
    return web.Response(status=206, body=data[start:stop], headers=within)


def _media_type(request: web.Request, name: str) -> str:
    """The browser's media type, otherwise the type of the name. The code that opens the file checks its content."""
    said = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if _TYPE.fullmatch(said) and said != "application/octet-stream":
        return said
    return mimetypes.guess_type(name)[0] or _BY_SUFFIX.get(name.rpartition(".")[2].lower(), "application/octet-stream")


_BY_SUFFIX: Mapping[str, str] = {"md": "text/markdown", "log": "text/plain", "toml": "text/plain", "webp": "image/webp"}
