"""Speech, by measurement: how long, how loud, how it rises and falls."""

import io
import sys
import wave
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from core.domain.errors import BadInput, NotInstalled
from core.i18n.rendering import render, render_all
from core.inference.builtin.speech import speak
from core.inference.builtin.voices import VOICES, for_text
from core.inference.outputs import Finished, SpeechOutput
from core.inference.requests import TextToSpeechRequest
from tests.core.inference.builtin.requests import builtin_engine, outputs

SENTENCE = "There was once a troubadour who owned a lute, a blue coat, and nothing else."


async def speech_samples(
    text: str = SENTENCE, voice: str | None = None, speed: float = 1.0, locale: str = "en"
) -> npt.NDArray[np.float64]:
    """The samples of espeak-ng, -1 to 1; the format is checked on the way."""
    found = await outputs(
        builtin_engine().text_to_speech(TextToSpeechRequest(text=text, voice=voice, speed=speed, locale=locale))
    )
    assert isinstance(found[0], SpeechOutput)
    assert found[0].media_type == "audio/wav"
    with wave.open(io.BytesIO(found[0].data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (22_050, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768


def seconds(samples: npt.NDArray[np.float64]) -> float:
    return len(samples) / 22_050


async def told(text: str, voice: str | None = None, locale: str = "en") -> tuple[bool, list[str]]:
    """True if there is sound, and the sentences of the caption."""
    *sound, end = await outputs(
        builtin_engine().text_to_speech(TextToSpeechRequest(text=text, voice=voice, locale=locale))
    )
    assert isinstance(end, Finished)
    return bool(sound), render_all(end.notes)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Hides packages as if they were not installed."""

    def hide(*packages: str) -> None:
        for package in packages:
            monkeypatch.setitem(sys.modules, package, None)

    return hide


async def test_it_sounds_like_speech() -> None:
    samples = await speech_samples(voice="emma")
    assert 3 < seconds(samples) < 9
    assert 0.02 < np.sqrt(np.mean(samples**2)) < 0.3
    envelope = np.array([np.sqrt(np.mean(part**2)) for part in np.array_split(samples, int(seconds(samples) * 50))])
    loud = envelope > envelope.max() * 0.1
    # Syllables: it gets loud and soft several times a second, and is neither a tone nor a hiss.
    assert 8 < np.count_nonzero(np.diff(loud.astype(int)) == 1) < 60
    spectrum = np.abs(np.fft.rfft(samples))
    low = spectrum[: int(len(spectrum) * 4000 / 11_025)]
    assert (low**2).sum() > 0.8 * (spectrum**2).sum()


async def test_other_words_other_sounds() -> None:
    assert not np.array_equal(await speech_samples("One fox.", "emma"), await speech_samples("Two owls.", "emma"))


async def test_speaking_in_between_changes_nothing() -> None:
    before = await speech_samples("One fox.", "emma")
    await speech_samples("Guten Tag, wie geht es Ihnen?", "jonas")
    assert np.array_equal(before, await speech_samples("One fox.", "emma"))


async def test_twice_as_fast_is_about_half_as_long() -> None:
    usual, fast, slow = (
        seconds(await speech_samples(voice="emma")),
        seconds(await speech_samples(voice="emma", speed=2)),
        seconds(await speech_samples(voice="emma", speed=0.5)),
    )
    assert 0.4 < fast / usual < 0.7
    assert 1.5 < slow / usual < 2.4


@pytest.mark.parametrize("voice", [voice.name for voice in VOICES if voice.synthesiser == "espeak"])
async def test_every_voice_speaks(voice: str) -> None:
    samples = await speech_samples("Troubadour 1 2 3", voice)
    assert seconds(samples) > 0.4
    assert np.abs(samples).max() > 0.05


async def test_a_woman_speaks_higher_than_a_man() -> None:
    def pitch(samples: npt.NDArray[np.float64]) -> float:
        """The middle of all frames' pitches: where a frame is most like itself, 70 to 350 Hz."""
        found = []
        for frame in np.array_split(samples, int(seconds(samples) * 25)):
            likeness = np.correlate(frame, frame, "full")[len(frame) - 1 :]
            shortest, longest = 22_050 // 350, 22_050 // 70
            best = shortest + int(np.argmax(likeness[shortest:longest]))
            if likeness[best] > 0.5 * likeness[0] > 0.01:
                found.append(22_050 / best)
        return float(np.median(found))

    assert pitch(await speech_samples(voice="emma")) > pitch(await speech_samples(voice="george")) + 30


async def test_an_unknown_voice_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput) as caught:
        await speech_samples(voice="emmma")
    assert "emma" in render(caught.value.sentence)
    with pytest.raises(BadInput) as caught:
        await speech_samples(voice="xxxxxxxx")
    assert "emma" in render(caught.value.sentence)
    assert "Did you mean" not in render(caught.value.sentence)


@pytest.mark.parametrize("text", ["", "   ", "…!?", "\0", "🦊"])
async def test_nothing_to_say_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        await speech_samples(text)


@pytest.mark.parametrize("speed", [0.49, 2.01, float("nan")])
async def test_speeds_out_of_range_are_refused(speed: float) -> None:
    with pytest.raises(BadInput):
        await speech_samples(speed=speed)


async def test_the_caption_names_voice_and_language() -> None:
    assert await told("Good evening.") == (True, ["voice: Heart (American English)"])
    assert await told("Guten Abend, wie geht es dir?") == (True, ["voice: Lena (German)"])


@pytest.mark.parametrize(
    ("text", "voice", "words"),
    [
        ("He said 東京 and left for Москва.", None, "東京, Москва"),
        ("He said 東京 and left.", "emma", "東京"),
        ("Der Fuchs sagte ひらがな und ging.", "lena", "ひらがな"),
        ("한국어와 漢字가 있어요.", "minji", "漢字"),
        ("庭にキツネがいます。Привет!", "hana", "Привет"),
    ],
)
async def test_words_that_a_voice_cannot_read_are_named(text: str, voice: str | None, words: str) -> None:
    has_sound, sentences = await told(text, voice)
    assert has_sound
    assert f"cannot read: {words}" in sentences[1]


async def test_a_text_without_a_readable_word_has_no_sound() -> None:
    has_sound, sentences = await told("東京", "heart")
    assert not has_sound
    assert "cannot read: 東京" in sentences[1]


async def test_kanji_are_read(without: Callable[..., None]) -> None:
    """espeak-ng says "Chinese letter" for a kanji, which is longer than its reading."""
    kanji, kana = "東京へ行く。", "とうきょうえいく。"
    assert np.array_equal(await speech_samples(kanji, "hana"), await speech_samples(kana, "hana"))
    assert await told(kanji, "hana") == (True, ["voice: Hana (Japanese)"])
    without("pykakasi")
    assert "cannot read: 東京へ行く" in (await told(kanji, "hana"))[1][1]


@pytest.mark.parametrize(
    ("missing", "text", "voice", "fix"),
    [
        (["hibari"], "Good evening.", "heart", "[speech]"),
        (["espeakng_loader"], "Guten Abend, wie geht es dir?", None, "German. The operator can add one"),
        (["espeakng_loader"], "Guten Abend, wie geht es dir?", None, "[voices]"),
        (["espeakng_loader", "hibari"], "Good evening.", None, "[speech,voices]"),
    ],
)
async def test_without_a_voice_the_fix_is_named(
    without: Callable[..., None], missing: list[str], text: str, voice: str | None, fix: str
) -> None:
    without(*missing)
    with pytest.raises(NotInstalled) as caught:
        await speak(TextToSpeechRequest(text=text, voice=voice))
    assert fix in render(caught.value.sentence)


async def test_english_needs_only_one_of_the_extras(without: Callable[..., None]) -> None:
    without("espeakng_loader", "pykakasi")
    assert await told("Good evening.") == (True, ["voice: Heart (American English)"])


async def test_without_the_neural_voice_espeak_speaks_english(without: Callable[..., None]) -> None:
    without("hibari")
    assert await told("Good evening.") == (True, ["voice: Emma (British English)"])


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ([], "needs nothing but this machine"),
        (["espeakng_loader"], "speaks English only"),
        (["hibari"], "[speech]"),
        (["hibari", "espeakng_loader"], "cannot speak"),
    ],
)
async def test_the_health_names_what_is_missing(without: Callable[..., None], missing: list[str], words: str) -> None:
    without(*missing)
    health = await builtin_engine().check()
    assert health.ok
    assert words in render(health.sentence)


@pytest.mark.parametrize(
    ("text", "locale", "language"),
    [
        ("The fox is in the garden and it is cold.", "de", "en-US"),
        ("Der Fuchs ist im Garten und es ist kalt.", "en", "de-DE"),
        ("Le renard est dans le jardin et il fait froid.", "en", "fr-FR"),
        ("El zorro está en el jardín y hace frío.", "en", "es-ES"),
        ("La volpe è nel giardino e fa freddo.", "en", "it-IT"),
        ("A raposa está no jardim e não tem frio.", "en", "pt-PT"),
        ("庭にキツネがいます。", "en", "ja-JP"),
        ("여우가 정원에 있어요.", "en", "ko-KR"),
        ("Лиса в саду.", "en", "ru-RU"),
        ("Лисиця в саду, їй холодно.", "en", "uk-UA"),
        ("Bonanza!", "de", "de-DE"),
        ("Bonanza!", "en-US", "en-US"),
        ("Bonanza!", "en-GB", "en-US"),
        ("Bonanza!", "xx", "en-US"),
    ],
)
def test_the_voice_follows_the_language_of_the_text(text: str, locale: str, language: str) -> None:
    assert for_text(text, locale).language == language


async def test_a_known_language_comes_before_the_words() -> None:
    """A piece of a German text may look English."""
    request = TextToSpeechRequest(text="The Wall", locale="en", language="de")
    assert render_all((await speak(request))[1]) == ["voice: Lena (German)"]


async def test_voices_are_listed_once_each() -> None:
    voices = await builtin_engine().voices()
    assert len({voice.name for voice in voices}) == len(voices)
    assert len({voice.language for voice in voices}) >= 20
    assert await builtin_engine().voices("org/other") == []
