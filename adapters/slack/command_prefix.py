"""The prefix of slash commands in sentences.

The core knows commands by their own names. Where people type `/tb-imagine`, no sentence may send them to `/imagine`.
"""

import dataclasses
from typing import Any, TypeVar

from pydantic import BaseModel

from core.domain.sentences import CommandName, Names
from core.text.command_line import prefixed_name

Told = TypeVar("Told")


def prefixed(told: Told, prefix: str) -> Told:
    """A sentence, an event or a verdict with its command names as people type them after a slash."""
    return _prefixed(told, prefix) if prefix else told


def _prefixed(told: Any, prefix: str) -> Any:
    match told:
        case CommandName(name=name):
            return CommandName(name=prefixed_name(name, prefix))
        case Names(items=items):
            return Names(items=tuple(slash_name(each[1:], prefix) if each.startswith("/") else each for each in items))
        case BaseModel():
            fields = {name: getattr(told, name) for name in type(told).model_fields}
            return told.model_copy(update=_changed(fields, prefix))
        case tuple():
            return tuple(_prefixed(each, prefix) for each in told)
        case dict():
            return told | _changed(told, prefix)
    if dataclasses.is_dataclass(told) and not isinstance(told, type):
        fields = {field.name: getattr(told, field.name) for field in dataclasses.fields(told)}
        return dataclasses.replace(told, **_changed(fields, prefix))
    return told


def _changed(fields: dict[str, Any], prefix: str) -> dict[str, Any]:
    made = {name: _prefixed(value, prefix) for name, value in fields.items()}
    return {name: value for name, value in made.items() if value is not fields[name]}


def slash_name(command: str, prefix: str) -> str:
    """A command's name with a slash and the prefix."""
    return f"/{prefixed_name(command, prefix)}"
