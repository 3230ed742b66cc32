"""Messages to the bot, read as commands or as talk.

In a mention, a direct message or a thread a message is a command if

1. its first word is `/` or `!` plus a command's name: `!imagine a fox`, `!troubadour usage`;
2. it is nothing but a command's name: `imagine`, `troubadour usage`, `help`; or
3. it begins with a command's name and has at least one of that command's own options: `imagine a fox --seed 7`.

`//` or `!!` at the beginning says a `/` or `!` and runs nothing: `//imagine is a command`.

`/` or `!` before a word one letter away from a name asks whether that command was meant. Everything else is talk:
ordinary English never runs a command by accident. Slack intercepts a `/` before it reaches the bot and refuses it in
threads (https://docs.slack.dev/interactivity/implementing-slash-commands), which is why there is `!`.
"""

import re
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from core.commands.schema import Command
from core.domain.errors import BadInput
from core.domain.request import QuotedMessage
from core.domain.sentences import CommandName, Quote
from core.text.command_spelling import is_one_edit
from core.text.command_syntax import COMMAND_MARKS, CommandSyntax, prefixed_name
from core.text.typed_commands import find_command, has_own_option, parse_options

TALK = "chat"
GROUP = "troubadour"
CONTEXT_BREAK = "\n\n"
HELP = "troubadour help"
_FIRST_WORD = re.compile(rf"(?P<mark>[{COMMAND_MARKS}]?)(?P<word>\S*)\s*")
_ESCAPES = tuple(mark * 2 for mark in COMMAND_MARKS)
_ESCAPED = re.compile(rf"[{COMMAND_MARKS}]{{2}}[^\W\d_]")
_HELP_WORD = re.compile(r"(?:(?:--|[\u2012-\u2015])?help|\?)", re.IGNORECASE)
_HELP_OPTION = re.compile(r"(?:--|[\u2012-\u2015])help", re.IGNORECASE)


def read_message(
    line: str, syntaxes: Mapping[str, CommandSyntax], prefix: str = ""
) -> tuple[str, dict[str, JsonValue]]:
    """The command of a message and its raw options; talk is a message for `chat`.

    `prefix` is what the platform's slash commands begin with; typed commands may have it as well. Raises `BadInput`
    for options that the command does not understand, and for a marked word that is nearly a command's name.
    """
    line = line.strip()
    if line[:2] in _ESCAPES:
        return talk(line[1:] if _ESCAPED.match(line) else line, syntaxes)
    first = _FIRST_WORD.match(line)
    if first is None or not first["word"]:
        return talk(line, syntaxes)
    word = without_prefix(first["word"], syntaxes, prefix).casefold()
    rest = line[first.end() :]
    full = f"{HELP if word == 'help' else word} {rest}".strip()
    if word == GROUP and not rest:
        return HELP, {}
    if first["mark"]:
        if word in _first_words(syntaxes):
            return parse_line(full, syntaxes)
        if near := next((name for name in _first_words(syntaxes) if is_one_edit(word, name)), None):
            meant = CommandName(name=HELP if near == "help" else near)
            mended = f"{first['mark']}{near}{line[first.end('word') :]}"
            raise BadInput("no-such-command-but", name=Quote(text=first["word"]), nearest=meant, meant=mended)
        return talk(line, syntaxes)
    name = find_command(full, syntaxes)
    if name is not None and (
        full.casefold().split() == name.split() or (word != "help" and _is_command(full, name, syntaxes))
    ):
        return parse_line(full, syntaxes)
    return talk(line, syntaxes)


def talk(line: str, syntaxes: Mapping[str, CommandSyntax]) -> tuple[str, dict[str, JsonValue]]:
    """A line as a message for `chat`."""
    return TALK, {syntaxes[TALK].text_option or "message": line.strip()}


def as_talk(message: str) -> str:
    """A message for `chat` as the line that says it: what begins like a command gets a second mark."""
    return f"{message[0]}{message}" if _ESCAPED.match(message[:1] + message) else message


def with_context(
    declared: Command, given: Mapping[str, JsonValue], seen: str, quoted: Sequence[QuotedMessage]
) -> dict[str, JsonValue]:
    """The raw options of a message with what it shows besides its own words, such as tables and previews (`seen`).

    Talk gets both, and its request has the quoted messages. A command that makes something gets the first that there is
    in place of missing words: `!translate` in reply to a message. What the option cannot take is left out.
    """
    text = declared.positional if declared.moment is None else None
    said = str(given.get(text) or "") if text else ""
    if declared.name != TALK and not seen:
        seen = CONTEXT_BREAK.join(each.text for each in quoted if each.text)
    limit = next((each.max_length for each in declared.parameters if each.name == text), None)
    room = (limit or len(said) + len(seen) + len(CONTEXT_BREAK)) - len(said) - len(CONTEXT_BREAK)
    makes = declared.name == TALK or (bool(declared.spends) and not said)
    if text is None or not seen or room <= 0 or not makes:
        return dict(given)
    return {
        **given,
        text: CONTEXT_BREAK.join(filter(None, (said, seen if len(seen) <= room else f"{seen[: room - 1]}\u2026"))),
    }


def parse_line(line: str, syntaxes: Mapping[str, CommandSyntax]) -> tuple[str, dict[str, JsonValue]]:
    """The command at the start of a line, and its options. A lone `help` after a command's name asks for its help.
    Raises `BadInput`."""
    name, words = find_command(line, syntaxes), line.split()
    if name is not None and len(words) == len(name.split()) + 1 and _HELP_WORD.fullmatch(words[-1]):
        return HELP, {syntaxes[HELP].text_option or "command": name}
    return parse_options(line, syntaxes)


def without_prefix(word: str, syntaxes: Mapping[str, CommandSyntax], prefix: str) -> str:
    """The first word of a command's name for one that may have the prefix of the platform's slash commands."""
    bare = word.casefold().removeprefix(prefix.casefold())
    names = _first_words(syntaxes)
    return bare if prefix and bare in names and prefixed_name(bare, prefix) == word.casefold() else word


def _is_command(line: str, name: str, syntaxes: Mapping[str, CommandSyntax]) -> bool:
    """Tests for a line without a mark that has an option of the command with which it begins."""
    words = line.split()
    asks_help = len(words) == len(name.split()) + 1 and _HELP_OPTION.fullmatch(words[-1]) is not None
    return asks_help or has_own_option(line, syntaxes)


def _first_words(syntaxes: Mapping[str, CommandSyntax]) -> list[str]:
    """The words with which a typed command can begin. `help` stands for the help of the group."""
    return [*dict.fromkeys(name.split()[0] for name in syntaxes), "help"]
