"""Texts that look the same are equal once they are folded."""
# ruff: noqa: RUF001, RUF003 - letters that look like others are what this is about

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Grüße", "grusse"),
        ("gru\u0308ße", "grusse"),
        ("ＢＡＤ", "bad"),
        ("𝓫𝓪𝓭", "bad"),
        ("bаd", "bad"),  # a Cyrillic а
        ("ΒAD", "bad"),  # a Greek Β
        ("ʙᴀᴅ", "bad"),
        ("🅱🅐🇩", "bad"),
        ("🄱🄰🄳", "bad"),
        ("ꓐаԁ", "bad"),
        ("\u3164bad\u2800", " bad "),
        ("b\u200da\u00add", "bad"),
        ("が", "が"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_the_same_in_other_clothes(written: str, folded: str) -> None:
    assert fold(written).text == folded


@given(st.text())
def test_every_folded_character_has_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)
    assert folded.origin[-1] == len(text)
