"""The names and options of commands, and commands as they were typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

COMMAND_MARKS = "/!\uff0f\uff01"
"""The characters before a command's name; Japanese keyboards type the wide ones."""


@dataclass(frozen=True, slots=True)
class OptionSyntax:
    """An option by its full name; it is a switch if it takes no value."""

    name: str
    takes_value: bool = True


@dataclass(frozen=True, slots=True)
class CommandSyntax:
    """A command: its name, which may contain a space, the option that the text fills, and all options by name.

    `text_option` can be given by name, even if it is not among the options.
    """

    name: str
    text_option: str | None = None
    options: Mapping[str, OptionSyntax] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """A parsed line: the command's full name, its options except the text, and the text, None if there is none."""

    command: str
    values: dict[str, str | bool] = field(default_factory=dict)
    text: str | None = None


def folded_name(name: str) -> str:
    """Returns an option's name as it is compared: in small letters, with hyphens."""
    return name.casefold().replace("_", "-")


def prefixed_name(command: str, prefix: str) -> str:
    """Returns a command's name with a prefix; the group whose name is the prefix does not get it twice."""
    group, space, member = command.partition(" ")
    return command if group == prefix.rstrip("-_") else f"{prefix}{group}{space}{member}"


def typed_name(name: str) -> str:
    """Returns an option's name as people type it, without its dashes: `negative-prompt`."""
    return name.replace("_", "-")
