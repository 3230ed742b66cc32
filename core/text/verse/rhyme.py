"""English rhymes."""

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from itertools import islice, product

from core.text.verse.pronunciation import Phones, is_vowel, pronunciations, usual_words, words

LANGUAGES = frozenset({"en"})
"""Languages with rhyme data."""


class Rhyme(Enum):
    """The kind of rhyme between two line ends."""

    PERFECT = "perfect"
    """Equal sounds from the vowel with the main stress on, after different consonants: bucket, Nantucket."""
    NEAR = "near"
    """Related consonants (time, fine), the same consonant before (leave, believe) or a weak end (day, holiday)."""
    SAME = "same"
    """The same word."""
    NONE = "none"
    UNKNOWN = "unknown"
    """A last word is not in the dictionary."""


def has_rhyme_data(language: str) -> bool:
    """Tests for rhyme data of a language (`en`, `en-GB`)."""
    return language.replace("_", "-").partition("-")[0].lower() in LANGUAGES


def rhyming_part(word: str) -> str | None:
    """Returns the rhyming sounds of a word's most usual pronunciation, as ARPAbet without stress; None if unknown."""
    known = pronunciations(word)
    return " ".join(_part(known[0])[0]) if known else None


def rhymes(first: str, second: str) -> bool:
    """Tests two words, or the ends of two lines, for a perfect rhyme."""
    return rhyme(first, second) is Rhyme.PERFECT


def rhyme(first: str, second: str) -> Rhyme:
    """Compares two words or lines, by their best-matching pronunciations.

    A rhyme may span words: "clatter" and "shot at her". The American vowels of "cot" and "caught" count as the same.
    """
    ends = words(first)[-_REACH:], words(second)[-_REACH:]
    if not all(ends):
        return Rhyme.UNKNOWN
    if ends[0][-1].casefold().strip("'\u2019") == ends[1][-1].casefold().strip("'\u2019"):
        return Rhyme.SAME
    line_ends = [list(_line_ends(end)) for end in ends]
    if not all(line_ends):
        return Rhyme.UNKNOWN
    best = Rhyme.NONE
    for one, other in product(*line_ends):
        found = max(_compared(one, other), _compared(other, one), key=_ORDER.index)
        best = max(best, found, key=_ORDER.index)
    return best


def rhyme_words(word: str, *, level: int = 2, limit: int | None = None) -> list[str]:
    """Returns perfect rhymes of a word, everyday words first, then alphabetically; none if the word is unknown.

    `level` 1 means everyday words only; 2 adds words that most people know. Coarse words are left out.
    """
    found: dict[str, str] = {}
    for phones in pronunciations(word):
        part, onset = _part(phones)
        for other, other_onset, other_level in _index().get(part, ()):
            if other_onset != onset and int(other_level) <= level and other != word.casefold():
                found.setdefault(other, other_level)
    return list(islice(sorted(found, key=lambda other: (found[other], other)), limit))


_REACH = 4
"""The most words at the end of a line that a rhyme may span."""
_COMBINATIONS_LIMIT = 24
"""The most combinations of pronunciations that are tried for a line end."""
_WEAK_H = frozenset({"he", "her", "him", "his"})
"""Words whose h may be silent within a line."""
_ORDER = (Rhyme.NONE, Rhyme.NEAR, Rhyme.PERFECT)
_CONSONANTS = {
    phone: kind
    for kind, phones in enumerate(("M N NG", "P T K", "B D G", "F TH S SH CH", "V DH Z ZH JH", "L R"))
    for phone in phones.split()
}
_VOICED = {"P": "B", "T": "D", "K": "G", "F": "V", "TH": "DH", "S": "Z", "SH": "ZH", "CH": "JH"}


class _LineEnd:
    """The end of a line in one pronunciation: its phones, and the position of its last word among them."""

    def __init__(self, phones: Phones, last_word: int, beats: frozenset[int]) -> None:
        self.phones = phones
        self.sounds = _sounds(phones)
        self.starts = [last_word + start for start in _starts(phones[last_word:])]
        self._beats = beats

    def stressed(self, at: int) -> bool:
        """Tests for a vowel at `at` with the main stress of its word, or the only vowel of its word."""
        return at in self._beats

    def carries(self, at: int) -> bool:
        """Tests for a vowel at `at` that may carry a beat in verse: any stress, or two syllables after the stress."""
        if self.stressed(at) or self.phones[at][-1] == "2":
            return True
        vowels = [phone for phone in self.phones[:at] if is_vowel(phone)]
        return len(vowels) > 1 and vowels[-1][-1] == "0"

    def onset(self, at: int) -> str:
        """Returns the consonant before the vowel at `at`, or "" if there is none."""
        return self.sounds[at - 1] if at and not is_vowel(self.phones[at - 1]) else ""


def _line_ends(end: Sequence[str]) -> Iterable[_LineEnd]:
    """Yields the pronunciations of the last words of a line, back to the first unknown one; none if the last is."""
    known: list[tuple[Phones, ...]] = []
    for word in reversed(end):
        ways = pronunciations(word)
        if not ways:
            break
        if known or word != end[0]:
            ways = (*ways, *(way[1:] for way in ways if word.casefold() in _WEAK_H))
        known.insert(0, ways)
    if not known:
        return
    for chosen in islice(product(*known), _COMBINATIONS_LIMIT):
        phones: list[str] = []
        beats: set[int] = set()
        last = 0
        for way in chosen:
            last = len(phones)
            beats.update(last + at for at in _beats(way))
            phones.extend(way)
        yield _LineEnd(tuple(phones), last, frozenset(beats))


def _compared(one: _LineEnd, other: _LineEnd) -> Rhyme:
    """Compares the end of `one`'s last word with the end of `other`."""
    return max((_answered(one, start, other) for start in one.starts), key=_ORDER.index)


def _answered(one: _LineEnd, begin: int, other: _LineEnd) -> Rhyme:
    part = one.sounds[begin:]
    start = len(other.sounds) - len(part)
    if start < 0 or not is_vowel(other.phones[start]):
        return Rhyme.NONE
    answer = other.sounds[start:]
    both_stressed = one.stressed(begin) and other.stressed(start)
    if answer == part:
        distinct = one.onset(begin) != other.onset(start)
        if both_stressed:
            return Rhyme.PERFECT if distinct else Rhyme.NEAR
        return Rhyme.NEAR if one.carries(begin) and other.carries(start) else Rhyme.NONE
    return Rhyme.NEAR if both_stressed and all(map(_related, part, answer)) else Rhyme.NONE


def _related(one: str, other: str) -> bool:
    """Tests for equal sounds, or consonants that are formed alike or differ only in voice."""
    if one == other:
        return True
    kinds = _CONSONANTS.get(one), _CONSONANTS.get(other)
    return None not in kinds and (kinds[0] == kinds[1] or _VOICED.get(one) == other or _VOICED.get(other) == one)


def _sounds(phones: Phones) -> Phones:
    """Returns the phones without stress, with sounds merged that few speakers distinguish in verse."""
    made: list[str] = []
    for at, phone in enumerate(phones):
        sound = phone.rstrip("012")
        before_r = phones[at + 1 : at + 2] == ("R",)
        if sound == "AO" and not before_r:
            sound = "AA"
        if phone == "IH0" and not before_r:
            sound = "AH"
        made.append(sound)
    return tuple(made)


def _starts(phones: Phones) -> list[int]:
    """Returns the starts of a word's rhyming part: its main stress and, for a weak rhyme, its last vowel."""
    vowels = [at for at, phone in enumerate(phones) if is_vowel(phone)] or [0]
    return list(dict.fromkeys([*_beats(phones)[-1:], vowels[-1]]))


def _beats(phones: Phones) -> list[int]:
    """Returns the main stresses of a word: the marked ones, else the secondary ones, else the last vowel."""
    vowels = [at for at, phone in enumerate(phones) if is_vowel(phone)]
    main, secondary = ([at for at in vowels if phones[at].endswith(mark)] for mark in "12")
    return main or secondary or vowels[-1:]


def _part(phones: Phones) -> tuple[Phones, str]:
    """Returns the rhyming part and the consonant before it."""
    start = _starts(phones)[0]
    sounds = _sounds(phones)
    return sounds[start:], sounds[start - 1] if start and not is_vowel(phones[start - 1]) else ""


@cache
def _index() -> dict[Phones, list[tuple[str, str, str]]]:
    """Indexes the words for suggestions by rhyming part, each with the consonant before it and its level."""
    index: dict[Phones, list[tuple[str, str, str]]] = {}
    for word, level, ways in usual_words(2):
        if word.isalpha():
            part, onset = _part(ways[0])
            index.setdefault(part, []).append((word, onset, level))
    return index
