"""Readings of kanji, by pykakasi. espeak-ng reads kana only: of a kanji it says "Chinese letter"."""

from functools import cache
from importlib.util import find_spec
from typing import Any

_PARTICLES = {"は": "わ", "へ": "え"}
"""Particles that are not spoken as they are written."""


def reads_kanji() -> bool:
    """True if pykakasi is installed, which is under the GPL."""
    return find_spec("pykakasi") is not None


def in_kana(text: str) -> str:
    """A Japanese text with kana in place of its kanji; the same text if pykakasi is not installed."""
    if not reads_kanji():
        return text
    return "".join(_PARTICLES.get(word["orig"], word["hira"] or word["orig"]) for word in _kakasi().convert(text))


@cache
def _kakasi() -> Any:
    """Loads the dictionary, which takes half a second."""
    from pykakasi import kakasi

    return kakasi()  # type: ignore[no-untyped-call]
