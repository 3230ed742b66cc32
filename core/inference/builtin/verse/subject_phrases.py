"""Subjects as phrases of English: their article, capitals and number, and people and places among them."""

import re
from functools import cache

from core.inference.builtin.painting.vocabulary import SUBJECT_WORDS
from core.inference.builtin.verse.prepared_lines import prepared_lines
from core.text.verse import pronunciations, syllables

_LONGEST = 6
"""The most syllables of a subject in a first line."""
_DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "this",
        "that",
        "these",
        "those",
        "some",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "many",
        "every",
        "no",
    ]
)
_COMMON = _DETERMINERS | SUBJECT_WORDS.keys()
_SINGULAR = frozenset(["a", "an", "this", "that", "every"])
_PLURALS = frozenset(
    ["cattle", "children", "feet", "geese", "men", "mice", "oxen", "people", "teeth", "women", "wolves"]
)
_ALSO_WORDS = frozenset(
    ["art", "bill", "china", "dick", "florence", "frank", "georgia", "grace", "heather", "jack", "java", "jean", "june",
     "mark", "may", "max", "rex", "ruth", "sue", "turkey", "victor", "will"]
)  # fmt: skip
"""Names that are words as well, or may be, where they are written small."""
_STOPS = re.compile(
    r"\b(?:in|on|at|with|under|over|near|by|from|of|who|that|which|and|where|when|to|behind|beside|through)\b"
)


def subject_phrase(subject: str) -> str:
    """The subject with its article, as the end of a first line; "" if it is too long or has no known pronunciation."""
    subject = _uncapitalised(subject)
    words = subject.split()
    known = [at for at, word in enumerate(words) if word in SUBJECT_WORDS]
    tries = [words, _STOPS.split(subject)[0].split(), _STOPS.split(subject)[0].split()[-2:], words[-1:]]
    if known:
        tries[1:1] = [words[: known[0] + 1], words[known[0] : known[0] + 1]]
    for attempt in tries:
        if not attempt or not pronunciations(attempt[-1]) or syllables(" ".join(attempt)) > _LONGEST:
            continue
        if attempt[-1] in _DETERMINERS:
            continue
        is_named = attempt[0][0].isupper() or attempt[-1][0].isupper()
        if is_named or attempt[0] in _DETERMINERS or _is_possessive(attempt[0]) or is_plural(" ".join(attempt)):
            return " ".join(attempt)
        return f"{indefinite_article(attempt[0])} {' '.join(attempt)}"
    return ""


def _uncapitalised(subject: str) -> str:
    """The subject with the capitals of names, and without those that say nothing: of its first word, and of a text in
    which every word has one."""
    words = subject.split()
    shouted = len(words) > 1 and all(word[0].isupper() for word in words) and words[0].lower() in _COMMON
    if shouted or len(words) == 1:
        return " ".join(_as_name(word) or word.lower() for word in words)
    if words and (words[0].lower() in _COMMON or not words[1][0].isupper()):
        words[0] = _as_name(words[0]) or words[0].lower()
    return " ".join(_as_name(word) or (word if word.istitle() else word.lower()) for word in words)


def _as_name(word: str) -> str | None:
    """A word as a known name, with its capital; None for other words, and for small ones that need not be a name."""
    bare = re.sub(r"['\u2019]s$", "", word)
    if bare.capitalize() not in _names("given_names.txt") | _names("place_names.txt") or bare.lower() in _COMMON:
        return None
    if bare == bare.lower() and bare in _ALSO_WORDS:
        return None
    return f"{bare.capitalize()}{word[len(bare) :].lower()}"


_OF_PEOPLE = ("keeper", "maker", "monger", "ologist", "player", "seller", "smith", "woman")
"""Endings of what people are. Others, such as -er and -ist, are those of things, too."""


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "\u2019s"))


def is_person(phrase: str) -> bool:
    """True for a phrase that ends with a person's name, or begins with one, and for what people are: Mary Poppins, my
    friend Bob, Bob the builder, a lighthouse keeper in love."""
    words = phrase.split()
    named = _names("given_names.txt")
    if words[0] in named or words[-1] in named or (len(words) > 1 and words[-1].istitle() and words[0].istitle()):
        return True
    noun = (_STOPS.split(phrase)[0] or phrase).split()[-1].lower()
    return noun in _names("occupations.txt") or noun.endswith(_OF_PEOPLE)


def is_place(phrase: str) -> bool:
    """True for the name of a place: Wales, New York."""
    return not is_person(phrase) and phrase.split()[-1] in _names("place_names.txt") and phrase.istitle()


@cache
def _names(file: str) -> frozenset[str]:
    return frozenset(name for line in prepared_lines(file) for name in line.split())


def indefinite_article(word: str) -> str:
    """The indefinite article by the word's first sound: an hour, a unicorn. The sounds are ARPAbet's."""
    sounds = pronunciations(word)
    vowel = sounds[0][0][0] in "AEIOU" if sounds else word[0] in "aeiou"
    return "an" if vowel else "a"


def is_plural(phrase: str) -> bool:
    """Tests for several things: the noun before “in” or “who” is a plural, and no article makes it one."""
    words = (_STOPS.split(phrase)[0] or phrase).split()
    if words[0] in _SINGULAR or words[-1][0].isupper():
        return False
    noun = words[-1]
    return noun in _PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))


def is_definite(phrase: str) -> bool:
    """True for one that is known: no article, or another one than “a”."""
    first = phrase.split()[0]
    return first not in ("a", "an") and (first[0].isupper() or first in _DETERMINERS or _is_possessive(first))
