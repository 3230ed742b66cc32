"""The words of Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.plain_words import plain_words


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("## Foxes\n\nA **red** fox, a _sly_ one, ***both***.", "Foxes\n\nA red fox, a sly one, both."),
        ("Run `git commit`:\n\n```sh\ngit commit\n```\nDone.", "Run git commit:\n\ngit commit\nDone."),
        ("> quoted\n> twice", "quoted\ntwice"),
        ("See [the page](https://example.org) and ![a fox](fox.png).", "See the page and a fox."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a · b\n1 · 2"),
        ("~~old~~ new", "old new"),
        ("2 * 3 * 4 and snake_case_name, 5*x*y", "2 * 3 * 4 and snake_case_name, 5*x*y"),
        (r"\*not bold\* \<tag\>", "*not bold* <tag>"),
        ("- one\n- two", "- one\n- two"),
        ("a < b & c", "a < b & c"),
    ],
)
def test_markup_goes_and_words_stay(markdown: str, words: str) -> None:
    assert plain_words(markdown) == words


@given(st.text(alphabet="abc XYZ.,;!?äß日本\n", max_size=200))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain_words(text) == text.strip()
