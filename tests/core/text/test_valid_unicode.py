"""Text from servers that is not valid Unicode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.valid_unicode import SurrogateJoiner, valid_unicode

TEXT = st.text(st.characters() | st.characters(categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "valid"),
    [("\ud83e\udd99 ok", "🦙 ok"), ("ok \ud83e", "ok \ufffd"), ("\udd99\ud83e", "\ufffd\ufffd"), ("é", "é")],
)
def test_pairs_are_joined_and_halves_replaced(text: str, valid: str) -> None:
    assert valid_unicode(text) == valid


@given(st.lists(TEXT, max_size=6))
def test_pieces_give_the_same_as_the_whole(pieces: list[str]) -> None:
    joiner = SurrogateJoiner()
    joined = [joiner.feed(piece) for piece in pieces] + [joiner.close()]
    for piece in joined:
        piece.encode()
    assert "".join(joined) == valid_unicode("".join(pieces))
