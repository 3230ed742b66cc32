"""Pronunciation of English words: the Carnegie Mellon Pronouncing Dictionary, and an estimate for other words.

The dictionary is a trimmed copy (`scripts/trim_pronunciations`). It is read on first use, in about 0.1 s, and kept.
A pronunciation is a tuple of ARPAbet phones; each vowel ends with its stress: 1 primary, 2 secondary, 0 none.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

Phones = tuple[str, ...]

_WORDS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*['\u2019]?|['\u2019][^\W\d_]+|\d", re.UNICODE)
_SIBILANTS = frozenset({"S", "Z", "SH", "ZH", "CH", "JH"})
_VOICELESS = frozenset({"P", "T", "K", "F", "TH"})
_LONGEST = 40
"""The most letters of a word; the rest is ignored."""


def words(text: str) -> list[str]:
    """Returns the words of a text; a hyphen separates words, and each digit is a word."""
    return _WORDS.findall(text)


@lru_cache(maxsize=4096)
def pronunciations(word: str) -> tuple[Phones, ...]:
    """Returns the pronunciations of a word, the most usual first, or none if it is not in the dictionary.

    Case and accents do not matter. Possessives and a dropped g (`singin'`) are derived from their base word.
    """
    spelled = _spelled(word)
    bare = spelled.strip("'")
    for spelling in (spelled, bare):
        if found := _look_up(spelling):
            return found
    if bare.endswith("in"):
        return tuple((*phones[:-1], "N") for phones in _look_up(f"{bare}g") if phones[-1] == "NG")
    if bare.endswith("'s"):
        return tuple((*phones, *_possessive(phones)) for phones in _look_up(bare[:-2]))
    return ()


def syllables(text: str) -> int:
    """Counts the syllables of a word or a line, by the most usual pronunciation of each word or by its spelling."""
    return sum(_usual_syllables(word) for word in words(text))


def syllable_range(text: str) -> tuple[int, int]:
    """Returns the fewest and the most syllables that a line can have; an unknown word adds one either way."""
    fewest = most = 0
    for word in words(text):
        counts = [_count(phones) for phones in pronunciations(word)]
        if not counts:
            estimate = estimated_syllables(word)
            counts = [max(1, estimate - 1), estimate + 1] if estimate > 1 else [1, 2]
        fewest += min(counts)
        most += max(counts)
    return fewest, most


def stresses(word: str) -> tuple[str, ...]:
    """Returns the stress of each syllable for each pronunciation: `("01",)` for "balloon"; none if it is unknown."""
    ways = ("".join(phone[-1] for phone in phones if is_vowel(phone)) for phones in pronunciations(word))
    return tuple(dict.fromkeys(ways))


def estimated_syllables(word: str) -> int:
    """Estimates the syllables from the spelling, at least 1: vowel groups, less a silent e, plus separate vowel pairs.

    It is right for nine in ten words of the dictionary and within one for nearly all others. A digit counts as it is
    read: zero and seven have two syllables.
    """
    letters = re.sub(r"[^a-z]", "", _spelled(word))
    if not letters:
        return 2 if word in {"0", "7"} else 1
    count = len(re.findall(r"[aeiouy]+", letters))
    if re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[aeiouy][^aeiouycgszx]es$", letters):
        count -= 1
    count += len(re.findall(r"[iy][ao](?!u)|eo|[^qg]u[aeo]|[aeiou]ing|[^aeiouylr]led$|sm$|thm$|[^aeiou]ier", letters))
    count -= len(re.findall(r"[ctsg]i(?:on|ous|al|an|ent)|ely$|eful|eless|eness|ement", letters))
    return max(1, count)


def is_vowel(phone: str) -> bool:
    """Tests for a phone with a stress mark, which is a vowel and so a syllable."""
    return phone[-1].isdigit()


def usual_words(level: int) -> Iterator[tuple[str, str, tuple[Phones, ...]]]:
    """Yields every word up to a level (1 everyday, 2 known to most) with its level and pronunciations, in order."""
    for word, entry in _dictionary().items():
        if int(entry[0]) <= level:
            yield word, entry[0], _unpacked(entry)


def _usual_syllables(word: str) -> int:
    known = pronunciations(word)
    return _count(known[0]) if known else estimated_syllables(word)


def _count(phones: Phones) -> int:
    return sum(map(is_vowel, phones))


def _spelled(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word[:_LONGEST].replace("\u2019", "'").casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _possessive(phones: Phones) -> Phones:
    if phones[-1] in _SIBILANTS:
        return ("AH0", "Z")
    return ("S",) if phones[-1] in _VOICELESS else ("Z",)


def _look_up(spelling: str) -> tuple[Phones, ...]:
    entry = _dictionary().get(spelling)
    return _unpacked(entry) if entry else ()


def _unpacked(entry: str) -> tuple[Phones, ...]:
    return tuple(tuple(phones.split()) for phones in entry[2:].split("|"))


@cache
def _dictionary() -> dict[str, str]:
    """Reads the dictionary: for each word its level, a space and its pronunciations."""
    packed = files("core.text").joinpath("data", "pronunciations.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    return {word: entry for word, _, entry in (line.partition(" ") for line in lines)}
