"""Bodies of requests: bytes up to a limit, and JSON objects with members of known types.

Anything else is refused with a sentence.
"""

import asyncio
import json
from collections.abc import Mapping

from aiohttp import web
from pydantic import JsonValue

from adapters.web.middleware import WebError
from core.domain.sentences import Sentence, say

Body = Mapping[str, JsonValue]


STALL_SECONDS = 30.0
"""The time in which the next bytes of a body must arrive."""
JSON_BYTES = 256 * 1024
"""The size limit of a JSON body. Files are uploaded separately."""


async def read_body(request: web.Request, bytes_limit: int, too_large: Sentence) -> bytes:
    """Reads the body, but no further than the limit. Raises `WebError`, also for a body that stalls or is packed."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise WebError(415, say("web-bad-request"))
    if (request.content_length or 0) > bytes_limit:
        raise WebError(413, too_large)
    data = bytearray()
    try:
        while True:
            async with asyncio.timeout(STALL_SECONDS):
                chunk = await request.content.readany()
            if not chunk:
                return bytes(data)
            data += chunk
            if len(data) > bytes_limit:
                raise WebError(413, too_large)
    except TimeoutError:
        raise WebError(408, say("web-too-slow")) from None


async def json_body(request: web.Request) -> Body:
    """Reads the body as a JSON object. Raises `WebError`."""
    if request.content_type != "application/json":
        raise WebError(415, say("web-bad-request"))
    try:
        body = json.loads(await read_body(request, JSON_BYTES, say("web-body-too-large")))
    except (ValueError, RecursionError):
        raise WebError(400, say("web-bad-request")) from None
    if not isinstance(body, dict):
        raise WebError(400, say("web-bad-request"))
    return body


def text_of(body: Body, name: str) -> str:
    """A text member; empty if it is absent. Raises `WebError`."""
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise WebError(400, say("web-bad-request"))
    return value


def list_of(body: Body, name: str) -> list[JsonValue]:
    """A list member; empty if it is absent. Raises `WebError`."""
    value = body.get(name) or []
    if not isinstance(value, list):
        raise WebError(400, say("web-bad-request"))
    return value


def object_of(body: Body, name: str) -> dict[str, JsonValue]:
    """An object member; empty if it is absent. Raises `WebError`."""
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise WebError(400, say("web-bad-request"))
    return value
