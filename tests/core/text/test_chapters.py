"""Chapters of long texts."""

from hypothesis import given
from hypothesis import strategies as st

from core.text.chapters import CHAPTER_CHARACTERS, split_chapters

SENTENCE = "The sea was calm and grey that day. "


def test_headings_begin_chapters_in_long_texts_only() -> None:
    short = "# One\nA.\n\n# Two\nB."
    assert [chapter.title for chapter in split_chapters(short)] == ["One"]
    long = f"A preface.\n\n# **One**\n{SENTENCE * 100}\n```\n# no heading\n```\n## Two\n{SENTENCE * 100}"
    assert [chapter.title for chapter in split_chapters(long)] == ["A preface.", "One", "Two"]


def test_a_long_chapter_is_split_at_sentences_of_about_the_same_number() -> None:
    chapters = split_chapters(SENTENCE * 500)
    assert len(chapters) == 3
    assert all(chapter.text.endswith("day. ") for chapter in chapters)
    assert max(len(chapter.text) for chapter in chapters) < CHAPTER_CHARACTERS + len(SENTENCE)
    assert all(len(chapter.title) <= 60 and chapter.title.startswith("The sea was calm") for chapter in chapters)


@given(
    st.lists(st.sampled_from(["# T\n", SENTENCE * 90, "x" * 7_000, "\n\n", "```\n", "|a|\n", "。" * 50])).map("".join)
)
def test_nothing_is_lost(text: str) -> None:
    assert "".join(chapter.text for chapter in split_chapters(text)) == text
