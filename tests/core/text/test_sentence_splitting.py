import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.sentence_splitting import split_sentences
from tests.core.text.hostile import any_texts


@given(any_texts, st.integers(1, 80))
def test_nothing_is_lost_and_nothing_too_long(text: str, limit: int) -> None:
    said = split_sentences(text, limit)

    assert "".join(said) == text
    assert all(0 < len(sentence) <= limit for sentence in said)


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Smith paid 3.50 to J. R. Hartley. ", "Why? ", "No idea!"],
        ['"Stop!" ', "He stopped."],
        ["See e.g. the fox... it runs. ", "Fast."],
        ["1. One thing.\n", "2. Another.\n", "- a third"],
        ["A title\n\n", "And a line\nthat goes on."],
        ["今日は。", "元気ですか？", "「はい。」", "よかった！"],  # noqa: RUF001
        ["你好。", "再见。"],
        ["Das ist z.B. schön. ", "Prof. Müller lacht."],
        ["Was it I. ", "Or she?"],
        ["यह अच्छा है। ", "हाँ।"],
        ["  Leading space. ", "End.  "],
    ],
)
def test_sentences_end_where_people_hear_it(expected: list[str]) -> None:
    assert split_sentences("".join(expected)) == expected


def test_a_long_sentence_is_cut_after_a_clause_then_a_word() -> None:
    long = "when the night comes, " * 4 + "and " * 30

    said = split_sentences(long, 60)

    assert said[0].endswith("comes, ")
    assert all(sentence.endswith(" ") for sentence in said)
