"""Sentence splitting, to cut long text and to speak it sentence by sentence."""

import re
from collections.abc import Iterator

from core.text.graphemes import boundary_before

_END = re.compile(
    r"""
    # A run of marks with closing quotes and brackets; only its first mark is tried, which keeps the time linear.
      (?<![.!?\u2026\u203d\u061f\u06d4\u0964\u0965])
      (?P<latin>[.!?\u2026\u203d\u061f\u06d4\u0964\u0965]++)["'\u201d\u2019\u00bb)\]*_]*+\s++
    # Chinese and Japanese put no white space after it.
    | [\u3002\uff01\uff1f\uff61\uff0e]++["'\u201d\u2019\u300d\u300f\u3011\uff09)]*+\s*+
    # The end of a paragraph, or of a line before a list item, a quotation, a table row or a heading.
    | \n[ \t]*+\n\s*+
    | \n(?=[ \t]*+(?:[-*+>|\#]|\d{1,3}[.)]\s))
    """,
    re.VERBOSE,
)
_CLAUSE = re.compile(r"[,;:\u2013\u2014)]+\s+|[\u3001\uff0c\uff1b\uff1a\u060c]|\n")
_WORD = re.compile(r"\s+")

# Titles and references that do not end a sentence before a full stop, in the languages of the bot.
_ABBREVIATED = """
mr mrs ms mx dr prof st jr sr rev hon gen col capt lt sgt gov sen rep pres messrs mt ft no nos vol vols fig figs ed eds
pp p ch sec eq cf vs viz al approx ca est inc ltd co corp dept univ e.g i.e a.m p.m u.s u.k jan feb mar apr jun jul aug
sep sept oct nov dec hr hrn fr frl nr bzw z.b d.h u.a usw evtl ggf inkl vgl str mme mlle mm art av sra srta dra ud uds
pág núm ej ex sto sta exmo
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_BEFORE = re.compile(r"([^\W\d_](?:[\w.]*\w)?)$")
_LOOK_BACK = 16
"""The number of characters before a full stop that are searched for an abbreviation."""


def split_sentences(text: str, limit: int = 240) -> list[str]:
    """Splits a text into sentences of at most `limit` characters, each with the white space that follows it.

    Joined, they are exactly the text. A sentence over the limit is cut after a clause, else after a word, else after a
    grapheme. White space before the first sentence stays with it. A piece is white space alone only if the text has
    nothing else, or more white space in a row than the limit. Raises ValueError if `limit` is below 1.
    """
    if limit < 1:
        raise ValueError("a sentence needs a limit of at least 1")
    ends = [*sentence_ends(text), len(text)]
    found: list[str] = []
    start = 0
    for end in ends:
        if end > start and (end == len(text) or text[start:end].strip()):
            found.extend(_within(text[start:end], limit))
            start = end
    return found


def sentence_ends(text: str) -> Iterator[int]:
    """Yields the position after each sentence and its white space except the last sentence, ascending."""
    for match in _END.finditer(text):
        if match.end() < len(text) and not _goes_on(text, match):
            yield match.end()


def word_ends(text: str) -> Iterator[int]:
    """Yields the position after each run of white space, ascending."""
    for match in _WORD.finditer(text):
        yield match.end()


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Tests for a full stop of an abbreviation, an initial, a list number or an ellipsis in mid-sentence."""
    if not match["latin"]:
        return False
    following = text[match.end()]
    if following.islower() and match["latin"][-1] in ".\u2026":
        return True
    if match["latin"] != ".":
        return False
    start = max(0, match.start() - _LOOK_BACK)
    before = text[start : match.start()]
    line = before[before.rfind("\n") + 1 :]
    if line.strip().isdigit() and (start == 0 or "\n" in before):
        return True
    word = _BEFORE.search(before)
    if word is None:
        return False
    return word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1 and word[1].isupper() and word[1] != "I")


def _within(sentence: str, limit: int) -> Iterator[str]:
    while len(sentence) > limit:
        end = _last_end(_CLAUSE, sentence, limit) or _last_end(_WORD, sentence, limit)
        end = end or boundary_before(sentence, limit) or limit
        yield sentence[:end]
        sentence = sentence[end:]
    if sentence:
        yield sentence


def _last_end(pattern: re.Pattern[str], sentence: str, limit: int) -> int:
    """Returns the end of the last match in the second half of the window, or 0 if there is none."""
    ends = [match.end() for match in pattern.finditer(sentence, limit // 2, limit)]
    return ends[-1] if ends and sentence[: ends[-1]].strip() else 0
