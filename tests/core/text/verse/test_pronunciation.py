import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.verse import pronunciations, stresses, syllable_range, syllables
from core.text.verse.pronunciation import estimated_syllables, usual_words


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("There was an Old Man of Peru,", 8),
        ("A well-known balloon", 5),
        ("'Twas brilliantly don\u2019t", 5),
        ("snoozled zorbification", 7),
        ("7 10", 5),
        ("\U0001f600 …", 0),
    ],
)
def test_syllables_of_a_line(line: str, count: int) -> None:
    assert syllables(line) == count


def test_a_word_said_in_two_ways_has_a_range() -> None:
    assert syllable_range("every fire") == (3, 5)
    assert syllable_range("a snoozle") == (2, 4)


def test_pronunciations_are_found_whatever_the_spelling() -> None:
    assert pronunciations("fox") == (("F", "AA1", "K", "S"),)
    assert pronunciations("FOX") == pronunciations("“fox”".strip("“”"))
    assert pronunciations("café") == pronunciations("cafe") != ()
    assert pronunciations("yodelin\u2019")[0][-1] == "N"
    assert pronunciations("Nantucket's")[0][-1] == "S"
    assert pronunciations("zoofle") == ()
    assert stresses("balloon") == ("01",)
    assert stresses("zoofle") == ()


def test_the_estimate_is_good_for_words_of_the_dictionary() -> None:
    off = [
        min(abs(estimated_syllables(word) - sum(phone[-1].isdigit() for phone in way)) for way in ways)
        for word, _, ways in usual_words(3)
    ]

    assert sum(error == 0 for error in off) > 0.9 * len(off)
    assert sum(error <= 1 for error in off) > 0.998 * len(off)


@given(st.text(max_size=80))
def test_any_text_can_be_counted(text: str) -> None:
    fewest, most = syllable_range(text)

    assert 0 <= fewest <= syllables(text) <= most
    assert estimated_syllables(text) >= 1
