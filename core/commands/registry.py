"""The registry: all commands by name."""

from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from core.commands.schema import Command
from core.domain.errors import BadInput
from core.domain.sentences import Quote, names
from core.entry_points import load_entry_points
from core.i18n.rendering import load_messages
from core.text.command_syntax import CommandSyntax

ENTRY_POINTS = "troubadour.commands"


class Registry:
    """All commands by name."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands: dict[str, Command] = {}
        for declared in commands:
            if declared.name in self._commands:
                raise ValueError(f"two commands are called {declared.name!r}")
            self._commands[declared.name] = declared

    def __iter__(self) -> Iterator[Command]:
        """The commands that people can give."""
        return (declared for declared in self._commands.values() if declared.listed)

    def find(self, name: str) -> Command | None:
        """The command of that name, or None."""
        return self._commands.get(name)

    def get(self, name: str) -> Command:
        """The command of that name. Raises `BadInput` naming the known ones."""
        try:
            return self._commands[name]
        except KeyError:
            known = names([f"/{known.name}" for known in self])
            raise BadInput("no-such-command", name=Quote(text=name), known=known) from None

    @property
    def syntaxes(self) -> dict[str, CommandSyntax]:
        """The syntax of each command for the parser of typed commands, by name."""
        return {declared.name: declared.syntax for declared in self}

    def schema(self) -> list[JsonValue]:
        """The neutral schema of all commands."""
        return [declared.schema() for declared in self]


def declared_commands() -> list[Command]:
    """The commands of installed packages, the built-in ones first, with their sentences.

    Raises TypeError where an entry point names something else.
    """
    found = load_entry_points(ENTRY_POINTS, Command)
    for declared in found:
        if declared.messages is not None:
            load_messages(declared.messages)
    return found
