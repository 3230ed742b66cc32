"""Text folding for comparison: texts that look the same, or differ only in case or accents, become equal."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.text.sanitising import clean

_MARKS = ("\u0300", "\u036f")
"""Combining marks of Latin, Greek and Cyrillic. Those of other scripts are letters in their own right."""

_LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("авгеікмнорстухјѕһӏԁԛԝ", "abreikmhopctyxjshldqw", strict=True)),  # Cyrillic
        **dict(zip("αβεζηικμνορτυχω", "abezhikmvoptyxw", strict=True)),  # Greek
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),  # small capitals
        **dict(zip("ıɩǀłøđħŧɑɡ", "iillodhtag", strict=True)),
    }
)
"""Lower-case letters that people mistake for Latin ones (after https://www.unicode.org/reports/tr39/)."""


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
    seen = unicodedata.normalize("NFKC", clean(character))
    return "".join(_bare(each) for each in seen).casefold().translate(_LOOK_ALIKE)


def _bare(character: str) -> str:
    """Returns a letter without its accents, or nothing for a mark that stands alone."""
    parts = unicodedata.normalize("NFD", character)
    if all(_MARKS[0] <= part <= _MARKS[1] for part in parts[1:]):
        return "" if _MARKS[0] <= parts[0] <= _MARKS[1] else parts[0]
    return character
