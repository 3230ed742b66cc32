import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.text.message_splitting import MINIMUM_LIMIT, pieces, rejoin, split, utf16_length
from tests.core.text.hostile import hostile_texts


def utf8_length(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def ends_in_fence(message: str) -> bool:
    """A second implementation, so that the tests find mistakes in the splitter's handling of fences."""
    marker, depth = "", 0
    for line in re.split("\n", message):
        quotes = re.match(r"[ \t]*((?:>[ \t]*)*)", line)
        assert quotes
        level, rest = quotes[1].count(">"), line[quotes.end() :]
        if marker and level < depth:
            marker = ""
        if marker:
            closing = rest.rstrip(" \t\r")
            if level == depth and len(closing) >= len(marker) and set(closing) == {marker[0]}:
                marker = ""
            continue
        rest = re.sub(r"^(?:[-*+]|\d{1,9}[.)])[ \t]+", "", rest)
        opening = re.match(r"(`{3,})[^`]*$|(~{3,})", rest)
        if opening:
            marker, depth = opening[1] or opening[2], level
    return bool(marker)


@settings(max_examples=400)
@given(
    hostile_texts,
    st.integers(MINIMUM_LIMIT, 160),
    st.sampled_from([len, utf16_length, utf8_length]),
)
@example("`" * 300 + "\ncode\n" + "`" * 300, 32, len)
@example("```py\n" + "x" * 100 + "\n```", 32, len)
@example("```" + "\U0001f600" * 50, 32, utf8_length)
@example("\n" * 100, 32, len)
@example("> ```\n> " + "y" * 90, 32, len)
def test_every_character_is_kept_once_within_the_limit_and_no_fence_stays_open(
    text: str, limit: int, length: Callable[[str], int]
) -> None:
    parts = pieces(text, limit, length=length)

    assert rejoin(parts) == text
    for part in parts:
        assert part.text == part.prefix + part.body + part.suffix
        assert part.body
        assert length(part.text) <= limit
        assert not ends_in_fence(part.text)
    if text.strip():
        spaces = max(len(run) for run in ["", *re.findall(r"\s+", text)])
        assert spaces > limit // 4 or not any(part.text.isspace() for part in parts)


paragraphs = st.lists(st.text("abcdef ghi.,", min_size=1, max_size=60), min_size=1, max_size=5).map(" ".join)
code_blocks = st.tuples(
    st.sampled_from(["```", "~~~", "````", "~~~~~"]),
    st.sampled_from(["", "python", "c++"]),
    st.lists(st.text("abc(): =", max_size=30), min_size=1, max_size=15),
).map(lambda block: "\n".join([block[0] + block[1], *block[2], block[0]]))


@settings(max_examples=200)
@given(st.lists(st.one_of(paragraphs, code_blocks), min_size=1, max_size=8), st.integers(100, 300))
def test_a_markdown_parser_finds_the_same_code_in_the_pieces(blocks: list[str], limit: int) -> None:
    text = "\n\n".join(blocks)
    parser = MarkdownIt()

    def code(markdown: str) -> list[tuple[str, str]]:
        return [
            (token.info.strip(), line)
            for token in parser.parse(markdown)
            if token.type == "fence"
            for line in token.content.splitlines()
        ]

    assert [line for message in split(text, limit) for line in code(message)] == code(text)


def test_a_short_text_stays_whole() -> None:
    assert split("Hello.\n\nBye.", 2000) == ["Hello.\n\nBye."]
    assert split("", 2000) == []


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 14 for number in range(6))

    for message in split(text, 200):
        assert message.startswith("Paragraph")


def test_code_is_reopened_with_its_language() -> None:
    text = "Look:\n\n```python\n" + "".join(f"line_{number} = {number}\n" for number in range(40)) + "```\nDone."
    messages = split(text, 200)

    assert messages[0].endswith("\n```")
    for message in messages[1:-1]:
        assert message.startswith("```python\nline_")
        assert message.endswith("\n```")
    assert messages[-1].endswith("```\nDone.")


def test_a_code_block_that_fits_moves_whole_with_its_heading() -> None:
    code = "```sh\n" + "make it\n" * 15 + "```"
    text = "Words. " * 8 + "\n\n## How\n\n" + code

    first, second = split(text, 160)

    assert "make" not in first
    assert second == "## How\n\n" + code


def test_a_heading_stays_with_what_follows_it() -> None:
    messages = split("Before. " * 8 + "\n\n# Title\n\n" + "After. " * 20, 100)

    assert messages[1].startswith("# Title\n\nAfter.")


def test_white_space_at_the_end_makes_no_message_of_its_own() -> None:
    text = "word " * 19 + "last\n\n\n\n\n\n"

    assert [message.split()[-1] for message in split(text, 100)] == ["word", "last"]


def test_no_split_turns_text_into_a_code_block() -> None:
    for limit in range(60, 100):
        for message in split("some words about ```js and a bit " * 12, limit):
            assert not message.startswith("```")


def test_code_in_a_quotation_stays_in_it() -> None:
    for message in split("> ```\n> " + "y" * 90 + "\n> ```", 40):
        assert re.fullmatch("> ```\n> y*\n> ```", message)


def test_a_table_that_fits_moves_whole_and_a_long_one_breaks_between_rows() -> None:
    table = "| name | value |\n|---|---|\n" + "".join(f"| row {n} | some value {n} |\n" for n in range(30))

    short = split("Intro. " * 15 + "\n\n" + table[:150], 200)
    assert short[1].startswith("| name |")

    for message in split(table, 200):
        assert all(line.startswith("|") and line.endswith("|") for line in message.splitlines())


def test_a_fence_left_open_is_closed() -> None:
    assert split("```py\nprint(", 100) == ["```py\nprint(\n```"]


def test_graphemes_are_not_torn() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

    assert all(set(re.split(family, message)) == {""} for message in split(family * 40, 64))
    assert max(utf16_length(message) for message in split(family * 40, 64, length=utf16_length)) <= 64


def test_prose_without_white_space_after_a_decimal_is_not_taken_for_a_sentence_end() -> None:
    text = "It is 3.14 metres, said Dr. Smith to nobody. " * 8

    assert all(message.startswith("It is") for message in split(text, 150))


def test_a_limit_that_cannot_hold_a_fence_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        split("x", 31)


def test_no_white_space_is_left_over_after_a_line_that_fills_a_piece() -> None:
    text = "`" * 18 + "python   ```js\n"
    assert [part.body for part in pieces(text, 32)] == [text[:31], text[31:]]
