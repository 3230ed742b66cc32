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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.errors import NotAllowed, OperatorError
from core.text.folding import fold

PATTERN_REACH = 100
"""How many characters a match of a regular expression is taken to have at most, while an answer is being written."""
_LETTER = r"[\w\u0900-\u0963\u0966-\u0dff\u3099\u309a]"
"""Of words; vowel signs of Indic scripts and voicing marks of Japanese, which `\\w` leaves out, belong to them."""
_WORD = re.compile(rf"{_LETTER}+")
_SPACELESS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts that write words without spaces between them, or endings behind them: a word has no edge there."""


@dataclass(frozen=True)
class DenyList:
    """Compiled entries: phrases of whole words by their first one, and what only a search finds.

    `reach` is how many characters a match has at most, about: so much must be known ahead.
    """

    phrases: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    patterns: tuple[re.Pattern[str], ...] = ()
    reach: int = 0

    def __bool__(self) -> bool:
        return bool(self.phrases or self.patterns)

    @classmethod
    def parse(cls, lines: Iterable[str], name: str) -> "DenyList":
        """Reads entries; `name` is what the list is called in errors. Raises `OperatorError` naming the line."""
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
        """Where in the text something matches: begin and end, in order, none within another."""
        if not self:
            return []
        folded = fold(text)
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
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    yield match.span()

    def denies(self, text: str) -> bool:
        """Whether anything matches."""
        return bool(self.find(text))

    def check(self, texts: Iterable[str]) -> None:
        """Raises `NotAllowed` where anything in what somebody asks for matches."""
        if any(self.denies(text) for text in texts):
            raise NotAllowed("denied-prompt")


NOTHING_DENIED = DenyList()


def _compiled(entry: str) -> re.Pattern[str] | list[str]:
    """A pattern, or the words of a phrase. Raises ValueError, worded for the operator."""
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
    words = _WORD.findall(fold(entry).text.replace("_", " "))
    if not words:
        raise ValueError("there is neither a letter nor a digit in it")
    first, last = _spaceless(words[0][0]), _spaceless(words[-1][-1])
    if not (open_end or first or last):
        return words
    before = "" if first else r"(?<![^\W_])"
    after = "" if open_end or last else r"(?![^\W_])"
    return re.compile(before + r"[\W_]+".join(map(re.escape, words)) + after)


def _spaceless(letter: str) -> bool:
    return unicodedata.name(letter, "").split(" ")[0] in _SPACELESS
