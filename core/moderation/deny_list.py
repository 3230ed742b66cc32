"""The operator's deny-list: words that are refused in prompts and withheld from answers.

It is a UTF-8 file with one entry on each line; empty lines and lines that begin with `#` are ignored:

    some phrase         these words, in any writing and with anything between them
    stem*               every word that begins with these letters
    /colou?r[0-9]+/     a regular expression

Matching uses folded text (`core.text.folding`): case, accents, styled letters and look-alikes make no difference. A
regular expression is therefore written in lower-case letters without accents.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.errors import NotAllowed, OperatorError
from core.text.folding import fold

PATTERN_REACH = 100
"""The greatest assumed length of a regular expression's match, in characters, while an answer is being written."""
_LETTER = r"[\w\u0900-\u0963\u0966-\u0dff\u3099\u309a]"
"""Of words; vowel signs of Indic scripts and voicing marks of Japanese, which `\\w` leaves out, belong to them."""
_WORD = re.compile(rf"{_LETTER}+")
_SPACELESS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts that write words without spaces between them, or endings behind them: a word has no edge there."""


@dataclass(frozen=True)
class DenyList:
    """The compiled entries: phrases under their first word, and patterns that need a search.

    `reach` is the approximate greatest length of a match in characters, which decides how much text must be known
    ahead.
    """

    phrases: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    patterns: tuple[re.Pattern[str], ...] = ()
    reach: int = 0

    def __bool__(self) -> bool:
        return bool(self.phrases or self.patterns)

    @classmethod
    def parse(cls, lines: Iterable[str], name: str) -> "DenyList":
        """Reads entries; errors call the list `name`. Raises `OperatorError` naming the line."""
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
        """True if anything matches."""
        return bool(self.find(text))

    def check(self, texts: Iterable[str]) -> None:
        """Raises `NotAllowed` if anything in the texts of a request matches."""
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
