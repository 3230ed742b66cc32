"""JSON from servers, which may be anything else."""

import json
from collections.abc import Iterable
from typing import Any

from core.text.valid_unicode import valid_unicode

NESTING = 100
"""The deepest value that is read. What providers send has a dozen levels."""


def parse_json(text: str | bytes) -> Any:
    """The value, with its strings as they are: half of a surrogate pair may belong to the next event's. None if it is
    no JSON, or nested too deeply."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if _may_be_too_deep(text) and _is_too_deep(value) else value


def parse_body(body: str | bytes) -> Any:
    """The value of a whole body, with valid Unicode in all its strings. None as `parse_json`."""
    text = body if isinstance(body, str) else body.decode("utf-8", errors="replace")
    value = parse_json(text.removeprefix("\ufeff"))
    return with_valid_unicode(value) if "\\u" in text else value


def with_valid_unicode(value: Any) -> Any:
    """A JSON value, with valid Unicode in all its strings."""
    match value:
        case str():
            return valid_unicode(value)
        case list():
            return [with_valid_unicode(item) for item in value]
        case dict():
            return {valid_unicode(name): with_valid_unicode(item) for name, item in value.items()}
    return value


def _may_be_too_deep(text: str | bytes) -> bool:
    """False if the text has too few brackets for that, as nearly every event of a stream."""
    if isinstance(text, str):
        return text.count("{") + text.count("[") > NESTING
    return text.count(b"{") + text.count(b"[") > NESTING


def _is_too_deep(value: Any) -> bool:
    level = _containers([value])
    for _ in range(NESTING):
        level = [item for each in level for item in _containers(each.values() if isinstance(each, dict) else each)]
        if not level:
            return False
    return True


def _containers(items: Iterable[Any]) -> list[Any]:
    return [item for item in items if isinstance(item, dict | list)]
