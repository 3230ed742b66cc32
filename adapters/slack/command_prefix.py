"""The prefix of slash commands in sentences.

The core knows commands by their own names. Where people type `/tb-imagine`, no sentence may send them to `/imagine`.
"""

from typing import TypeVar

from core.replies.command_names import renamed
from core.text.command_syntax import prefixed_name

Value = TypeVar("Value")


def prefixed(value: Value, prefix: str) -> Value:
    """A sentence, an event or a verdict with its command names as people type them after a slash."""
    return renamed(value, lambda name: prefixed_name(name, prefix)) if prefix else value


def slash_name(command: str, prefix: str) -> str:
    """A command's name with a slash and the prefix."""
    return f"/{prefixed_name(command, prefix)}"
