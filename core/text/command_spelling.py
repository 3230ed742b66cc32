"""Misspelt names of commands and options, and the names that were meant."""

from collections.abc import Iterable
from difflib import get_close_matches

NEAR_LETTERS = 3
"""The number of first letters that make an unknown name one that is near an option's."""


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Returns the known name that was most likely meant."""
    known = list(known)
    longer = [other for other in known if len(name.strip("-")) > 1 and other.startswith(name.casefold())]
    return next(iter(longer or get_close_matches(name.casefold(), known, n=1)), None)


def is_one_edit(one: str, other: str) -> bool:
    """Tests for words that differ by one letter: added, left out, changed, or exchanged with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[1::-1] == b[:2] and a[2:] == b[2:])
