"""Commands of a group that only administrators can use: `/troubadour-admin pause` for `troubadour pause`.

Discord hides whole commands from people who lack a permission, but no subcommands. So these subcommands have a command
of their own (https://docs.discord.com/developers/interactions/application-commands#permissions).
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from core.commands.schema import Command
from core.replies.command_names import renamed
from core.text.command_syntax import COMMAND_MARKS

SUFFIX = "-admin"
_LINE = re.compile(rf"(\s*[{COMMAND_MARKS}]?)(\S+)(.*)", re.DOTALL)
Value = TypeVar("Value")


def discord_name(declared: Command) -> str:
    """Returns the name that a command has on Discord."""
    group, space, member = declared.name.partition(" ")
    return f"{group}{SUFFIX} {member}" if declared.admin and space else declared.name


class AdminCommands:
    """The names on Discord of a registry's commands."""

    def __init__(self, registry: Iterable[Command]) -> None:
        self._registry = registry

    def shown(self, name: str) -> str:
        """Returns a command's name as people see it. What follows the name stays."""
        group, _, rest = name.partition(" ")
        member, _, _ = rest.partition(" ")
        return f"{group}{SUFFIX} {rest}" if f"{group} {member}" in self._names else name

    def declared(self, line: str) -> str:
        """Returns a typed line, or a command's name, with the name of the declaration."""
        found = _LINE.fullmatch(line)
        group = found[2].casefold().removesuffix(SUFFIX) if found else ""
        if found is None or found[2].casefold() != f"{group}{SUFFIX}" or group not in self._groups:
            return line
        return f"{found[1]}{group}{found[3]}"

    def rename(self, value: Value) -> Value:
        """Returns a sentence, an event or a verdict with the names as people see them."""
        return renamed(value, self.shown)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(each.name for each in self._registry if discord_name(each) != each.name)

    @cached_property
    def _groups(self) -> frozenset[str]:
        return frozenset(name.partition(" ")[0] for name in self._names)
