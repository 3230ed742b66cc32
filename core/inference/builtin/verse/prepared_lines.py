"""Prepared lines of limericks, by the words that they rhyme with."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from core.text.verse import Rhyme, rhyme


@dataclass(frozen=True)
class RhymingLines:
    """Second and fifth lines of limericks that rhyme with each other and with one word."""

    seconds: tuple[str, ...]
    fifths: tuple[str, ...]


@lru_cache(maxsize=512)
def rhyming_lines(word: str) -> RhymingLines | None:
    """The lines that rhyme perfectly with a word, except with the same word."""
    seconds: list[str] = []
    fifths: list[str] = []
    for lines in rhyming_table("families.txt").values():
        if (
            rhyme(lines.seconds[0], word) in (Rhyme.PERFECT, Rhyme.SAME)
            or rhyme(lines.fifths[0], word) is Rhyme.PERFECT
        ):
            seconds += [line for line in lines.seconds if rhyme(line, word) is Rhyme.PERFECT]
            fifths += [line for line in lines.fifths if rhyme(line, word) is Rhyme.PERFECT]
    return RhymingLines(tuple(seconds), tuple(fifths)) if seconds and fifths else None


@cache
def rhyming_table(name: str) -> dict[str, RhymingLines]:
    """The lines of a file by the word with which they rhyme."""
    table = {}
    for line in prepared_lines(name):
        sample, _, rest = line.partition(":")
        seconds, fifths = (tuple(part.strip() for part in half.split("|")) for half in rest.split(" / "))
        table[sample.strip()] = RhymingLines(seconds, fifths)
    return table


@cache
def middle_lines() -> tuple[tuple[tuple[str, str], str], ...]:
    """Third and fourth lines, each pair with the condition under which it fits; "" is none."""
    found = []
    for line in prepared_lines("middles.txt"):
        lines, _, needs = line.partition("|")
        third, fourth = lines.split(" / ")
        found.append(((third.strip(), fourth.strip()), needs.strip()))
    return tuple(found)


def prepared_lines(name: str) -> list[str]:
    """The lines of a file of this package, without comments."""
    text = files("core.inference.builtin.verse").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
