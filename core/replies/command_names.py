"""Command names in sentences, on platforms where people know commands by other names than the core."""

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from core.domain.sentences import CommandName, Names, Sentence

Value = TypeVar("Value")
Rename = Callable[[str], str]
"""Returns the name of a command on the platform. What follows the name, such as an option, stays."""


def renamed(value: Value, rename: Rename) -> Value:
    """A sentence, an event or a verdict with its command names as the platform has them."""
    return _renamed(value, rename)  # type: ignore[no-any-return]


def _renamed(value: Any, rename: Rename) -> Any:
    match value:
        case str() | int() | float() | bytes() | None:
            return value
        case CommandName(name=name):
            return CommandName(name=rename(name))
        case Names(items=items):
            return Names(items=tuple(_renamed_item(each, rename) for each in items))
        case BaseModel():
            changed = _changed({name: getattr(value, name) for name in type(value).model_fields}, rename)
            return value.model_copy(update=changed) if changed else value
        case tuple():
            return tuple(_renamed(each, rename) for each in value)
        case dict():
            return value | _changed(value, rename)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **_changed(fields, rename))
    return value


def _renamed_item(item: str | Sentence, rename: Rename) -> str | Sentence:
    if isinstance(item, Sentence):
        return renamed(item, rename)
    return f"/{rename(item[1:])}" if item.startswith("/") else item


def _changed(fields: dict[str, Any], rename: Rename) -> dict[str, Any]:
    made = {name: _renamed(value, rename) for name, value in fields.items()}
    return {name: value for name, value in made.items() if value is not fields[name]}
