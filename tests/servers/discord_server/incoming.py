"""Request bodies: JSON, or JSON with files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.servers.discord_server.rules import FILE_BYTES, FILES, REQUEST_BYTES
from tests.servers.discord_server.world import File, Json, Snowflakes


class Refused(Exception):
    """Returned as one of Discord's errors: https://docs.discord.com/developers/topics/opcodes-and-status-codes"""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Upload:
    """A part of a multipart request."""

    name: str
    type: str
    bytes: bytes


@dataclass(frozen=True)
class Incoming:
    """A request's body and its query."""

    body: Any
    uploads: dict[int, Upload]
    query: Mapping[str, str] = field(default_factory=dict)

    def message(self) -> Json:
        """The message in the body; in an interaction response it is nested."""
        body = self.body if isinstance(self.body, dict) else {}
        return body.get("data") or {} if "type" in body and "content" not in body else body

    def files(self, told: Json, earlier: tuple[File, ...], snowflakes: Snowflakes) -> tuple[File, ...]:
        """The message's files after this request: first the listed ones that stay, then the new ones."""
        listed: list[Json] | None = told.get("attachments")
        if listed is None:
            kept: tuple[File, ...] = earlier
            listed = [{"id": number} for number in self.uploads]
        else:
            ids = {int(entry["id"]) for entry in listed if "id" in entry}
            kept = tuple(file for file in earlier if file.id in ids)
        described = {int(entry["id"]): entry for entry in listed if "id" in entry}
        new = []
        for number, upload in self.uploads.items():
            entry = described.get(number, {})
            new.append(
                File(
                    snowflakes.new(),
                    entry.get("filename") or upload.name,
                    upload.bytes,
                    upload.type if upload.type != "application/octet-stream" else guessed_type(upload.name),
                    entry.get("description"),
                    entry.get("duration_secs"),
                    entry.get("waveform"),
                )
            )
        return (*kept, *new)


def guessed_type(name: str) -> str:
    """Guesses the media type from the file name, as Discord does for files without one."""
    ends = {
        "png": "image/png",
        "jpg": "image/jpeg",
        "webp": "image/webp",
        "gif": "image/gif",
        "ogg": "audio/ogg",
        "mp3": "audio/mpeg",
        "wav": "audio/wav",
        "md": "text/markdown; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
        "json": "application/json",
    }
    return ends.get(name.rpartition(".")[2].lower(), "application/octet-stream")


async def read(request: web.Request, *, file_bytes: int = FILE_BYTES) -> Incoming:
    """Reads the body of a request. Raises Refused if it is too large."""
    if request.content_type == "multipart/form-data":
        return await _read_parts(request, file_bytes)
    text = await request.read()
    try:
        return Incoming(json.loads(text) if text else None, {}, request.query)
    except ValueError:
        raise Refused(400, 50109, "The request body contains invalid JSON.") from None


async def _read_parts(request: web.Request, file_bytes: int) -> Incoming:
    body: Any = None
    uploads: dict[int, Upload] = {}
    total = 0
    too_big: Refused | None = None
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        held = bytes(await part.read())
        total += len(held)
        if part.name == "payload_json":
            body = json.loads(held)
        elif part.name and part.name.startswith("files["):
            if len(held) > file_bytes:
                too_big = Refused(413, 40005, "Request entity too large")
            type = part.headers.get("Content-Type", "application/octet-stream")
            uploads[int(part.name[6:-1])] = Upload(part.filename or "file", type, held)
    if too_big or total > REQUEST_BYTES:
        raise too_big or Refused(413, 40005, "Request entity too large")
    if len(uploads) > FILES:
        raise Refused(400, 50035, f"Invalid Form Body: at most {FILES} files")
    return Incoming(body, uploads)
