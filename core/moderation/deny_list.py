"""The operator's deny-list: what is refused in prompts, and withheld from answers.

A file of UTF-8, one entry a line; empty lines and those that begin with `#` say nothing:

    some phrase         these words, whatever stands between them and however they are written
    stem*               every word that begins so
    /colou?r[0-9]+/     a regular expression

Everything is compared folded (`core.text.folding`): case, accents, styled letters and look-alikes do not matter. A
regular expression is searched for in folded text, so it is written in lower-case letters without accents.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.errors import NotAllowed, OperatorError
from core.text.folding import fold

PATTERN_REACH = 100
"""How many characters a match of a regular expression is taken to have at most, while an answer is being written."""
_LETTER = r"[^\W_]"
_SPACELESS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts that write words without spaces between them, or endings behind them: a word has no edge there."""


@dataclass(frozen=True)
class DenyList:
    """Compiled entries. `reach` is how many characters a match has at most, about: so much must be known ahead."""

    patterns: tuple[re.Pattern[str], ...] = ()
    reach: int = 0

    def __bool__(self) -> bool:
        return bool(self.patterns)

    @classmethod
    def parse(cls, lines: Iterable[str], name: str) -> "DenyList":
        """Reads entries; `name` is what the list is called in errors. Raises `OperatorError` naming the line."""
        patterns, reach = [], 0
        for number, line in enumerate(lines, start=1):
            entry = line.strip().removeprefix("\ufeff")
            if not entry or entry.startswith("#"):
                continue
            try:
                patterns.append(_compiled(entry))
            except ValueError as error:
                raise OperatorError(f"Line {number} of {name} cannot be used: {error}.") from error
            reach = max(reach, PATTERN_REACH if entry.startswith("/") else 2 * len(entry))
        return cls(tuple(patterns), reach)

    @classmethod
    def read(cls, path: Path) -> "DenyList":
        """Reads a file. Raises `OperatorError`."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OperatorError(
                f"The deny-list {path} cannot be read ({error}): it is a text file in UTF-8 with one word, phrase or "
                "/pattern/ a line."
            ) from error
        return cls.parse(text.splitlines(), str(path))

    def find(self, text: str) -> list[tuple[int, int]]:
        """Where in the text something matches: begin and end, in order, none within another."""
        if not self.patterns:
            return []
        folded = fold(text)
        spans = sorted(
            (folded.origin[found.start()], folded.origin[found.end() - 1] + 1)
            for pattern in self.patterns
            for found in pattern.finditer(folded.text)
            if found.end() > found.start()
        )
        merged: list[tuple[int, int]] = []
        for begin, end in spans:
            if merged and begin < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((begin, end))
        return merged

    def denies(self, text: str) -> bool:
        """Whether anything matches."""
        return bool(self.find(text))

    def check(self, texts: Iterable[str]) -> None:
        """Raises `NotAllowed` where anything in what somebody asks for matches."""
        if any(self.denies(text) for text in texts):
            raise NotAllowed("denied-prompt")


NOTHING_DENIED = DenyList()


def _compiled(entry: str) -> re.Pattern[str]:
    """Raises ValueError, worded for the operator."""
    if entry.startswith("/"):
        if len(entry) < 3 or not entry.endswith("/"):
            raise ValueError("a pattern stands between two slashes")
        try:
            pattern = re.compile(entry[1:-1], re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"the pattern is not a regular expression ({error})") from error
        if pattern.search(""):
            raise ValueError("the pattern matches everything")
        return pattern
    open_end = entry.endswith("*")
    words = re.findall(rf"{_LETTER}+", fold(entry).text)
    if not words:
        raise ValueError("there is neither a letter nor a digit in it")
    first, last = words[0][0], words[-1][-1]
    before = "" if _spaceless(first) else rf"(?<!{_LETTER})"
    after = "" if open_end or _spaceless(last) else rf"(?!{_LETTER})"
    return re.compile(before + r"[\W_]+".join(map(re.escape, words)) + after)


def _spaceless(letter: str) -> bool:
    return unicodedata.name(letter, "").split(" ")[0] in _SPACELESS
