"""Commands typed as a line: `/imagine a red fox --seed 7`, in a mention, a direct message, Slack or a terminal.

The grammar is made for people and phones rather than for shells:

- The name comes first, with or without `/` or `!`. The longest known name wins: `troubadour models` before
  `troubadour`. `core.commands.typed_messages` says which messages are commands.
- An option is a separate word: `--seed 7`, `--seed=7`, `—seed 7` (phones turn two hyphens into a dash). Its name may
  have any case, and `-` or `_`. Before an unknown name a dash is prose. Two hyphens are text as well if the command
  takes text (`git commit --amend`), and an error if it takes none, or if the name is near that of an option.
- A value is a word, or anything in quotes, straight or curly. Within straight double quotes, `\\"` and `\\\\` stand for
  the character. An option without a value is a switch: `--private`, `--no-private`, `--private=no`.
- Everything else is the text and keeps its spacing, quotes and apostrophes. Options may stand before, after or in the
  middle of it. Anything in back-ticks is text. Double quotes around the whole text are not part of it: within them
  nothing is an option, and `\\"` and `\\\\` stand for the character. Single quotes may be apostrophes, so they stay.
- `--` alone, before the text or before something that would be an option, ends the options: the rest is the text,
  exactly as written. Elsewhere `--` is a dash.

Values stay strings here; the command's schema validates them.
"""

import re
from collections.abc import Mapping
from contextlib import suppress

from pydantic import JsonValue

from core.domain.errors import BadInput
from core.domain.sentences import CommandName, Quote, names
from core.text.command_spelling import NEAR_LETTERS, is_one_edit, nearest_name
from core.text.command_syntax import COMMAND_MARKS, CommandSyntax, OptionSyntax, ParsedCommand, folded_name, typed_name


def parse_options(line: str, commands: Mapping[str, CommandSyntax]) -> tuple[str, dict[str, JsonValue]]:
    """Parses a typed line and returns the command's name and its raw options, including the text.

    Raises `BadInput` as `parse_command` does.
    """
    parsed = parse_command(line, commands)
    options: dict[str, JsonValue] = dict(parsed.values)
    text_option = commands[parsed.command].text_option
    if text_option is not None and parsed.text is not None:
        options[text_option] = parsed.text
    return parsed.command, options


def find_command(line: str, commands: Mapping[str, CommandSyntax]) -> str | None:
    """Returns the full name of the command that a line begins with, or None if it begins with something else."""
    found = _find(line, commands)
    return found[0] if found else None


def has_own_option(line: str, commands: Mapping[str, CommandSyntax]) -> bool:
    """Tests for a line that begins with a command's name and has an option of that command, even if it is not valid."""
    found = _find(line, commands)
    if found is None:
        return False
    parser = _Parser(line, found[1], commands[found[0]])
    with suppress(BadInput):
        parser.parsed()
    return parser.has_option


def parse_command(line: str, commands: Mapping[str, CommandSyntax]) -> ParsedCommand:
    """Parses a line into a command with options and text.

    Raises `BadInput` for an unknown command or option, an option given twice, a missing or unexpected value, a
    quotation without an end, text that the command does not take, and text given both ways.
    """
    found = _find(line, commands)
    if found is None:
        raise _unknown_command(line, commands)
    name, end = found
    return _Parser(line, end, commands[name]).parsed()


_MARK = re.compile(rf"\s*[{COMMAND_MARKS}]?")
_OPTION = re.compile(r"(?P<dash>--|[\u2012-\u2015])(?P<name>[^\W\d_][\w-]*)(?P<equals>=)?(?(equals)|(?!\S))")
_END_OF_OPTIONS = re.compile(r"--(?!\S)")
_TICKS = re.compile(r"`+")
_SPACE = re.compile(r"\s*")
_BEFORE_WORD = re.compile(r"(?<!\S)(?=\S)")
CLOSERS = {
    '"': '"',
    "\u201c": '\u201c\u201d"',
    "\u201d": '\u201d"',
    "\u201e": '\u201c\u201d"',
    "\u00ab": "\u00bb",
    "\u300c": "\u300d",
    "'": "'",
    "\u2018": "\u2019'",
}
"""The characters that may close a quotation, by the one that opens it."""
_ESCAPED = re.compile(r'\\(["\\])')
_APOSTROPHES = "'\u2018"
_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


class _Parser:
    """Parses one line after its command's name, from left to right."""

    def __init__(self, line: str, start: int, syntax: CommandSyntax) -> None:
        self._line = line
        self._at = start
        self._syntax = syntax
        self._options = {folded_name(name): option for name, option in syntax.options.items()}
        if syntax.text_option is not None:
            self._options.setdefault(folded_name(syntax.text_option), OptionSyntax(syntax.text_option))
        self._values: dict[str, str | bool] = {}
        self._text = ""
        self._quotation: tuple[str, str] | None = None
        self._unmatched_ticks: set[int] = set()
        self.has_option = False

    def parsed(self) -> ParsedCommand:
        kept = self._at
        options_end = False
        while not options_end and (word := _BEFORE_WORD.search(self._line, self._at)):
            self._at = word.start()
            before = self._at
            options_end = self._ends_options(kept)
            if not options_end and not self._read_option():
                if not self._skip_quotation(kept):
                    self._skip_word()
                continue
            if options_end:
                self._at += len("--")
            self._keep(kept, before)
            kept = self._at
        self._keep(kept, len(self._line))
        text = self._text.strip()
        if self._quotation is not None and text == self._quotation[0]:
            text = self._quotation[1]
        return self._result(text)

    def _result(self, text: str) -> ParsedCommand:
        name = self._syntax.text_option
        if name is not None and (given := self._values.pop(name, None)) is not None:
            if text:
                raise BadInput("text-given-twice", option=typed_name(name), text=Quote(text=text))
            return ParsedCommand(self._syntax.name, self._values, str(given))
        if text and name is None:
            raise BadInput(
                "text-not-taken",
                command=CommandName(name=self._syntax.name),
                text=Quote(text=text),
                count=len(self._options),
                known=names([f"--{typed_name(option.name)}" for option in self._options.values()]),
            )
        return ParsedCommand(self._syntax.name, self._values, text or None)

    def _keep(self, start: int, end: int) -> None:
        """Adds the text between two options; of the white space around an option, the side with more lines stays."""
        after = self._line[start:end]
        if not self._text:
            self._text = after.lstrip()
            return
        before = self._text.rstrip()
        rest = after.lstrip()
        gaps = self._text[len(before) :], after[: len(after) - len(rest)]
        self._text = before + (gaps[1] if gaps[1].count("\n") > gaps[0].count("\n") else gaps[0] or gaps[1]) + rest

    def _ends_options(self, kept: int) -> bool:
        """Tests for a `--` here that ends the options. The text since `kept` is not in `_text` yet."""
        mark = _END_OF_OPTIONS.match(self._line, self._at)
        if mark is None:
            return False
        following = _SPACE.match(self._line, mark.end())
        if following is not None and self._is_option(following.end()):
            return True
        return not self._text and (kept == self._at or self._line[kept : self._at].isspace())

    def _is_option(self, at: int) -> bool:
        found = _OPTION.match(self._line, at)
        if found is None:
            return False
        return self._known(found["name"]) is not None or (found["dash"] == "--" and not self._is_text(found["name"]))

    def _is_text(self, name: str) -> bool:
        """Tests for an unknown name that is text, because the command takes text and no option is near."""
        folded = folded_name(name)
        return self._syntax.text_option is not None and not any(
            is_one_edit(folded, other)
            or (len(folded) >= NEAR_LETTERS and other.startswith(folded))
            or folded == f"no-{other}"
            for other in self._options
        )

    def _known(self, name: str) -> tuple[OptionSyntax, bool] | None:
        """Returns the option of this name, and the value that the name gives to a switch."""
        folded = folded_name(name)
        if option := self._options.get(folded):
            return option, True
        opposite = self._options.get(folded.removeprefix("no-")) if folded.startswith("no-") else None
        return (opposite, False) if opposite and not opposite.takes_value else None

    def _read_option(self) -> bool:
        """Reads the option at this position; returns False if there is none."""
        found = _OPTION.match(self._line, self._at)
        if found is None or not self._is_option(self._at):
            return False
        known = self._known(found["name"])
        if known is None:
            raise self._unknown_option(found["name"])
        self.has_option = True
        option, setting = known
        if option.name in self._values:
            raise BadInput("option-given-twice", option=typed_name(option.name))
        self._at = found.end()
        if option.takes_value:
            self._values[option.name] = self._read_value(option, equals=bool(found["equals"]))
        elif found["equals"]:
            self._values[option.name] = self._read_switch(option) is setting
        else:
            self._values[option.name] = setting
        return True

    def _read_switch(self, option: OptionSyntax) -> bool:
        value = self._read_value(option, equals=True)
        if value.casefold() in _YES | _NO:
            return value.casefold() in _YES
        raise BadInput("option-is-a-switch", option=typed_name(option.name), value=Quote(text=value))

    def _read_value(self, option: OptionSyntax, *, equals: bool) -> str:
        space = _SPACE.match(self._line, self._at)
        start = space.end() if space and not equals else self._at
        rest_is_option = not equals and (
            self._is_option(start) or re.compile(r"--(?:(?!\S)|[^\W\d_])").match(self._line, start)
        )
        if start == len(self._line) or self._line[start].isspace() or rest_is_option:
            raise BadInput("option-without-value", option=typed_name(option.name))
        if self._line[start] in CLOSERS and (value := self._read_quoted(option, start)) is not None:
            return value
        self._at = start
        self._skip_to_space()
        return self._line[start : self._at]

    def _read_quoted(self, option: OptionSyntax, start: int) -> str | None:
        """Reads the quotation that opens here; returns None if an apostrophe merely begins a word, as in 'tis."""
        end = self._quotation_end(start)
        if end is not None:
            self._at = end
            return self._quoted(start, end)
        if self._line[start] in _APOSTROPHES:
            return None
        raise BadInput("quotation-without-end", option=typed_name(option.name))

    def _skip_quotation(self, kept: int) -> bool:
        """Skips a quotation that may contain the whole text. The text since `kept` is not in `_text` yet."""
        start, opener = self._at, self._line[self._at]
        if self._text or self._line[kept:start].strip() or opener not in CLOSERS or opener in _APOSTROPHES:
            return False
        end = self._quotation_end(start)
        if end is None or not self._is_last(end):
            return False
        inside = self._line[start + 1 : end - 1]
        if set(_ESCAPED.sub("", inside) if opener == '"' else inside) & {opener, *CLOSERS[opener]}:
            return False  # quoted words at both ends are not one quotation
        self._at = end
        self._quotation = self._line[start:end], self._quoted(start, end)
        return True

    def _is_last(self, at: int) -> bool:
        """Tests for a position after which only options can follow."""
        space = _SPACE.match(self._line, at)
        following = space.end() if space else at
        return following == len(self._line) or self._is_option(following)

    def _quoted(self, start: int, end: int) -> str:
        """Returns the content of a quotation."""
        inside = self._line[start + 1 : end - 1]
        return _ESCAPED.sub(r"\1", inside) if self._line[start] == '"' else inside

    def _quotation_end(self, start: int) -> int | None:
        """Returns the position after the quotation that opens here, or None if it does not close."""
        opener = self._line[start]
        for closers in (CLOSERS[opener], "\u201c\u201d" if opener == '"' else ""):
            at = self._closing(start + 1, closers, escapes=opener == '"')
            if at is not None:
                return at + 1
        return None

    def _closing(self, start: int, closers: str, *, escapes: bool) -> int | None:
        at = start
        while at < len(self._line):
            if escapes and self._line[at] == "\\" and self._line[at + 1 : at + 2] in {'"', "\\"}:
                at += 2
                continue
            if self._line[at] in closers and (at + 1 == len(self._line) or self._line[at + 1].isspace()):
                return at
            at += 1
        return None

    def _skip_word(self) -> None:
        """Skips a word of the text; anything in back-ticks counts as one word."""
        begin = self._at
        self._skip_to_space()
        ticks = _TICKS.search(self._line, begin, self._at)
        if ticks is None or len(ticks[0]) in self._unmatched_ticks:
            return
        closing = re.compile(rf"(?<!`){ticks[0]}(?!`)").search(self._line, ticks.end())
        if closing is None:
            self._unmatched_ticks.add(len(ticks[0]))
        else:
            self._at = max(self._at, closing.end())

    def _skip_to_space(self) -> None:
        while self._at < len(self._line) and not self._line[self._at].isspace():
            self._at += 1

    def _unknown_option(self, name: str) -> BadInput:
        shown = [f"--{typed_name(option.name)}" for option in self._options.values()]
        nearest = nearest_name(f"--{folded_name(name)}", shown)
        command = CommandName(name=self._syntax.name)
        if not shown:
            return BadInput("no-options", command=command, option=name)
        if nearest is None:
            return BadInput("no-such-option", command=command, option=name, known=names(shown))
        written = re.compile(rf"(?:--|[\u2012-\u2015])\s*{re.escape(name)}(?![\w-])")
        mended = f"/{written.sub(nearest, self._line.strip().lstrip(COMMAND_MARKS), count=1)}"
        return BadInput(
            "no-such-option-but", command=command, option=name, nearest=nearest, known=names(shown), meant=mended
        )


def _find(line: str, commands: Mapping[str, CommandSyntax]) -> tuple[str, int] | None:
    mark = _MARK.match(line)
    start = mark.end() if mark else 0
    for name in sorted(commands, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, name.split()))
        if found := re.compile(rf"{words}(?!\S)", re.IGNORECASE).match(line, start):
            return name, found.end()
    return None


def _unknown_command(line: str, commands: Mapping[str, CommandSyntax]) -> BadInput:
    words = re.sub(rf"^[{COMMAND_MARKS}]", "", line.strip()).split()[:2]
    said = words[0] if words else ""
    family = [name for name in commands if name.casefold().startswith(f"{said.casefold()} ")] if said else []
    nearest = nearest_name(" ".join(words), family or commands) or nearest_name(said, commands)
    known = names([f"/{name}" for name in family or commands])
    name = Quote(text=" ".join(words) if family else said)
    if nearest is None or not said:
        return BadInput("no-such-command", name=name, known=known)
    return BadInput("no-such-command-but", name=name, nearest=CommandName(name=nearest))
