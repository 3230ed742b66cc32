"""Colours for the code in a streamed answer, with Pygments."""

import re

from pygments import highlight
from pygments.formatters import TerminalFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<language>[\w+#.-]*)[^\n]*")
"""The line that opens a block of code (https://spec.commonmark.org/0.31.2/#fenced-code-blocks)."""
_MAY_BE_FENCE = re.compile(r" {0,3}(?:`{0,2}|~{0,2}|`{3,}[^`]*|~{3,}.*)")
LINES_LIMIT = 400
"""The length of a block up to which each line is read with those before it, which know of open strings and comments."""


class CodeColours:
    """Colours fenced code of Markdown as it streams. Other text passes as it comes, and a line of code when it ends."""

    def __init__(self) -> None:
        self._line = ""
        self._passing = False
        self._fence = ""
        self._lexer: Lexer | None = None
        self._code: list[str] = []

    def add(self, piece: str) -> str:
        """Adds a piece. Returns what can be shown now."""
        return "".join(self._add(each) for each in piece.splitlines(keepends=True))

    def close(self) -> str:
        """The end of the text, whose last line has no line end."""
        line, self._line = self._line, ""
        return self._coloured(line) if line and self._fence else line

    def _add(self, piece: str) -> str:
        if not piece.endswith("\n"):
            return self._started(piece)
        if self._passing:
            self._passing = False
            return piece
        line, self._line = self._line + piece, ""
        return self._ended(line.removesuffix("\n")) + "\n"

    def _started(self, piece: str) -> str:
        """The beginning of a line, or more of it."""
        if self._passing:
            return piece
        self._line += piece
        if self._fence or _MAY_BE_FENCE.fullmatch(self._line):
            return ""
        line, self._line, self._passing = self._line, "", True
        return line

    def _ended(self, line: str) -> str:
        """A whole line that was held back."""
        if self._fence:
            closing = line.strip(" \t")
            if len(closing) >= len(self._fence) and set(closing) == {self._fence[0]}:
                self._fence, self._lexer, self._code = "", None, []
                return line
            return self._coloured(line)
        if found := _FENCE.fullmatch(line):
            self._fence, self._lexer = found["fence"], _lexer(found["language"])
        return line

    def _coloured(self, line: str) -> str:
        if self._lexer is None:
            return line
        self._code = [*self._code, line] if len(self._code) < LINES_LIMIT else [line]
        coloured = highlight("\n".join(self._code), self._lexer, TerminalFormatter())
        return str(coloured).removesuffix("\n").rpartition("\n")[2]


def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False) if language else None
    except ClassNotFound:
        return None
