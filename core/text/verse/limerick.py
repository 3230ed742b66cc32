"""A check of limericks: five lines, the rhyme scheme AABBA, and long and short lines."""

import re
from dataclasses import dataclass

from core.domain.sentences import Quote, Sentence, say
from core.text.sanitising import clean
from core.text.verse.pronunciation import syllable_range, words
from core.text.verse.rhyme import Rhyme, has_rhyme_data, rhyme

LINES = 5
LONG, SHORT = range(6, 13), range(3, 10)
"""The allowed syllables of lines 1, 2 and 5, and of lines 3 and 4; 8 or 9, and 5 or 6, are usual."""


@dataclass(frozen=True, slots=True)
class LimerickReport:
    """The result of a check: `problems` for the author of the limerick, none if `ok`.

    `scheme` has one letter for each line, the same letter for lines that rhyme, and `?` for a last word that is not in
    the dictionary. It is empty if the language has no rhyme data.
    """

    ok: bool
    problems: tuple[Sentence, ...]
    scheme: str


def check_limerick(text: str, language: str = "en") -> LimerickReport:
    """Checks a limerick; blank lines, Markdown around a line and line numbers do not count.

    Lines 1, 2 and 5 must rhyme, and lines 3 and 4, perfectly or nearly. Line 5 may end with the word of line 1 or 2, as
    in Edward Lear's limericks. A word that is not in the dictionary counts as rhyming if one pair is known to rhyme.
    Rhyme and syllables are checked only if `language` has rhyme data. Never raises.
    """
    verses = _verses(text)
    known = has_rhyme_data(language)
    scheme = _scheme(verses) if known else ""
    if len(verses) != LINES:
        return LimerickReport(False, (say("limerick-line-count", count=len(verses)),), scheme)
    problems = (*_rhyme_problems(verses, scheme), *_metre_problems(verses)) if known else ()
    return LimerickReport(not problems, problems, scheme)


_MARKS_BEFORE, _MARKS_AFTER = ' \t>*_#~|`"\u201c-', " \t*_~|`"
_NUMBER = re.compile(r"\d[.):]\s")
_LINES_LIMIT = 24
"""The most lines in a scheme; a text with more is not a limerick."""


def _verses(text: str) -> list[str]:
    lines = [line.lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER) for line in clean(text).split("\n")]
    return [_NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line for line in lines if words(line)]


def _scheme(verses: list[str]) -> str:
    letters: list[str] = []
    fresh = 0
    for at, verse in enumerate(verses[:_LINES_LIMIT]):
        found = [rhyme(earlier, verse) for earlier in verses[:at]]
        letter = next((letters[i] for i, kind in enumerate(found) if kind in _RHYMING), None)
        if letter is None and rhyme(verse, _ANY_WORD) is Rhyme.UNKNOWN:
            letter = "?"
        if letter is None:
            letter = chr(ord("A") + fresh)
            fresh += 1
        letters.append(letter)
    return "".join(letters)


_RHYMING = frozenset({Rhyme.PERFECT, Rhyme.NEAR, Rhyme.SAME})
_ANY_WORD = "rhyme"


def _rhyme_problems(verses: list[str], scheme: str) -> list[Sentence]:
    one, two, three, four, five = verses
    opening, middle = rhyme(one, two), rhyme(three, four)
    closing = {rhyme(one, five), rhyme(two, five)}
    problems = []
    if opening in {Rhyme.NONE, Rhyme.SAME}:
        problems.append(_pair(verses, 1, 2, opening))
    if middle in {Rhyme.NONE, Rhyme.SAME}:
        problems.append(_pair(verses, 3, 4, middle))
    if closing == {Rhyme.NONE}:
        problems.append(_pair(verses, 1, 5, Rhyme.NONE))
    if not problems and not {opening, middle, *closing} & {Rhyme.PERFECT, Rhyme.NEAR}:
        problems.append(say("limerick-rhymes-unknown"))
    if not problems and len(set(scheme)) == 1 and "?" not in scheme:
        problems.append(say("limerick-one-rhyme"))
    return problems


def _pair(verses: list[str], one: int, other: int, found: Rhyme) -> Sentence:
    last, other_last = (Quote(text=words(verses[line - 1])[-1]) for line in (one, other))
    if found is Rhyme.SAME:
        return say("limerick-same-word", line=one, other=other, word=last)
    return say("limerick-does-not-rhyme", line=one, other=other, word=last, other_word=other_last)


def _metre_problems(verses: list[str]) -> list[Sentence]:
    ranges = [syllable_range(verse) for verse in verses]
    problems = []
    for line, (fewest, most) in enumerate(ranges, 1):
        allowed = SHORT if line in {3, 4} else LONG
        if most < allowed.start or fewest >= allowed.stop:
            count = fewest if fewest >= allowed.stop else most
            problems.append(
                say("limerick-syllables", line=line, count=count, fewest=allowed.start, most=allowed.stop - 1)
            )
    longest = max(ranges[line][1] for line in (0, 1, 4))
    shortest = min(ranges[line][0] for line in (2, 3))
    if not problems and shortest >= longest:
        problems.append(say("limerick-short-lines"))
    return problems
