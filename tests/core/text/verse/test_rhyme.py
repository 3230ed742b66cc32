import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.verse import Rhyme, has_rhyme_data, pronunciations, rhyme, rhyme_words, rhymes, rhyming_part
from core.text.verse.pronunciation import usual_words

WORDS = [word for word, _, _ in usual_words(2) if word.isalpha()]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("bucket", "Nantucket", Rhyme.PERFECT),
        ("kite", "DELIGHT!", Rhyme.PERFECT),
        ("dog", "fog", Rhyme.PERFECT),
        ("read", "bed", Rhyme.PERFECT),
        ("read", "seed", Rhyme.PERFECT),
        ("café", "today", Rhyme.PERFECT),
        ("a clatter", "he shot at her", Rhyme.PERFECT),
        ("Lee\u2019s", "cheese", Rhyme.PERFECT),
        ("time", "fine", Rhyme.NEAR),
        ("leave", "believe", Rhyme.NEAR),
        ("bear", "bare", Rhyme.NEAR),
        ("day", "holiday", Rhyme.NEAR),
        ("sea", "misery", Rhyme.NEAR),
        ("saving", "misbehavin'", Rhyme.NEAR),
        ("cat", "The cat.", Rhyme.SAME),
        ("cat", "dog", Rhyme.NONE),
        ("love", "move", Rhyme.NONE),
        ("winter", "her", Rhyme.NONE),
        ("zoofle", "waffle", Rhyme.UNKNOWN),
        ("", "cat", Rhyme.UNKNOWN),
    ],
)
def test_the_kind_of_rhyme_of_two_words(first: str, second: str, kind: Rhyme) -> None:
    assert rhyme(first, second) is kind
    assert rhyme(second, first) is kind
    assert rhymes(first, second) is (kind is Rhyme.PERFECT)


def test_the_rhyming_part_is_from_the_main_stress_on() -> None:
    assert rhyming_part("Nantucket") == rhyming_part("bucket") == "AH K AH T"
    assert rhyming_part("zoofle") is None


def test_rhymes_of_a_word_are_everyday_ones_first() -> None:
    found = rhyme_words("fox")

    assert {"box", "socks", "rocks"} <= set(found)
    assert found.index("socks") < found.index("flocks")
    assert "fox" not in found
    assert rhyme_words("fox", limit=3) == found[:3]
    assert set(rhyme_words("fox", level=1)) < set(found)
    assert rhyme_words("orange") == rhyme_words("zoofle") == []


@given(st.sampled_from(WORDS))
def test_suggested_words_rhyme(word: str) -> None:
    for other in rhyme_words(word, limit=8):
        assert rhymes(word, other)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_are_compared_either_way(first: str, second: str) -> None:
    assert rhyme(first, second) is rhyme(second, first)
    assert rhymes(first, first) is False
    rhyme_words(first)


def test_only_english_has_rhyme_data() -> None:
    assert has_rhyme_data("en-GB")
    assert not has_rhyme_data("de")
    assert pronunciations("Straße") == ()
