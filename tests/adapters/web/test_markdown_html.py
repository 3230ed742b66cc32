"""Markdown as HTML: nothing is lost, nothing runs, and what is settled stays so."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.markdown_html import prose, rendered, settled
from tests.adapters.web.markdown_corpus import CORPUS, ENDLESS, HOSTILE

ALLOWED = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"<>]*\")*)>")
"""A tag as nh3 writes it: every value is in quotes, and no value has an angle bracket."""


@pytest.mark.parametrize(("text", "html"), CORPUS)
def test_what_models_write_is_shown(text: str, html: str) -> None:
    assert html in "".join(rendered(text, "x"))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_and_nothing_is_loaded(text: str) -> None:
    html = "".join(rendered(text, "x"))
    for tag in re.findall(r"<[^>]*>", html):
        found = ALLOWED.fullmatch(tag)
        assert found is not None, tag
        assert found[2] not in ("script", "img", "svg", "iframe", "style", "form", "button", "object", "embed"), tag
        names = re.findall(r" ([a-z-]+)=", re.sub(r'"[^"]*"', '""', found[3]).replace('=""', "= "))
        assert not [name for name in names if name.startswith("on") or name in ("style", "src", "srcdoc", "action")], (
            tag
        )
    for address in re.findall(r'href="([^"]*)"', html):
        assert re.match(r"https?://|mailto:|#asked-|#fn", address), address


@pytest.mark.parametrize(
    "text", [text for text in HOSTILE if "alert(1)" in text and not text.startswith(("[x]: ", "```py"))]
)
def test_what_may_not_run_is_still_to_be_read(text: str) -> None:
    html = "".join(rendered(text, "x"))
    assert "alert" in html


@pytest.mark.parametrize("piece", ENDLESS)
def test_hostile_text_costs_little(piece: str) -> None:
    """A text of twenty thousand characters is rendered within the time limit of a test."""
    assert isinstance(rendered(piece * (20_000 // len(piece)), "x"), tuple)


def settles(text: str, size: int) -> list[str]:
    """The settled beginnings of a text that comes in pieces of a size."""
    found, tail = [], ""
    for at in range(0, len(text), size):
        tail += text[at : at + size]
        end = settled(tail).length
        if end:
            found.append(tail[:end])
            tail = tail[end:]
    return found


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_blocks_that_are_settled_are_those_of_the_whole_text(size: int) -> None:
    text = "# T\n\npara *one*\ntwo\n\n> q\n\n```py\nx\n\ny\n```\n\n|a|\n|-|\n|1|\n\n$$\nx\n=\ny\n$$\nSet\n===\nend\n\n"
    pieces = [html for piece in settles(text, size) for html in rendered(piece, "x")]
    assert tuple(pieces) == rendered(text, "x")


LINES = ("a", "# h", "- i", "  - n", "1. o", "> q", "```", "|a|", "|-|", "", "===", "$$", "\\[")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "# h", "- i", "  - n", "1. o", "> q", "```", "|a|", "|-|", "", "===", "$$", "\\["]))
)
def test_a_whole_block_that_settled_never_changes(lines: list[str]) -> None:
    """Whatever comes after it, the first block stays as it was, unless it is a list that goes on."""
    text = "".join(f"{line}\n" for line in lines)
    for end in range(len(text) + 1):
        now = settled(text[:end])
        if now.length and now.list_start is None:
            blocks = rendered(text[: now.length], "x")
            assert rendered(text, "x")[: len(blocks)] == blocks
            break


def test_a_text_that_may_grow_has_its_settled_blocks_and_its_tail() -> None:
    shown = prose("One.\n\n- a\n- b\n- c", "x")
    assert shown.settled == 1
    assert shown.blocks[0] == "<p>One.</p>"
    assert shown.opened == "<ul>\n<li>a</li>\n</ul>"
    assert shown.tail == "- b\n- c"


def test_footnotes_of_two_texts_do_not_meet() -> None:
    one, other = ("".join(rendered("a[^1]\n\n[^1]: b", name)) for name in ("one", "other"))
    assert set(re.findall(r'id="([^"]+)"', one)).isdisjoint(re.findall(r'id="([^"]+)"', other))


def test_long_code_is_not_coloured() -> None:
    code = "x = 1\n" * 6_000
    assert "<span" not in "".join(rendered(f"```py\n{code}```", "x"))
