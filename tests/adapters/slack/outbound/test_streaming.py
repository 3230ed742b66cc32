"""The part of a growing text that can be sent."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.outbound.markup import safe_markdown
from adapters.slack.outbound.streaming import LONGEST_WORD, WHOLE_PARAGRAPHS_FROM, sendable

PIECES = st.lists(
    st.sampled_from(
        [
            "<",
            "@",
            "!",
            "#",
            "&",
            "|",
            ">",
            " ",
            "\n",
            "\r",
            "a",
            "U1",
            "here",
            "channel",
            "https://",
            "狐",
            "、",
            "é",
            "👩‍🚀",
        ]
    ),
    max_size=60,
)


@given(PIECES)
def test_sent_text_stays_the_beginning_of_a_growing_text(pieces: list[str]) -> None:
    sent, text = "", ""
    for piece in pieces:
        text += piece
        safe = safe_markdown(text)
        assert safe.startswith(sent)
        sent = sendable(safe, sent)
        assert safe.startswith(sent)


def test_a_link_is_sent_when_its_end_is_known() -> None:
    assert sendable("See <https://狐", "") == "See "
    assert sendable("See <https://狐> and", "See ") == "See <https://狐> "


@given(st.text(max_size=300), st.integers(0, 300))
def test_nothing_is_taken_back(text: str, length: int) -> None:
    sent = text[:length]
    assert sendable(text, sent).startswith(sent)
    assert text.startswith(sendable(text, sent))


def test_a_word_that_never_ends_is_sent_nevertheless() -> None:
    assert sendable("a" * (LONGEST_WORD + 1), "")
    assert sendable("<@" + "a" * (LONGEST_WORD - 2), "") == ""


def test_near_the_limit_of_a_message_it_grows_by_paragraphs() -> None:
    paragraph = "word " * 20 + "\n\n"
    text = paragraph * (WHOLE_PARAGRAPHS_FROM // len(paragraph) + 1) + "begun "
    assert sendable(text, "").endswith("\n\n")
