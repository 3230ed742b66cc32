"""The prefix of slash commands in sentences.

The core knows commands by their own names. Where people type `/tb-imagine`, no sentence may send them to `/imagine`.
"""

import dataclasses
from typing import Any, TypeVar

from pydantic import BaseModel

from core.domain.sentences import CommandName, Names
from core.text.typed_commands import prefixed_name

Value = TypeVar("Value")


def prefixed(value: Value, prefix: str) -> Value:
    """A sentence, an event or a verdict with its command names as people type them after a slash."""
    return _prefixed(value, prefix) if prefix else value


def _prefixed(value: Any, prefix: str) -> Any:
    match value:
        case CommandName(name=name):
            return CommandName(name=prefixed_name(name, prefix))
        case Names(items=items):
            return Names(items=tuple(slash_name(each[1:], prefix) if each.startswith("/") else each for each in items))
        case BaseModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            return value.model_copy(update=_changed(fields, prefix))
        case tuple():
            return tuple(_prefixed(each, prefix) for each in value)
        case dict():
            return value | _changed(value, prefix)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **_changed(fields, prefix))
    return value


def _changed(fields: dict[str, Any], prefix: str) -> dict[str, Any]:
    made = {name: _prefixed(value, prefix) for name, value in fields.items()}
    return {name: value for name, value in made.items() if value is not fields[name]}


def slash_name(command: str, prefix: str) -> str:
    """A command's name with a slash and the prefix."""
    return f"/{prefixed_name(command, prefix)}"
