"""Recordings for recognisers: what is heard, where they are cut, and what is refused."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.domain.errors import BadSound
from core.i18n.rendering import LOCALES, render
from core.media.ffmpeg import find_ffmpeg
from core.media.file_signatures import media_type_of, mp4_seconds
from core.media.processes import MEDIA_PROCESSES
from core.media.sound import decode
from core.media.speech_sound import PART_SECONDS, RATE, prepare_speech, speech_wav
from tests.core.media.voices import babble, by_ffmpeg, recording

LIMIT = 1_800.0
PHONES = {
    "m4a": "audio/mp4",
    "mp4": "audio/mp4",  # the brand of a film, as Slack's clips have it, with sound alone
    "3gp": "audio/mp4",
    "webm": "audio/webm",
    "aac": "audio/aac",
    "amr": "audio/amr",
    "mp3": "audio/mpeg",
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "3gp": ("-ar", "8000", "-ac", "1", "-c:a", "aac"),
    "amr": ("-ar", "8000", "-ac", "1"),
    "webm": ("-c:a", "libopus"),
}


@pytest.mark.parametrize("container", ["OGG", "FLAC", "WAV", "MP3"])
def test_a_short_recording_stays_as_it_is(container: str) -> None:
    codec = {"OGG": "OPUS", "MP3": "MPEG_LAYER_III"}.get(container, "PCM_16")
    data = recording(3.0, container=container, codec=codec)
    heard = prepare_speech(data, seconds_limit=LIMIT)
    assert heard.seconds == pytest.approx(3.0, abs=0.1)
    assert [part.data for part in heard.parts] == [data]
    assert heard.parts[0].media_type == media_type_of(data)


@pytest.mark.parametrize("suffix", PHONES)
def test_what_phones_and_browsers_record_is_recognised_and_heard(suffix: str) -> None:
    data = by_ffmpeg(suffix, *OPTIONS.get(suffix, ()))
    if data is None:
        pytest.skip("needs ffmpeg with this encoder")
    assert media_type_of(data) == PHONES[suffix]
    heard = prepare_speech(data, seconds_limit=LIMIT, ffmpeg=find_ffmpeg())
    assert heard.seconds == pytest.approx(2.0, abs=0.15)
    assert heard.parts[0].data == data
    wav = speech_wav(data, seconds_limit=LIMIT, ffmpeg=find_ffmpeg())
    info = soundfile.info(io.BytesIO(wav))
    assert (info.samplerate, info.channels, info.subtype) == (RATE, 1, "PCM_16")


def test_without_ffmpeg_a_recording_for_it_goes_on_as_it_is() -> None:
    data = by_ffmpeg("m4a")
    if data is None:
        pytest.skip("needs ffmpeg to be made")
    assert mp4_seconds(data) == pytest.approx(2.0, abs=0.1)
    heard = prepare_speech(data, seconds_limit=LIMIT)
    assert [(part.data, part.media_type) for part in heard.parts] == [(data, "audio/mp4")]
    with pytest.raises(BadSound) as refused:
        prepare_speech(data, seconds_limit=1.0)
    assert refused.value.sentence.id == "sound-too-long"
    with pytest.raises(BadSound) as refused:
        speech_wav(data, seconds_limit=LIMIT)
    assert refused.value.sentence.id == "sound-needs-ffmpeg"


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_converting_block_by_block_leaves_no_seams(rate: int) -> None:
    seconds = 45.0
    time = np.arange(round(seconds * rate)) / rate
    out = io.BytesIO()
    soundfile.write(out, 0.5 * np.sin(2 * np.pi * 440 * time), rate, format="WAV", subtype="PCM_16")
    samples, _ = soundfile.read(io.BytesIO(speech_wav(out.getvalue(), seconds_limit=LIMIT)))
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(len(samples)) / RATE)
    assert len(samples) == round(seconds * RATE)
    assert np.abs(samples - expected)[RATE // 10 : -RATE // 10].max() < 0.01


def test_a_long_recording_is_cut_at_silence_and_nothing_is_lost() -> None:
    pauses = (20.0, 44.0, 66.0)
    data = recording(80.0, container="WAV", codec="PCM_16", rate=RATE, pauses=pauses)
    heard = prepare_speech(data, seconds_limit=LIMIT)
    starts = [part.start for part in heard.parts]
    assert starts[0] == 0
    assert all(min(abs(start - pause) for pause in pauses) <= 0.5 for start in starts[1:])
    assert all(part.seconds <= PART_SECONDS for part in heard.parts)
    whole = np.concatenate([decode(part.data).samples for part in heard.parts])
    assert np.array_equal(whole, decode(data).samples)


def test_speech_without_a_pause_is_cut_all_the_same() -> None:
    heard = prepare_speech(recording(70.0, container="FLAC", codec="PCM_16", rate=RATE), seconds_limit=LIMIT)
    assert sum(part.seconds for part in heard.parts) == pytest.approx(70.0)
    assert max(part.seconds for part in heard.parts) <= PART_SECONDS


def test_long_silence_within_a_recording_costs_nothing() -> None:
    sound = np.concatenate([babble(10.0), np.zeros(RATE * 60), babble(10.0)])
    out = io.BytesIO()
    soundfile.write(out, sound, RATE, format="WAV", subtype="PCM_16")
    heard = prepare_speech(out.getvalue(), seconds_limit=LIMIT)
    assert heard.seconds == pytest.approx(80.0)
    assert sum(part.seconds for part in heard.parts) < 60
    assert heard.parts[-1].start + heard.parts[-1].seconds == pytest.approx(80.0)


def test_twenty_minutes_fit_into_a_process_of_the_pool() -> None:
    out = io.BytesIO()
    minute = babble(60.0, 24_000, pauses=(27.0, 54.0)).astype(np.float32)
    with soundfile.SoundFile(out, "w", 24_000, 1, format="WAV", subtype="PCM_U8") as file:
        for _ in range(20):
            file.write(minute)
    heard = MEDIA_PROCESSES.run_blocking(prepare_speech, out.getvalue(), seconds_limit=LIMIT)
    assert heard.seconds == pytest.approx(1_200.0, abs=1)
    assert len(heard.parts) >= 1_200 / PART_SECONDS


def _header_alone() -> bytes:
    return recording(1.0, container="WAV", codec="PCM_16")[:44]


def _silence(seconds: float = 5.0) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, np.zeros(round(seconds * RATE)), RATE, format="WAV", subtype="PCM_16")
    return out.getvalue()


BAD = {
    "an empty file": (b"", "sound-not-a-sound"),
    "a text called a sound": (b"hello there\n" * 50, "sound-not-a-sound"),
    "a web page called a sound": (b"<html><body>no</body></html>", "sound-not-a-sound"),
    "a header alone": (_header_alone(), "sound-empty"),
    "silence": (_silence(), "sound-silent"),
    "an hour": (_silence(61.0), "sound-too-long"),
    "the beginning of an Ogg file": (recording(2.0)[:60], "sound-damaged"),
    "noise after the magic bytes": (b"OggS" + bytes(range(256)) * 40, "sound-damaged"),
    "a FLAC with false sizes": (b"fLaC" + b"\xff" * 2_000, "sound-damaged"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_without_speech_gets_its_sentence_in_every_language(what: str) -> None:
    data, id = BAD[what]
    with pytest.raises(BadSound) as refused:
        MEDIA_PROCESSES.run_blocking(prepare_speech, data, seconds_limit=60.0)
    assert refused.value.sentence.id == id
    assert len({render(refused.value.sentence, locale) for locale in LOCALES}) == len(LOCALES)


def test_a_recording_that_breaks_off_is_heard_as_far_as_it_goes() -> None:
    data = recording(20.0)
    heard = prepare_speech(data[: len(data) // 2], seconds_limit=LIMIT)
    assert 5 < heard.seconds < 15


def test_a_playlist_reads_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(recording(2.0, container="WAV", codec="PCM_16"))
    with pytest.raises(BadSound):
        prepare_speech(f"#EXTM3U\n{secret}\n".encode(), seconds_limit=LIMIT, ffmpeg=find_ffmpeg())


def test_a_film_is_no_recording() -> None:
    film = b"\0\0\0\x18ftypisom\0\0\2\0isommp41" + b"hdlr\0\0\0\0\0\0\0\0vide" + b"hdlr\0\0\0\0\0\0\0\0soun"
    assert media_type_of(film) is None
