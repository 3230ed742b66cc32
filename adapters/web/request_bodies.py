"""Bodies of requests: JSON objects with members of known types. Anything else is refused with a sentence."""

import json
from collections.abc import Mapping

from aiohttp import web
from pydantic import JsonValue

from adapters.web.middleware import WebError
from core.domain.sentences import say

Body = Mapping[str, JsonValue]


async def json_body(request: web.Request) -> Body:
    """Reads the body as a JSON object; the application limits its size. Raises `WebError`."""
    if request.content_type != "application/json":
        raise WebError(415, say("web-bad-request"))
    try:
        body = json.loads(await request.read())
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
