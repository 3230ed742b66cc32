"""The operator's deny-list: words that are refused in prompts and withheld from answers.

It is a UTF-8 file with one entry on each line; empty lines and lines that begin with `#` are ignored:

    some phrase         these words, in any writing and with anything between them
    stem*               every word that begins with these letters
    /colou?r[0-9]+/     a regular expression

Matching uses the text as its reader sees it: Markdown within a word is left out, and the text is folded
(`core.text.folding`), so that case, accents, styled letters and look-alikes make no difference. A regular expression is
therefore written in lower-case letters without accents. It has RE2's syntax (https://github.com/google/re2/wiki/Syntax),
which always takes linear time and therefore has neither look-around nor back-references.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from core.domain.errors import NotAllowed, OperatorError
from core.text.folding import Folded, fold, look_alikes

PATTERN_REACH = 100
"""The greatest assumed length of a regular expression's match, in characters, while an answer is being written."""
_LETTER = r"[\w\u0900-\u0963\u0966-\u0dff\u3099\u309a]"
"""Of words; vowel signs of Indic scripts and voicing marks of Japanese, which `\\w` leaves out, belong to them."""
_MARKUP = re.compile(r"(?<=[^\W_])(?:[*~`|\\\[]|\]\([^()\s]{0,300}\)|</?[a-z]{1,10}>)+(?=[^\W_])")
"""Signs of Markdown and HTML between two letters, which no reader sees."""
_WORD = re.compile(rf"{_LETTER}+")
_SPACELESS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts that write words without spaces between them, or endings behind them: a word has no edge there."""


class Match(Protocol):
    """A match of a pattern."""

    def span(self) -> tuple[int, int]:
        """Its begin and end in the text."""
        ...


class Pattern(Protocol):
    """A compiled pattern, of `re` or of RE2."""

    def finditer(self, text: str, /) -> Iterable[Match]:
        """All matches in the text, in order."""
        ...


@dataclass(frozen=True)
class DenyList:
    """The compiled entries: phrases under their first word, and patterns that need a search.

    `reach` is the approximate greatest length of a match in characters, which decides how much text must be known
    ahead.
    """

    phrases: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    patterns: tuple["Pattern", ...] = ()
    reach: int = 0

    def __bool__(self) -> bool:
        return bool(self.phrases or self.patterns)

    @classmethod
    def parse(cls, lines: Iterable[str], name: str) -> "DenyList":
        """Reads entries; errors call the list `name`. Raises `OperatorError` naming the line."""
        look_alikes()
        phrases: dict[str, list[list[str]]] = {}
        patterns, reach = [], 0
        for number, line in enumerate(lines, start=1):
            entry = line.strip().removeprefix("\ufeff")
            if not entry or entry.startswith("#"):
                continue
            try:
                compiled = _compiled(entry)
            except ValueError as error:
                raise OperatorError(f"Line {number} of {name} cannot be used: {error}.") from error
            if isinstance(compiled, list):
                phrases.setdefault(compiled[0], []).append(compiled)
            else:
                patterns.append(compiled)
            reach = max(reach, PATTERN_REACH if entry.startswith("/") else 2 * len(entry))
        return cls(phrases, tuple(patterns), reach)

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
        """The begin and end of every match in the text, in order; no match lies within another."""
        if not self:
            return []
        folded = _as_seen(text)
        found = [*self._phrases_in(folded.text), *self._patterns_in(folded.text)]
        merged: list[tuple[int, int]] = []
        for begin, end in sorted((folded.origin[begin], folded.origin[end - 1] + 1) for begin, end in found):
            if merged and begin < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((begin, end))
        return merged

    def _phrases_in(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(_WORD.finditer(text.replace("_", " "))) if self.phrases else []
        for at, word in enumerate(words):
            for phrase in self.phrases.get(word[0], ()):
                following = words[at : at + len(phrase)]
                if [each[0] for each in following] == phrase:
                    yield word.start(), following[-1].end()

    def _patterns_in(self, text: str) -> Iterator[tuple[int, int]]:
        for pattern in self.patterns:
            yield from (span for span in (match.span() for match in pattern.finditer(text)) if span[0] < span[1])

    def denies(self, text: str) -> bool:
        """True if anything matches."""
        return bool(self.find(text))

    def check(self, texts: Iterable[str]) -> None:
        """Raises `NotAllowed` if anything in the texts of a request matches."""
        if any(self.denies(text) for text in texts):
            raise NotAllowed("denied-prompt")


NOTHING_DENIED = DenyList()


def _as_seen(text: str) -> Folded:
    """The folded text without Markdown in its words."""
    folded = fold(text)
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for markup in _MARKUP.finditer(folded.text):
        pieces.append(folded.text[at : markup.start()])
        origin += folded.origin[at : markup.start()]
        at = markup.end()
    return Folded("".join([*pieces, folded.text[at:]]), [*origin, *folded.origin[at:]]) if at else folded


def _compiled(entry: str) -> Pattern | list[str]:
    """A pattern, or the words of a phrase. Raises ValueError, worded for the operator."""
    if entry.startswith("/"):
        if len(entry) < 3 or not entry.endswith("/"):
            raise ValueError("a pattern stands between two slashes")
        return _linear(entry[1:-1])
    open_end = entry.endswith("*")
    words = _WORD.findall(fold(entry).text.replace("_", " "))
    if not words:
        raise ValueError("there is neither a letter nor a digit in it")
    first, last = _spaceless(words[0][0]), _spaceless(words[-1][-1])
    if not (open_end or first or last):
        return words
    before = "" if first else r"(?<![^\W_])"
    after = "" if open_end or last else r"(?![^\W_])"
    return re.compile(before + r"[\W_]+".join(map(re.escape, words)) + after)


def _linear(expression: str) -> Pattern:
    """A pattern of RE2. Raises ValueError, worded for the operator."""
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        pattern = re2.compile(expression, options)
    except re2.error as error:
        (reason,) = error.args  # in bytes
        raise ValueError(f"the pattern is not a regular expression of RE2 ({reason.decode()})") from error
    if pattern.search(""):
        raise ValueError("the pattern matches everything")
    return cast("Pattern", pattern)


def _spaceless(letter: str) -> bool:
    return unicodedata.name(letter, "").split(" ")[0] in _SPACELESS
