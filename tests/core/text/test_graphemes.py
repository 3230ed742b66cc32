"""Positions at which a text can be cut between two characters as readers see them."""

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import grapheme_boundary_before

from core.text.graphemes import boundary_before


@given(text=st.text(st.sampled_from("ab \r\n\u0301\u0600\u200d👩🚀🇩🇪é"), min_size=2), at=st.integers(1, 12))
def test_a_cut_is_where_unicode_puts_it(text: str, at: int) -> None:
    assert boundary_before(text, at) == (len(text) if at >= len(text) else grapheme_boundary_before(text, at + 1))
