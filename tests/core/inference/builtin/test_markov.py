"""Continuing a text by word counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference.builtin.generated_text import tokens, truncated
from core.inference.builtin.markov import continuation
from core.inference.requests import TextRequest


def going_on(prompt: str = "The road", **options: object) -> str:
    return continuation(TextRequest(prompt=prompt, **options)).text  # type: ignore[arg-type]


@settings(max_examples=80)
@given(
    prompt=st.text(max_size=80), limit=st.integers(1, 200), seed=st.integers(0, 2**32 - 1), temperature=st.floats(0, 2)
)
def test_the_limit_holds_for_any_prompt(prompt: str, limit: int, seed: int, temperature: float) -> None:
    request = TextRequest(prompt=prompt, max_new_tokens=limit, seed=seed, temperature=temperature)
    written = continuation(request)
    assert written.tokens == limit
    assert written.reason == "length"
    assert written == continuation(request)


@settings(max_examples=60)
@given(
    stop=st.sampled_from([".", ",", "the", "“", "a ", "troubadour", "ever found in no tale"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_it_ends_before_a_stop_sequence(stop: str, seed: int) -> None:
    free = continuation(TextRequest(prompt="The fox", seed=seed))
    stopped = continuation(TextRequest(prompt="The fox", seed=seed, stop=(stop, "")))
    assert stopped.text == free.text.partition(stop)[0]
    assert stopped.reason == ("stop" if stop in free.text else "length")


def test_seeds_lead_elsewhere_except_without_temperature() -> None:
    assert len({going_on(seed=seed) for seed in range(6)}) == 6
    assert len({going_on(seed=seed, temperature=0.0) for seed in range(6)}) == 1


def test_a_narrow_choice_is_a_narrow_one() -> None:
    narrow = {going_on(seed=seed, top_p=0.01, max_new_tokens=12) for seed in range(8)}
    wide = {going_on(seed=seed, top_p=1.0, max_new_tokens=12) for seed in range(8)}
    assert len(narrow) == 1
    assert len(wide) > 4


@pytest.mark.parametrize(
    ("prompt", "beginning"),
    [
        ("He walked from town to", " town"),
        ("a songbird and the old", " "),
        ("He walked from town ", "to town"),
        ("", ""),
    ],
)
def test_it_takes_up_the_last_words(prompt: str, beginning: str) -> None:
    text = going_on(prompt, temperature=0.0)
    assert text.startswith(beginning)
    assert not text.startswith("  ")


def test_quotation_marks_open_and_close_in_turn() -> None:
    for seed in range(30):
        depth = 0
        for mark in going_on(seed=seed, max_new_tokens=150, temperature=1.4):
            depth += {"“": 1, "”": -1}.get(mark, 0)
            assert depth in (0, 1)
            assert not (depth and mark == "\n")


def test_ignored_options_of_a_continuation_are_named() -> None:
    assert continuation(TextRequest(prompt="x", repetition_penalty=1.2)).ignored == ("repetition_penalty",)
    assert continuation(TextRequest(prompt="x", top_p=0.9, temperature=1.0)).ignored == ()


@given(text=st.text(max_size=200), limit=st.integers(1, 40))
def test_tokens_join_to_the_text_and_cuts_are_at_tokens(text: str, limit: int) -> None:
    assert "".join(tokens(text)) == text
    cut = truncated(text, limit)
    assert text.startswith(cut.text)
    assert cut.tokens <= limit
    assert (cut.reason == "length") == (len(tokens(text)) > limit)
