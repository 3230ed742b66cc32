"""The words that a voice says for signs and abbreviations, in the languages that have them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, kw_only=True)
class SpokenWords:
    """The words of one language: a table of `data/spoken_words.toml`."""

    signs: dict[str, str]
    abbreviations: dict[str, str]
    scales: dict[str, str]
    feminine: frozenset[str]


@cache
def spoken_words(language: str) -> SpokenWords | None:
    """The words of a language such as `de`; None if it has none."""
    table = _tables().get(language)
    if table is None:
        return None
    return SpokenWords(
        signs={name: word for name, word in table.items() if isinstance(word, str)},
        abbreviations=table["abbreviations"],
        scales=table["scales"],
        feminine=frozenset(table.get("feminine", ())),
    )


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("core.text").joinpath("data", "spoken_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
