"""What rhymes in English."""

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from itertools import islice, product

from core.text.verse.pronunciation import Phones, is_vowel, pronunciations, usual_words, words

LANGUAGES = frozenset({"en"})
"""Languages with rhyme data."""


class Rhyme(Enum):
    """How two line ends go together."""

    PERFECT = "perfect"
    """The same from the vowel with the main stress on, after different consonants: bucket, Nantucket."""
    NEAR = "near"
    """Nearly: related consonants (time, fine), the same one before (leave, believe), a weak end (day, holiday)."""
    SAME = "same"
    """The same word."""
    NONE = "none"
    UNKNOWN = "unknown"
    """Nobody can say: a last word is not in the dictionary."""


def has_rhyme_data(language: str) -> bool:
    """Whether rhymes of a language (`en`, `en-GB`) are known."""
    return language.replace("_", "-").partition("-")[0].lower() in LANGUAGES


def rhyming_part(word: str) -> str | None:
    """The sounds that a word rhymes by, in its most usual pronunciation, as ARPAbet without stress; None if unknown."""
    known = pronunciations(word)
    return " ".join(_part(known[0])[0]) if known else None


def rhymes(first: str, second: str) -> bool:
    """Whether two words, or the ends of two lines, rhyme perfectly."""
    return rhyme(first, second) is Rhyme.PERFECT


def rhyme(first: str, second: str) -> Rhyme:
    """How two words or lines rhyme, by the pronunciations that go together best.

    A rhyme may reach over words: "clatter" and "shot at her". American vowels of "cot" and "caught" count as one.
    """
    ends = words(first)[-_REACH:], words(second)[-_REACH:]
    if not all(ends):
        return Rhyme.UNKNOWN
    if ends[0][-1].casefold().strip("'\u2019") == ends[1][-1].casefold().strip("'\u2019"):
        return Rhyme.SAME
    said = [list(_said(end)) for end in ends]
    if not all(said):
        return Rhyme.UNKNOWN
    best = Rhyme.NONE
    for one, other in product(*said):
        found = max(_compared(one, other), _compared(other, one), key=_ORDER.index)
        best = max(best, found, key=_ORDER.index)
    return best


def rhyme_words(word: str, *, level: int = 2, limit: int | None = None) -> list[str]:
    """Words that rhyme perfectly with one, the everyday ones first, then in alphabetical order; none if it is unknown.

    `level` 1 keeps to words of everyday, 2 adds those that most people know. Coarse words are left out.
    """
    found: dict[str, str] = {}
    for phones in pronunciations(word):
        part, onset = _part(phones)
        for other, other_onset, other_level in _index().get(part, ()):
            if other_onset != onset and int(other_level) <= level and other != word.casefold():
                found.setdefault(other, other_level)
    return list(islice(sorted(found, key=lambda other: (found[other], other)), limit))


_REACH = 4
"""Words at the end of a line that a rhyme may reach over."""
_MOST_SAID = 24
"""Combinations of pronunciations that are tried for a line's end."""
_WEAK_H = frozenset({"he", "her", "him", "his"})
"""Said without their h within a line."""
_ORDER = (Rhyme.NONE, Rhyme.NEAR, Rhyme.PERFECT)
_CONSONANTS = {
    phone: kind
    for kind, phones in enumerate(("M N NG", "P T K", "B D G", "F TH S SH CH", "V DH Z ZH JH", "L R"))
    for phone in phones.split()
}
_VOICED = {"P": "B", "T": "D", "K": "G", "F": "V", "TH": "DH", "S": "Z", "SH": "ZH", "CH": "JH"}


class _Said:
    """The end of a line as it is said: its phones, and where its last word begins among them."""

    def __init__(self, phones: Phones, last_word: int, beats: frozenset[int]) -> None:
        self.phones = phones
        self.sounds = _sounds(phones)
        self.starts = [last_word + start for start in _starts(phones[last_word:])]
        self._beats = beats

    def stressed(self, at: int) -> bool:
        """Whether the vowel at `at` can carry a beat: it has the main stress of its word or is the only one."""
        return at in self._beats

    def carries(self, at: int) -> bool:
        """Whether verse may put a beat on the vowel at `at`: stressed at all, or the last one two after the stress."""
        if self.stressed(at) or self.phones[at][-1] == "2":
            return True
        vowels = [phone for phone in self.phones[:at] if is_vowel(phone)]
        return len(vowels) > 1 and vowels[-1][-1] == "0"

    def onset(self, at: int) -> str:
        """The consonant before the vowel at `at`, "" where there is none."""
        return self.sounds[at - 1] if at and not is_vowel(self.phones[at - 1]) else ""


def _said(end: Sequence[str]) -> Iterable[_Said]:
    """The ways to say the last words of a line, back to the first that is not known; none if the last one is not."""
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
    for ways_said in islice(product(*known), _MOST_SAID):
        phones: list[str] = []
        beats: set[int] = set()
        last = 0
        for way in ways_said:
            last = len(phones)
            beats.update(last + at for at in _beats(way))
            phones.extend(way)
        yield _Said(tuple(phones), last, frozenset(beats))


def _compared(one: _Said, other: _Said) -> Rhyme:
    """How `other` answers the end of `one`'s last word."""
    return max((_answered(one, start, other) for start in one.starts), key=_ORDER.index)


def _answered(one: _Said, begin: int, other: _Said) -> Rhyme:
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
    """Whether two sounds are the same, or consonants made the same way or differing only in voice."""
    if one == other:
        return True
    kinds = _CONSONANTS.get(one), _CONSONANTS.get(other)
    return None not in kinds and (kinds[0] == kinds[1] or _VOICED.get(one) == other or _VOICED.get(other) == one)


def _sounds(phones: Phones) -> Phones:
    """The phones without stress, and with sounds made one that few speakers keep apart in verse."""
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
    """Where a word's rhyming part begins: at its main stress, and for a weak rhyme at its last vowel."""
    vowels = [at for at, phone in enumerate(phones) if is_vowel(phone)] or [0]
    return list(dict.fromkeys([*_beats(phones)[-1:], vowels[-1]]))


def _beats(phones: Phones) -> list[int]:
    """Where a word has its main stress: where it is marked, else its secondary ones, else its last vowel."""
    vowels = [at for at, phone in enumerate(phones) if is_vowel(phone)]
    main, secondary = ([at for at in vowels if phones[at].endswith(mark)] for mark in "12")
    return main or secondary or vowels[-1:]


def _part(phones: Phones) -> tuple[Phones, str]:
    """The rhyming part and the consonant before it."""
    start = _starts(phones)[0]
    sounds = _sounds(phones)
    return sounds[start:], sounds[start - 1] if start and not is_vowel(phones[start - 1]) else ""


@cache
def _index() -> dict[Phones, list[tuple[str, str, str]]]:
    """The words that may be suggested by rhyming part, each with the consonant before it and its level."""
    index: dict[Phones, list[tuple[str, str, str]]] = {}
    for word, level, ways in usual_words(2):
        if word.isalpha():
            part, onset = _part(ways[0])
            index.setdefault(part, []).append((word, onset, level))
    return index
