"""Text folding for comparison: texts that look the same, or differ only in case or accents, become equal."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from core.text.sanitising import clean

_MARKS = ("\u0300", "\u036f")
"""Combining marks of Latin, Greek and Cyrillic. Those of other scripts are letters in their own right."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that show nothing: fillers of Hangul, and the braille pattern without dots."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_STYLED: Mapping[int, str] = {
    **{0x1F150 + at: letter for at, letter in enumerate(_ALPHABET)},  # white in black circles
    **{0x1F170 + at: letter for at, letter in enumerate(_ALPHABET)},  # white in black squares
    **{0x1F1E6 + at: letter for at, letter in enumerate(_ALPHABET)},  # regional indicators
    **{ord(small): letter for small, letter in zip("ᴀʙᴅᴇꜰɢʜᴊᴋʟᴍɴᴘᴛ", "abdefghjklmnpt", strict=True)},  # small capitals
    **{ord(stroked): letter for stroked, letter in zip("łøđħŧω", "lodhtw", strict=True)},
}
"""Letters in another form that neither NFKC nor Unicode's table of look-alikes turns into plain ones."""


@dataclass(frozen=True)
class Folded:
    """Folded text; `origin[n]` is the position of its n-th character in the original, with one more for the end."""

    text: str
    origin: Sequence[int]


def fold(text: str) -> Folded:
    """Folds case, width, styled letters (NFKC), accents and look-alikes; drops invisible characters. Never raises."""
    if text.isascii():
        return Folded(text.lower(), range(len(text) + 1))
    pieces: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        folded = character.lower() if character.isascii() else _folded(character)
        pieces.append(folded)
        origin += [at] * len(folded)
    return Folded("".join(pieces), [*origin, len(text)])


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in _BLANK_LETTERS:
        return " "
    seen = unicodedata.normalize("NFKC", clean(character))
    bare = "".join(_bare(each) for each in seen).casefold().translate(_STYLED)
    return "".join(_look_alike(each) for each in bare)


def _look_alike(letter: str) -> str:
    """The Latin letter that a letter looks like, in either case; the letter itself if there is none."""
    table = look_alikes()
    return table.get(letter) or table.get(letter.upper()) or letter


@cache
def look_alikes() -> Mapping[str, str]:
    """Letters that look like a Latin one, which is in lower case. The first time, this reads a file.

    The table is Unicode's (https://www.unicode.org/reports/tr39/#Confusable_Detection).
    """
    from confusable_homoglyphs.confusables import confusables_data

    return {
        letter: like["c"].lower()
        for letter, likes in confusables_data.items()
        if len(letter) == 1 and not letter.isascii() and letter.isalpha()
        for like in likes
        if like["c"].isascii() and like["c"].isalpha() and len(like["c"]) == 1
    }


def _bare(character: str) -> str:
    """Returns a letter without its accents, or nothing for a mark that stands alone."""
    parts = unicodedata.normalize("NFD", character)
    if all(_MARKS[0] <= part <= _MARKS[1] for part in parts[1:]):
        return "" if _MARKS[0] <= parts[0] <= _MARKS[1] else parts[0]
    return character
