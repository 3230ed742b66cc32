import re

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from core.text.markdown_tables import tables_as_code
from tests.core.text.hostile import any_texts

cells = st.one_of(
    st.text("ab *_`|\\日é\u0301😀-:", max_size=12),
    st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8),
).map(str.strip)


@given(
    st.lists(cells, min_size=1, max_size=5),
    st.lists(st.lists(cells, min_size=1, max_size=6), max_size=5),
    st.integers(10, 100),
)
def test_no_cell_is_lost(head: list[str], body: list[list[str]], width_limit: int) -> None:
    def row(cells: list[str]) -> str:
        return "| " + " | ".join(cell.replace("\\", "/").replace("|", "\\|") for cell in cells) + " |"

    table = "\n".join([row(head), "|" + "---|" * len(head), *map(row, body)])
    written = tables_as_code(f"before\n\n{table}\n\nafter\n", width_limit=width_limit)

    assert written.startswith("before\n\n")
    assert written.endswith("\n\nafter\n")
    for cell in [*head, *(cell for cells in body for cell in cells)]:
        assert cell.replace("\\", "/").strip("*_`") in written


@given(any_texts)
def test_any_text_is_taken(text: str) -> None:
    written = tables_as_code(text)

    assert "|" in text or written == text


def test_columns_are_aligned_by_what_is_seen() -> None:
    table = "| Name | Price | Note |\n|:---|---:|:-:|\n| **fox** | 7 | a \\| b |\n| 日本語 | 1000 | 😀 |\n| é | 1\n"

    assert tables_as_code(f"Prices:\n{table}End.") == (
        "Prices:\n"
        "```\n"
        "Name    Price  Note\n"
        "------  -----  -----\n"
        "fox         7  a | b\n"
        "日本語   1000   😀\n"
        "é           1\n"
        "```\n"
        "End."
    )
    rows = tables_as_code("|a|b|\n|-|-|\n|日|x|\n|e\u0301\u0302|x|\n|👩‍👩‍👧|x|").splitlines()[1:-1]
    assert {wcswidth(row) for row in rows} == {5}


def test_a_wide_table_becomes_a_list() -> None:
    text = "| model | what it does | |\n|---|---|---|\n| one | `writes` at length | extra |\n| two | | |\n"

    assert tables_as_code(text, width_limit=20) == (
        "- model: one\n- what it does: `writes` at length\n- extra\n\n- model: two\n"
    )
    assert tables_as_code("| a title | another |\n|--|--|", width_limit=5) == "- a title\n- another"


def test_tables_in_code_and_what_only_looks_like_one_stay() -> None:
    for text in ("```\n| a | b |\n|---|---|\n```\n", "either | or\n\n---\n", "Title\n---\n", "| a | b |\n"):
        assert tables_as_code(text) == text


def test_a_cell_with_back_ticks_does_not_end_the_block() -> None:
    written = tables_as_code("| a |\n|---|\n| ``` b |")

    assert re.fullmatch(r"(`{4,})\n.*\n\1", written, re.DOTALL)
