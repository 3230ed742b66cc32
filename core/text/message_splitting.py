"""Splitting of long Markdown into messages, at sensible places. Every character is kept exactly once."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.text.graphemes import boundary_before, utf16_length
from core.text.markdown_lines import FENCED, OPENER, TABLE, Fence, Line, LineKind, open_fence, parse_lines
from core.text.sentence_splitting import sentence_ends, split_sentences, word_ends

__all__ = ["MINIMUM_LIMIT", "Piece", "pieces", "rejoin", "split", "split_sentences", "utf16_length"]

MINIMUM_LIMIT = 32
"""The smallest limit: room to re-open and close a fence around one character, in the units of any encoding."""

Length = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: `body` comes from the text, `prefix` re-opens a code fence and `suffix` closes one."""

    body: str
    prefix: str = ""
    suffix: str = ""

    @property
    def text(self) -> str:
        """The text to send."""
        return self.prefix + self.body + self.suffix


def split(text: str, limit: int, *, length: Length = len) -> list[str]:
    """Splits a text into strings of at most `limit`; see `pieces`."""
    return [piece.text for piece in pieces(text, limit, length=length)]


def pieces(text: str, limit: int, *, length: Length = len) -> list[Piece]:
    """Splits a text into pieces of at most `limit` by `length`. None is empty or ends inside a code fence.

    Cuts are between paragraphs, else lines, else sentences, else words, else graphemes. A code block or table that
    fits into one piece is not cut, and neither is a table row or line of code that fits. A fence that the text leaves
    open is closed, too. A piece is white space alone only if the text has more of it in a row than a piece holds.

    `length` must be additive over concatenation and give 1 to 4 for each character: `len`, `utf16_length` or the size
    in UTF-8. Raises ValueError if `limit` is below `MINIMUM_LIMIT`.
    """
    if limit < MINIMUM_LIMIT:
        raise ValueError(f"a piece needs a limit of at least {MINIMUM_LIMIT}")
    return list(_Cutter(text, limit, length).pieces())


def rejoin(parts: Sequence[Piece]) -> str:
    """Returns the text that the pieces were made of."""
    return "".join(part.body for part in parts)


_HEADS = frozenset({LineKind.OPENER, LineKind.TABLE_HEAD})
_FENCE_LIKE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:`{3}|~{3})")
_FENCE_REACH = 80
"""The number of characters after a cut that are searched for a fence, so that hostile text costs linear time."""


def _under_heading(found: Sequence[Line]) -> list[bool]:
    """Returns a flag for each line: True if a heading is directly above it, apart from blank lines."""
    under: list[bool] = []
    heading = False
    for line in found:
        under.append(heading)
        heading = line.kind is LineKind.HEADING or (heading and line.kind is LineKind.BLANK)
    return under


class _Cutter:
    def __init__(self, text: str, limit: int, length: Length) -> None:
        self._text = text
        self._limit = limit
        self._length = length
        self._lines = parse_lines(text)
        self._under_heading = _under_heading(self._lines)
        self._content_end = len(text.rstrip()) or len(text)

    def pieces(self) -> Iterator[Piece]:
        start, first = 0, 0
        while start < len(self._text):
            while self._lines[first].end <= start:
                first += 1
            prefix = self._prefix(start, self._lines[first])
            piece = self._piece(start, first, prefix)
            yield piece
            start += len(piece.body)

    def _piece(self, start: int, first: int, prefix: str) -> Piece:
        whole = self._made(prefix, start, len(self._text)) if len(self._text) - start <= self._limit else None
        if whole and self._fits(whole):
            return whole
        window_end = self._window_end(start, self._limit - self._length(prefix))
        for end in self._preferences(start, first, window_end):
            piece = self._made(prefix, start, end)
            if self._fits(piece):
                return piece
        end = window_end
        if self._content_end <= end < len(self._text):  # a piece of white space alone would be left
            end = max(start + 1, self._content_end - 1)
        while True:
            end = start + (boundary_before(self._text[start : end + 1], end - start) or end - start)
            piece = self._made(prefix, start, end)
            if self._fits(piece) or end == start + 1:
                return piece
            # One character less may shorten the closer, too, and a character is at most four units.
            end = max(start + 1, end - max(1, (self._length(piece.text) - self._limit) // 8))

    def _made(self, prefix: str, start: int, end: int) -> Piece:
        body = self._text[start:end]
        fence = open_fence(prefix + body)
        if fence is None:
            return Piece(body, prefix)
        return Piece(body, prefix, ("" if body.endswith("\n") else "\n") + fence.lead + fence.marker)

    def _fits(self, piece: Piece) -> bool:
        return self._length(piece.text) <= self._limit

    def _window_end(self, start: int, room: int) -> int:
        """Returns the furthest end at which the body alone fits into `room`."""
        low, high = start + 1, min(len(self._text), start + room)
        while low < high:
            middle = (low + high + 1) // 2
            if self._length(self._text[start:middle]) <= room:
                low = middle
            else:
                high = middle - 1
        return low

    def _prefix(self, at: int, line: Line) -> str:
        """Returns the prefix that a piece from `at`, in `line`, needs so that code stays code."""
        fence = line.fence
        inside = at > line.start
        if fence is None or (line.kind is LineKind.OPENER and not inside):
            return ""
        if line.kind is LineKind.OPENER:
            opener = OPENER.match(self._text, line.start)
            if opener is None or at < opener.end("marker"):
                return ""
            # The rest of the line stays words after the marker.
            return self._shortest(fence, [f"{fence.lead}{fence.marker} "])
        tail = "\n" + (fence.lead if inside and fence.depth else "")
        head = fence.lead + fence.marker
        return self._shortest(fence, [head + fence.language + tail, head + tail])

    def _shortest(self, fence: Fence, prefixes: Sequence[str]) -> str:
        """Returns the first prefix that, with its closer, takes at most half of the piece; else a bare prefix."""
        closer = self._length(fence.lead + fence.marker) + 1
        for prefix in prefixes:
            if self._length(prefix) + closer <= self._limit // 2:
                return prefix
        return fence.marker[:3] + "\n"

    def _preferences(self, start: int, first: int, window_end: int) -> Iterator[int]:
        """Yields possible ends of a piece from `start`, the best first."""
        window = self._within(first, window_end)
        if (block := self._block_to_spare(start, window)) is not None:
            yield block
        ranks = self._ranked(start, window, window_end)
        last = self._lines[window[-1]]
        if last.start < window_end and self._length(self._text[last.start : last.end]) > self._limit:
            # The line must be cut anyway: any place is better than one that strands something.
            ranks.pop()
        half = start + (window_end - start) // 2
        for floor in (half, start):
            for positions in ranks:
                yield from (at for at in reversed(positions) if at > floor)

    def _within(self, first: int, window_end: int) -> range:
        """Returns the lines of a window, and the line that begins where the window ends."""
        last = first
        while last < len(self._lines) and self._lines[last].start <= window_end:
            last += 1
        return range(first, last)

    def _block_to_spare(self, start: int, window: range) -> int | None:
        """Returns the start of the code block or table that the window would cut, if one piece can hold it."""
        torn = window[-1]
        kinds = next((kinds for kinds in (FENCED, TABLE) if self._lines[torn].kind in kinds), None)
        if kinds is None or self._lines[torn].kind in _HEADS:
            return None
        head = torn
        while self._lines[head].kind not in _HEADS and self._lines[head].start > start:
            head -= 1
        begin = self._lines[head].start
        tail = torn
        while self._goes_on(tail, kinds) and self._lines[tail].end - begin <= self._limit:
            tail += 1
        at = self._lines[self._above_heading(head)].start
        fits = self._length(self._text[begin : self._lines[tail].end]) <= self._limit
        return at if fits and at > start and self._sensible(start, at) else None

    def _goes_on(self, index: int, kinds: frozenset[LineKind]) -> bool:
        """Tests for another line of the same block after a line."""
        if index + 1 == len(self._lines) or self._lines[index].kind is LineKind.CLOSER:
            return False
        return self._lines[index + 1].kind in kinds - _HEADS

    def _above_heading(self, index: int) -> int:
        """Returns the first of the headings directly above a line, or the line itself, so no heading is left behind."""
        above = index
        while above > 0 and self._lines[above - 1].kind in {LineKind.HEADING, LineKind.BLANK}:
            above -= 1
            if self._lines[above].kind is LineKind.HEADING:
                index = above
        return index

    def _ranked(self, start: int, window: range, window_end: int) -> list[list[int]]:
        """Returns lists of positions in (start, window_end], ascending, in order of preference.

        The order is: paragraphs, lines, lines of code after a blank one, all table rows and lines of code, sentences,
        words, and last the positions that strand something: a heading at the end, a fence without its code, a table
        without its head.
        """
        ranks: list[list[int]] = [[] for _ in range(7)]
        paragraphs, plain, code_paragraphs, rows, sentence_cuts, words, stranding = ranks
        for index in window:
            line = self._lines[index]
            if line.start > start and self._sensible(start, line.start):
                previous = self._lines[index - 1]
                if self._strands(index):
                    stranding.append(line.start)
                elif line.kind in {LineKind.CODE, LineKind.CLOSER}:
                    blank = not self._text[previous.start : previous.end].strip()
                    (code_paragraphs if blank else rows).append(line.start)
                elif line.kind in TABLE and previous.kind in TABLE:
                    rows.append(line.start)
                elif line.kind is not LineKind.BLANK and (
                    previous.kind in {LineKind.BLANK, LineKind.CLOSER}
                    or line.kind in {LineKind.OPENER, LineKind.HEADING, LineKind.TABLE_HEAD}
                ):
                    paragraphs.append(line.start)
                else:
                    plain.append(line.start)
            if line.kind in {LineKind.TEXT, LineKind.HEADING} or (
                line.start <= start and line.kind is not LineKind.OPENER
            ):
                self._rank_inside(line, start, window_end, sentence_cuts, words)
        return ranks

    def _rank_inside(self, line: Line, start: int, window_end: int, sentence_cuts: list[int], words: list[int]) -> None:
        begin = max(start, line.start)
        # A little beyond the window, because the end of a sentence depends on the next character.
        part = self._text[begin : min(line.end - 1, window_end + 2)]
        for ends, positions in ((sentence_ends(part), sentence_cuts), (word_ends(part), words)):
            for end in ends:
                at = begin + end
                if start < at <= window_end and self._sensible(start, at) and not self._looks_fenced(at):
                    positions.append(at)

    def _looks_fenced(self, at: int) -> bool:
        """Tests for a message start at `at` that would look like a code block that the text does not have."""
        return _FENCE_LIKE.match(self._text, at, at + _FENCE_REACH) is not None

    def _sensible(self, start: int, at: int) -> bool:
        """Tests for a cut that leaves neither this piece nor the rest as white space alone."""
        return at < self._content_end and not self._text[start:at].isspace()

    def _strands(self, index: int) -> bool:
        line, previous = self._lines[index], self._lines[index - 1]
        if previous.kind is LineKind.OPENER or line.kind in {LineKind.CLOSER, LineKind.TABLE_RULE}:
            return True
        return self._under_heading[index] and line.kind not in {LineKind.HEADING, LineKind.BLANK}
