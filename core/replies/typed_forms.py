"""Forms as lines that people type, for platforms without forms."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from core.commands.schema import Command
from core.domain.sentences import Quote, Sentence, say
from core.text.command_lines import format_command
from core.text.command_syntax import CommandSyntax, ParsedCommand, typed_name


def typed_form(command: Command, filled: Mapping[str, JsonValue], syntaxes: Mapping[str, CommandSyntax]) -> str:
    """The line of a command with its filled options."""
    values: dict[str, str | bool] = {}
    for parameter in command.parameters:
        value: Any = filled.get(parameter.name)
        if value is not None and parameter.kind != "attachment" and not parameter.positional:
            values[parameter.name] = value if isinstance(value, bool) else str(value)
    text = filled.get(command.positional or "")
    return format_command(ParsedCommand(command.name, values, str(text) if text else None), syntaxes)


def asked_in_words(
    command: Command, filled: Mapping[str, JsonValue], syntaxes: Mapping[str, CommandSyntax]
) -> Sentence:
    """Asks for the options of a form: the line to change and send, with a placeholder for each missing option."""
    missing = [
        f"<{parameter.name}>" if parameter.positional else f"--{typed_name(parameter.name)} <{parameter.name}>"
        for parameter in command.parameters
        if parameter.required and parameter.kind != "attachment" and filled.get(parameter.name) is None
    ]
    line = " ".join([typed_form(command, filled, syntaxes), *missing])
    return say("form-in-words", line=Quote(text=line))
