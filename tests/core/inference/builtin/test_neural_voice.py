"""The neural voice, where nobody can listen: what reaches its model, and what comes out."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.domain.errors import BadInput
from core.inference.builtin import neural_voice
from core.inference.builtin.neural_voice import RATE, pcm
from core.text.spoken_text import spoken_text
from tests.core.inference.builtin.voice_fingerprint import SENTENCE, distance, fingerprint, kept

pytestmark = pytest.mark.may_block

TEXTS = (
    SENTENCE,
    "The harbour was quiet in the morning, and the fishermen had already sailed before the sun touched the roofs.",
    "Dr. Smith paid $12.50 on 2026-11-03 at 3:30 pm, for 2.5 km & 1,234 apples 🎉.",
    "A computer can be called intelligent if it could deceive a human into believing that it was human.",
    "She sells sea shells by the sea shore. Seventeen thousand people watched it, didn't they?",
    "Naïve Zürich cafés serve xqzt, NASA and Troubadour; see https://example.com/a, or run `make_it()`.",
)
_SECONDS = {"long": 0.082, "vowel": 0.092, "mark": 0.04, "space": -0.03, "pause": 0.315, "consonant": 0.062}
_SECONDS_OF_ENDS = -0.148
"""The mean duration of each kind of phoneme, fitted to 22 recordings of this voice at its own pace; a sum over a
sentence differs from its recording by at most 15 %."""
_LONG, _VOWELS = set("AIOWY"), set("AIOQWYaeiouæɑɐɒɔəɚɛɜɪɨʊʌᵻᵊ")  # noqa: RUF001


@cache
def samples(text: str) -> npt.NDArray[np.float64]:
    return np.frombuffer(pcm(text, 1.0), "<i2") / 32768


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Tells the phonemes that the model gets for a text."""
    voice = neural_voice.loaded()
    alphabet = {number: phoneme for phoneme, number in voice.vocab.items()}

    def read_back(text: str) -> str:
        given: list[str] = []
        run = voice.sess.run

        class Session:
            def run(self, names: None, inputs: dict[str, npt.NDArray[np.int64]]) -> Any:
                given.append("".join(alphabet[number] for number in inputs["ids"][0][1:-1]))
                return run(names, inputs)

        with monkeypatch.context() as patched:
            patched.setattr(voice, "sess", Session())
            pcm(text, 1.0)
        return " ".join(given)

    return read_back


@pytest.mark.parametrize("text", TEXTS)
def test_the_phonemes_of_every_word_reach_the_model(text: str, reached: Callable[[str], str]) -> None:
    spoken = spoken_text(text, "en")
    given = reached(spoken)
    front_end = neural_voice.loaded().g2p
    at = 0
    for sentence in neural_voice.loaded().split_sentences(spoken):
        tokens = front_end.phonemize_tokens(front_end.tokenize(sentence))
        words = [token for token in tokens if any(letter.isalnum() for letter in token.text)]
        assert "".join(token.text + token.whitespace for token in tokens) == sentence
        for word in words:
            assert word.phonemes, f"no phonemes for {word.text}"
            found = given.find(word.phonemes, at)
            assert found >= at, f"{word.text} ({word.phonemes}) did not reach the model"
            at = found + len(word.phonemes)


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_about_as_long_as_its_phonemes(text: str) -> None:
    spoken = spoken_text(text, "en")
    phonemes = " ".join(neural_voice.loaded().phonemize(spoken))
    expected = sum(map(_seconds, phonemes)) + _SECONDS_OF_ENDS
    assert len(samples(spoken)) / RATE == pytest.approx(expected, rel=0.2)


def _seconds(phoneme: str) -> float:
    if phoneme in _LONG:
        return _SECONDS["long"]
    if phoneme in _VOWELS:
        return _SECONDS["vowel"]
    if phoneme in "ˈˌː":
        return _SECONDS["mark"]
    if phoneme == " ":
        return _SECONDS["space"]
    return _SECONDS["pause" if phoneme in ".!?,;:—…" else "consonant"]


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_not_clipped_and_never_silent_for_a_second(text: str) -> None:
    sound = samples(spoken_text(text, "en"))
    loudest = np.abs(sound).max()
    assert 0.3 < loudest < 0.98
    assert np.count_nonzero(np.abs(sound) > loudest - 1 / 32768) < 5
    assert 0.05 < np.sqrt(np.mean(sound**2)) < 0.2
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    assert np.diff(np.concatenate(([0], loud, [len(sound)]))).max() < 1.0 * RATE


def test_it_sounds_as_when_it_was_found_good() -> None:
    assert distance(fingerprint(samples(SENTENCE)), kept()) < 3.0
    backwards, other, hiss = samples(SENTENCE)[::-1], samples(TEXTS[1]), np.random.default_rng(1).normal(size=70_000)
    for sound in (backwards, other, hiss):
        assert distance(fingerprint(sound), kept()) > 12.0


def test_the_same_text_gives_the_same_bytes_and_speed_changes_its_length() -> None:
    assert pcm(SENTENCE, 1.0) == pcm(SENTENCE, 1.0)
    assert 0.4 < len(pcm(SENTENCE, 2.0)) / len(pcm(SENTENCE, 1.0)) < 0.7
    assert 1.5 < len(pcm(SENTENCE, 0.5)) / len(pcm(SENTENCE, 1.0)) < 2.4


@pytest.mark.parametrize("text", ["", " ", "\0"])
def test_nothing_to_say_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        pcm(text, 1.0)
