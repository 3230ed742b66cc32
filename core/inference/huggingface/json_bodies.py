"""JSON from servers, which may be anything else."""

import json
from typing import Any

from core.text.valid_unicode import valid_unicode


def parse_json(text: str | bytes) -> Any:
    """The value, with its strings as they are: half of a surrogate pair may belong to the next event's. None if it is
    no JSON, or is nested too deeply to be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def parse_body(body: str | bytes) -> Any:
    """The value of a whole body, with valid Unicode in all its strings. None as `parse_json`."""
    text = body if isinstance(body, str) else body.decode("utf-8", errors="replace")
    value = parse_json(text.removeprefix("\ufeff"))
    try:
        return _valid(value) if "\\u" in text else value
    except RecursionError:
        return None


def _valid(value: Any) -> Any:
    match value:
        case str():
            return valid_unicode(value)
        case list():
            return [_valid(item) for item in value]
        case dict():
            return {valid_unicode(name): _valid(item) for name, item in value.items()}
    return value
