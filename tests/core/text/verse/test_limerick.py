import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n.rendering import render_all
from core.text.verse import check_limerick
from tests.core.text.hostile import any_texts
from tests.core.text.verse.poems import LIMERICKS, OTHERS

FOX = LIMERICKS["fox"].splitlines()


@pytest.mark.parametrize("name", LIMERICKS)
def test_limericks_are_accepted(name: str) -> None:
    report = check_limerick(LIMERICKS[name])

    assert render_all(report.problems) == []
    assert report.ok


@pytest.mark.parametrize("name", OTHERS)
def test_other_texts_are_not(name: str) -> None:
    report = check_limerick(OTHERS[name])

    assert not report.ok
    assert all(render_all(report.problems))


def test_the_scheme_is_told() -> None:
    assert check_limerick(LIMERICKS["fox"]).scheme == "AABBA"
    assert check_limerick(LIMERICKS["an unknown name"]).scheme == "?ABBA"
    assert check_limerick(OTHERS["alternating"]).scheme == "ABABA"
    assert check_limerick("").scheme == ""


@pytest.mark.parametrize(
    ("line", "replacement", "said"),
    [
        (5, "With his tail in a neat little ball.", "Lines 1 and 5 must rhyme, but “snow” and “ball” do not."),
        (4, "And he waited for rain", "Lines 3 and 4 must rhyme, but “log” and “rain” do not."),
        (4, "He was fond of that log", "Lines 3 and 4 end with the same word, “log”"),
        (3, "Log", "Line 3 has 1 syllable. It needs 3 to 9."),
        (2, "Go", "Line 2 has 1 syllable. It needs 6 to 12."),
        (5, "And he waited and waited and waited and waited for snow", "Line 5 has 15 syllables. It needs 6 to 12."),
        (5, "With his tail in a neat\nlittle bow.", "A limerick has five lines, and this has 6."),
    ],
)
def test_a_problem_names_the_line(line: int, replacement: str, said: str) -> None:
    lines = [*FOX[: line - 1], replacement, *FOX[line:]]

    assert said in " ".join(render_all(check_limerick("\n".join(lines)).problems))


def test_without_rhyme_data_only_the_lines_count() -> None:
    german = "Ein Fuchs saß im Schnee\nund trank einen Tee\nallein\nam Rhein\nund tat niemand weh"

    assert check_limerick(german, "de").ok
    assert check_limerick(german, "de").scheme == ""
    assert not check_limerick(german + "\nHo!", "de-AT").ok
    assert not check_limerick(german, "en-GB").ok


@given(any_texts, st.sampled_from(["en", "de", "", "-", "EN_us"]))
def test_any_text_is_judged_and_always_alike(text: str, language: str) -> None:
    report = check_limerick(text, language)

    assert report == check_limerick(text, language)
    assert report.ok is not bool(report.problems)
    assert all(render_all(report.problems))


@given(st.permutations(FOX))
def test_the_order_of_the_lines_matters(lines: list[str]) -> None:
    if {lines[2], lines[3]} == {FOX[2], FOX[3]}:
        assert check_limerick("\n".join(lines)).ok
    else:
        assert not check_limerick("\n".join(lines)).ok
