"""The lines of a Markdown text, each with its kind: fence, code, table, heading, blank or other text.

This follows CommonMark 0.31 and GFM, but is more lenient, because models write loosely: a fence may be indented by any
width and stand in a list item or a quotation, and a table's delimiter row may have a different number of cells than
its header. Lines end with `\\n` only; `core.text.sanitising.clean` ensures that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto


class LineKind(Enum):
    """The kind of a line."""

    TEXT = auto()
    BLANK = auto()
    HEADING = auto()
    OPENER = auto()
    CODE = auto()
    CLOSER = auto()
    TABLE_HEAD = auto()
    TABLE_RULE = auto()
    TABLE_ROW = auto()


FENCED = frozenset({LineKind.OPENER, LineKind.CODE, LineKind.CLOSER})
TABLE = frozenset({LineKind.TABLE_HEAD, LineKind.TABLE_RULE, LineKind.TABLE_ROW})


@dataclass(frozen=True, slots=True)
class Fence:
    """An open code fence.

    `lead` is the white space and quotation marks before the marker (with spaces in place of a list's bullet), `marker`
    is three or more "`" or "~", and `language` is the first word after it.
    """

    lead: str
    marker: str
    language: str

    @property
    def depth(self) -> int:
        """The number of quotations around it."""
        return self.lead.count(">")


@dataclass(frozen=True, slots=True)
class Line:
    """A line from `start` to `end`, with its line end; `fence` is the fence that it opens, closes or stands in."""

    start: int
    end: int
    kind: LineKind
    fence: Fence | None = None


OPENER = re.compile(
    r"(?P<lead>[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)"
    r"(?P<marker>`{3,}(?=[^`\n]*$)|~{3,})[ \t]*(?P<language>[^\s`]*)",
    re.MULTILINE,
)
_CLOSER = re.compile(r"(?P<lead>[ \t>]*)(?P<marker>`{3,}|~{3,})[ \t\r]*\n?")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]*)*")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}(?:[ \t]|$)")
TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t\r]*\n?")


def parse_lines(text: str) -> list[Line]:
    """Returns every line of the text, in order, without gaps."""
    found: list[Line] = []
    fence: Fence | None = None
    for start, end in _spans(text):
        kind, after = classify(fence, text[start:end])
        found.append(Line(start, end, kind, (after if kind is LineKind.OPENER else fence) if kind in FENCED else None))
        fence = after
    _mark_tables(text, found)
    return found


def open_fence(text: str) -> Fence | None:
    """Returns the fence that is still open at the end of the text."""
    fence: Fence | None = None
    for start, end in _spans(text):
        _, fence = classify(fence, text[start:end])
    return fence


def classify(fence: Fence | None, line: str) -> tuple[LineKind, Fence | None]:
    """Returns the kind of a line, except for tables, given the fence open before it, and the fence open after it."""
    if fence is not None and (not fence.depth or _depth(line) >= fence.depth):
        return (LineKind.CLOSER, None) if _closes(fence, line) else (LineKind.CODE, fence)
    if opener := OPENER.match(line):
        lead = re.sub(r"[^\s>]", " ", opener["lead"])
        return LineKind.OPENER, Fence(lead, opener["marker"], opener["language"])
    if not line.strip():
        return LineKind.BLANK, None
    return (LineKind.HEADING if _HEADING.match(line) else LineKind.TEXT), None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield start, end
        start = end


def _mark_tables(text: str, found: list[Line]) -> None:
    at = 0
    while at + 1 < len(found):
        head, rule = found[at], found[at + 1]
        if not (
            _has_cells(text, head) and _has_cells(text, rule) and TABLE_RULE.fullmatch(text[rule.start : rule.end])
        ):
            at += 1
            continue
        found[at] = replace(head, kind=LineKind.TABLE_HEAD)
        found[at + 1] = replace(rule, kind=LineKind.TABLE_RULE)
        at += 2
        while at < len(found) and _has_cells(text, found[at]):
            found[at] = replace(found[at], kind=LineKind.TABLE_ROW)
            at += 1


def _has_cells(text: str, line: Line) -> bool:
    return line.kind is LineKind.TEXT and text.find("|", line.start, line.end) >= 0


def _depth(line: str) -> int:
    quoted = _QUOTED.match(line)
    return quoted[0].count(">") if quoted else 0


def _closes(fence: Fence, line: str) -> bool:
    closer = _CLOSER.fullmatch(line)
    return closer is not None and closer["marker"].startswith(fence.marker) and closer["lead"].count(">") == fence.depth
