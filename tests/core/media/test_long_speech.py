"""Long recordings: parts of MP3 that become one file, with chapters that ffmpeg reads."""

import io
import re
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from core.domain.errors import BadSound
from core.media.ffmpeg import find_ffmpeg
from core.media.long_speech import chaptered_speech, kilobits_for, speech_part, speech_under
from core.media.media_facts import SpokenPart
from core.media.sound import Sound, encode, from_samples

FFMPEG = find_ffmpeg()


def hum(seconds: float, frequency: float, rate: int = 24_000, channels: int = 1) -> bytes:
    """A WAV whose pitch tells it from others."""
    wave = np.sin(np.arange(round(seconds * rate)) / rate * frequency * 2 * np.pi) * 0.5
    sound: Sound = from_samples(np.stack([wave] * channels, axis=1), rate)
    return encode(sound, "wav").data


def part(*files: bytes, kilobits: int = 48) -> SpokenPart:
    return speech_part(files, 0.25, kilobits=kilobits, seconds_limit=60.0)


def pitch(samples: npt.NDArray[np.float64], start: float, end: float) -> float:
    piece = samples[round(start * 24_000) : round(end * 24_000)]
    return float(np.argmax(np.abs(np.fft.rfft(piece))) / (end - start))


def test_joined_parts_are_one_file_without_a_gap_or_a_click() -> None:
    parts = [part(hum(2, 200), hum(2, 300, 44_100, 2)), part(hum(3, 400, 16_000))]
    speech = chaptered_speech(parts, [("First", 0.0), ("Second", parts[0].seconds)])
    samples, rate = soundfile.read(io.BytesIO(speech.data))
    assert rate == 24_000
    assert len(samples) / rate == pytest.approx(speech.seconds, abs=0.15)
    assert speech.seconds == pytest.approx(7.75, abs=0.25)
    second = parts[0].seconds
    assert [round(pitch(samples, *span), -1) for span in ((0.2, 1.8), (2.5, 4.0), (second + 0.3, second + 2.8))] == [
        200, 300, 400,
    ]  # fmt: skip
    assert np.abs(np.diff(samples)).max() < 0.2
    assert len(speech.waveform) == len(parts[0].loudness) + len(parts[1].loudness)
    assert max(speech.waveform) == 255


@pytest.mark.skipif(FFMPEG is None, reason="needs ffmpeg")
def test_ffmpeg_reads_the_chapters(tmp_path: Path) -> None:
    parts = [part(hum(1, 200)), part(hum(2, 300))]
    speech = chaptered_speech(parts, [("Eins: Äpfel 🦊", 0.0), ("Zwei", parts[0].seconds)])
    file = tmp_path / "speech.mp3"
    file.write_bytes(speech.data)
    told = subprocess.run(
        [str(FFMPEG), "-v", "error", "-i", str(file), "-f", "ffmetadata", "-"], check=True, capture_output=True
    ).stdout.decode()
    assert re.findall(r"^(?:START|END)=(\d+)", told, re.MULTILINE) == [
        "0", *[str(round(parts[0].seconds * 1000))] * 2, str(round(speech.seconds * 1000)),
    ]  # fmt: skip
    assert re.findall(r"^title=(.*)", told, re.MULTILINE) == ["Eins: Äpfel 🦊", "Zwei"]


@pytest.mark.parametrize(("minutes", "kilobits"), [(1, 48), (25, 48), (30, 32), (60, 24)])
def test_an_hour_fits_into_ten_megabytes(minutes: int, kilobits: int) -> None:
    assert kilobits_for(minutes * 60) == kilobits
    assert minutes * 60 * kilobits * 1000 / 8 < 10 * 1024 * 1024 * 1.05
    assert len(part(hum(2, 200), kilobits=kilobits).data) * 8 / 1000 / 2.25 == pytest.approx(kilobits, rel=0.1)


@pytest.mark.parametrize("share", [0.9, 0.5, 0.4])
def test_a_recording_gets_small_enough_and_keeps_its_chapters(share: float) -> None:
    parts = [part(hum(20, 200))]
    speech = chaptered_speech(parts, [("One", 0.0)])
    limit = int(len(speech.data) * share)
    smaller = speech_under(speech.data, bytes_limit=limit)
    assert smaller.changed
    assert limit * 0.6 < len(smaller.data) <= limit
    assert smaller.data.startswith(b"ID3")
    assert b"CHAP" in smaller.data
    assert soundfile.info(io.BytesIO(smaller.data)).duration == pytest.approx(speech.seconds, abs=0.2)


def test_what_fits_stays_and_what_cannot_fit_is_refused() -> None:
    wav = hum(20, 200, 44_100, 2)
    assert speech_under(wav, bytes_limit=len(wav)).data == wav
    assert speech_under(wav, bytes_limit=100_000).data[:1] == b"\xff"
    with pytest.raises(BadSound, match="sound-too-large"):
        speech_under(wav, bytes_limit=30_000)
    with pytest.raises(BadSound, match="sound-damaged"):
        speech_under(b"x" * 1000, bytes_limit=100)
