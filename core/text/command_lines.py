"""Lines that `core.text.typed_commands` parses to a given command."""

import re
from collections.abc import Mapping

from core.domain.errors import BadInput
from core.text.command_syntax import CommandSyntax, ParsedCommand, folded_name, typed_name
from core.text.typed_commands import CLOSERS, parse_command

_DASHES = "-\u2012\u2013\u2014\u2015"


def format_command(parsed: ParsedCommand, commands: Mapping[str, CommandSyntax]) -> str:
    """Writes a line that `parse_command` parses to exactly this, with as little quoting as possible.

    Raises ValueError if no line does, for example because the command or an option is not among `commands`.
    """
    syntax = commands[parsed.command]
    words = [f"/{parsed.command}", *(_worded(syntax, name, value) for name, value in parsed.values.items())]
    lines = [" ".join(words)]
    if parsed.text is not None:
        lines = [" ".join([*words, parsed.text]), " ".join([*words, "--", parsed.text])]
        if syntax.text_option is not None:
            lines.append(" ".join([*words, f"--{typed_name(syntax.text_option)} {_quoted(parsed.text)}"]))
    for line in lines:
        try:
            if parse_command(line, commands) == parsed:
                return line
        except BadInput:
            continue
    raise ValueError(f"no line says {parsed}")


def _worded(syntax: CommandSyntax, name: str, value: str | bool) -> str:
    shown = typed_name(name)
    if value is True:
        return f"--{shown}"
    if value is False:
        taken = any(folded_name(other) == f"no-{folded_name(name)}" for other in syntax.options)
        return f"--{shown}=no" if taken else f"--no-{shown}"
    if not value or re.search(r"\s", value) or value[0] in CLOSERS:
        return f"--{shown} {_quoted(value)}"
    return f"--{shown}={value}" if value[0] in _DASHES else f"--{shown} {value}"


def _quoted(value: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
