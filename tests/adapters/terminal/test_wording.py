"""Text for a terminal: complete, clean, and without control sequences."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.terminal.wording import StreamSanitizer, captions_of, localized, progress_line
from core.domain.events import Facts, Progress
from core.domain.sentences import Moment, Quote, say
from core.text.sanitising import clean

TRICKY = (
    "a1 \n\r\t\x1b[31m\u200d\u200c\ufe0f\u20e3👨👩🏴é中\x07\x9b"
    "\U000e0067\U000e0062\U000e007f\u0915\u094d\u0937\u202e\u0628"
)


@settings(max_examples=400)
@given(st.lists(st.text(alphabet=TRICKY, max_size=6), max_size=12))
def test_text_in_pieces_is_cleaned_as_one_piece(pieces: list[str]) -> None:
    flow = StreamSanitizer()
    shown = "".join(flow.add(piece) for piece in pieces)
    assert shown == flow.text == clean("".join(pieces))


def test_quoted_words_cannot_steer_the_terminal() -> None:
    sentence = say("terminal-file-missing", name=Quote(text="a\x1b]0;owned\x07\nb"))
    assert localized(sentence, "en") == "There is no file a]0;owned b. Check its name and the folder you are in."


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "JST-9")  # as POSIX has it: nine hours to add for UTC are minus nine
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
def test_moments_are_shown_in_the_zone_of_the_machine() -> None:
    sentence = say("status-alert", moment=Moment(at=1_700_000_000), what="x")
    assert localized(sentence, "en") == "• Nov 15, 2023, 7:13\u202fAM JST: x"
    assert "2023/11/15 7:13 JST" in localized(sentence, "ja")


def test_captions_tell_the_builtin_engine_from_a_model() -> None:
    honest = captions_of(Facts(part="answer", engine="builtin", model="builtin", seed=4294967295), "en")
    assert honest == ["Built-in engine: rules and synthesis, no model", "seed 4294967295"]
    facts = Facts(
        part="answer", engine="huggingface", model="a/b\x1b[2J", provider="x", seconds=1, tokens=1, ignored=("top_p",)
    )
    assert captions_of(facts, "en") == ["a/b[2J · x", "1 s", "1 token", "ignored: --top-p"]


def test_progress_says_how_far_and_how_long() -> None:
    progress = Progress(sentence=say("thinking"), fraction=0.4, seconds_left=12.4)
    assert progress_line(progress, "en") == "Thinking… · 40% · about 12 seconds left"
