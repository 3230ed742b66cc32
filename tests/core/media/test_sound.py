import io
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.domain.errors import BadSound, OperatorError
from core.i18n.rendering import render
from core.media.ffmpeg import find_ffmpeg
from core.media.file_signatures import media_type_of
from core.media.sound import (
    Sound,
    SoundFormat,
    decode,
    encode,
    from_samples,
    gain,
    join,
    normalise,
    silence,
    waveform,
)
from tests.core.media.samples import saved, scene

FORMATS: tuple[SoundFormat, ...] = ("ogg", "mp3", "flac", "wav")


def tone(
    frequency: float = 440.0, seconds: float = 1.0, rate: int = 22_050, high: float = 0.5, channels: int = 1
) -> Sound:
    time = np.arange(round(rate * seconds)) / rate
    wave = high * np.sin(2 * np.pi * frequency * time)
    return from_samples(np.repeat(wave[:, None], channels, axis=1), rate)


def dominant(sound: Sound) -> float:
    """The loudest frequency in hertz."""
    mono = sound.samples.astype(np.float64).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono))))
    return float(spectrum.argmax() * sound.rate / len(mono))


def peak(sound: Sound) -> int:
    return int(np.abs(sound.samples.astype(np.int32)).max())


def level(sound: Sound) -> float:
    """Returns the peak of a steady tone, without its beginning and end, which a codec may change."""
    middle = sound.samples[sound.frames // 4 : -sound.frames // 4].astype(np.float64)
    return float(np.sqrt(2 * np.mean(middle**2)))


def file_of(samples: npt.NDArray[np.float64], rate: int, container: str, codec: str) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=container, subtype=codec)
    return out.getvalue()


def refusal(data: bytes, seconds_limit: float = 600.0, ffmpeg: Path | None = None) -> str:
    with pytest.raises(BadSound) as caught:
        decode(data, seconds_limit=seconds_limit, ffmpeg=ffmpeg)
    return render(caught.value.sentence)


def program(path: Path, source: str) -> Path:
    path.write_text(f"#!{sys.executable}\n{source}", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 96_000])
def test_a_round_trip_keeps_length_and_pitch(format_: SoundFormat, rate: int) -> None:
    there = tone(440, 1.3, rate)
    encoded = encode(there, format_)
    assert media_type_of(encoded.data) == encoded.media_type
    back = decode(encoded.data)
    assert back.seconds == pytest.approx(there.seconds, abs=0.003)
    assert dominant(back) == pytest.approx(440, abs=2)
    assert level(back) == pytest.approx(level(there), rel=0.02)
    if format_ == "ogg":
        assert back.rate == 48_000


@pytest.mark.parametrize("format_", FORMATS)
def test_stereo_stays_stereo(format_: SoundFormat) -> None:
    assert decode(encode(tone(channels=2), format_).data).channels == 2


@settings(max_examples=40)
@given(pcm=st.binary(min_size=4, max_size=400), channels=st.sampled_from([1, 2]))
def test_wav_and_flac_lose_nothing(pcm: bytes, channels: int) -> None:
    assume(not pcm.startswith(b"OggS"))  # libsndfile takes a WAV with these samples first for WavPack in Ogg
    sound = Sound(pcm[: len(pcm) // 4 * 4], 16_000, channels)
    assert decode(encode(sound, "wav").data) == sound
    assert decode(encode(sound, "flac").data) == sound


def test_a_file_of_floats_is_scaled_and_clipped() -> None:
    data = file_of(np.array([0.0, 0.5, -0.5, 1.7, -9.0]), 16_000, "WAV", "FLOAT")
    assert decode(data).samples[:, 0].tolist() == [0, 16384, -16384, 32767, -32768]


def test_many_channels_become_one() -> None:
    data = file_of(np.full((100, 6), 0.25), 16_000, "WAV", "PCM_16")
    assert decode(data) == from_samples(np.full(100, 0.25), 16_000)
    assert "9 channels" in refusal(file_of(np.zeros((10, 9)), 16_000, "WAV", "PCM_16"))
    assert "1000 samples" in refusal(file_of(np.zeros(10), 1000, "WAV", "PCM_16"))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_limit_on_seconds_holds_before_all_is_decoded(format_: SoundFormat) -> None:
    data = encode(tone(seconds=3), format_).data
    assert decode(data, seconds_limit=3.1).seconds == pytest.approx(3, abs=0.003)
    assert "longer than 2 seconds" in refusal(data, seconds_limit=2)


def test_a_header_that_claims_hours_costs_nothing() -> None:
    data = bytearray(encode(tone(), "wav").data)
    data[4:8], data[40:44] = b"\xff\xff\xff\x7f", b"\xff\xff\xff\x7f"
    assert decode(bytes(data)).seconds == pytest.approx(1, abs=0.003)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"la la la", "text file"),
        (saved(scene(), "PNG"), "a picture, not a sound"),
        (b"\x8f\x02\x11\x99" * 9, "not a sound that I know"),
        (b"\0\0\0\x20ftypM4A \0\0\x02\0M4A mp42isom", "where ffmpeg is installed"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "damaged or incomplete"),
        (b"fLaC" + bytes(60), "damaged or incomplete"),
        (encode(silence(0, 16_000), "wav").data, "nothing to hear"),
    ],
)
def test_a_file_without_sound_is_named(data: bytes, words: str) -> None:
    assert words in refusal(data)


@settings(max_examples=150)
@given(data=st.data())
def test_no_mutation_of_a_file_raises_anything_but_bad_sound(data: st.DataObject) -> None:
    torn = bytearray(encode(tone(seconds=0.1), data.draw(st.sampled_from(FORMATS))).data)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, max(0, len(torn) - 1)))
        torn[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=20))
    try:
        sentence = None
        assert decode(bytes(torn), seconds_limit=5).frames
    except BadSound as error:
        sentence = error.sentence
    if sentence:
        assert render(sentence)


@settings(max_examples=30)
@given(
    lengths=st.lists(st.integers(0, 3000), min_size=1, max_size=8),
    pause=st.integers(0, 500),
    rate=st.sampled_from([8_000, 16_000, 24_000, 48_000]),
)
def test_joining_keeps_every_sample_and_every_pause(lengths: list[int], pause: int, rate: int) -> None:
    sounds = [from_samples(np.full(frames, (at + 1) * 0.1), rate) for at, frames in enumerate(lengths)]
    joined = join(sounds, pause / 1000)
    gap = Sound(bytes(2 * (rate * pause // 1000)), rate)
    assert joined.pcm == gap.pcm.join(sound.pcm for sound in sounds)
    assert joined.frames == sum(lengths) + (len(lengths) - 1) * gap.frames


def test_joining_unlike_sounds_takes_the_better_of_each() -> None:
    joined = join([tone(rate=16_000), tone(rate=24_000, channels=2)], 0.25)
    assert (joined.rate, joined.channels) == (24_000, 2)
    assert joined.seconds == pytest.approx(2.25, abs=0.001)
    assert dominant(joined) == pytest.approx(440, abs=2)
    with pytest.raises(ValueError, match="nothing"):
        join([])


def test_silence_is_as_long_as_told_and_silent() -> None:
    quiet = silence(0.75, 24_000, 2)
    assert (quiet.frames, quiet.rate, quiet.channels, any(quiet.pcm)) == (18_000, 24_000, 2, False)
    assert silence(-1, 24_000).frames == 0


def test_gain_is_in_decibels_and_clips() -> None:
    assert peak(gain(tone(high=0.25), 6.0206)) == pytest.approx(peak(tone(high=0.5)), abs=3)
    assert peak(gain(tone(high=0.5), -20)) == pytest.approx(0.05 * 32768, abs=3)
    assert peak(gain(tone(high=0.5), 40)) >= 32_767


def test_normalising_brings_the_peak_below_full_scale() -> None:
    for high in (0.01, 0.3, 1.0):
        assert peak(normalise(tone(high=high), 1.0)) == pytest.approx(32768 * 10 ** (-1 / 20), rel=0.01)
    for quiet in (silence(0.2, 16_000), silence(0, 16_000)):
        assert normalise(quiet) == quiet


@settings(max_examples=60)
@given(seconds=st.floats(0, 40), points=st.integers(1, 256))
def test_a_waveform_has_ten_points_a_second_up_to_its_limit(seconds: float, points: int) -> None:
    drawn = waveform(tone(100, seconds, 4_000), points)
    assert len(drawn) == max(1, min(points, int(round(seconds * 4000) / 4000 * 10)))


def test_a_waveform_shows_where_it_is_loud() -> None:
    loud, soft = tone(high=0.8), tone(high=0.2)
    drawn = waveform(join([soft, loud, silence(1, 22_050)]))
    assert len(drawn) == 30
    assert max(drawn) == 255
    assert all(55 <= point <= 72 for point in drawn[1:9])
    assert all(point >= 250 for point in drawn[11:19])
    assert not any(drawn[21:])
    assert waveform(silence(2, 8000)) == bytes(20)


def test_a_sound_is_whole_frames() -> None:
    for pcm, rate, channels in ((b"123", 16_000, 1), (b"12", 16_000, 2), (b"", 16_000, 3), (b"", 0, 1)):
        with pytest.raises(ValueError, match="not PCM"):
            Sound(pcm, rate, channels)


def test_several_threads_at_once() -> None:
    alone = [encode(tone(200 + 50 * at), "wav").data for at in range(8)]

    def worker(at: int) -> bytes:
        halves = [tone(200 + 50 * at, 1.0), silence(0, 22_050)]
        return encode(decode(encode(join(halves), "flac").data), "wav").data

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(worker, range(8))) == alone


def test_everything_works_without_ffmpeg_and_with_warnings_as_errors(tmp_path: Path) -> None:
    """In a separate process: pydub compiled and imported for the first time, nothing on PATH, nothing printed."""
    script = """
import sys
from core.media.sound import decode, encode, from_samples, join, silence
assert not {"pydub", "soundfile"} & set(sys.modules), "imported too early"
for format_ in ("ogg", "mp3", "flac", "wav"):
    sound = join([silence(0.5, 24_000), silence(0.5, 24_000)], 0.25)
    assert abs(decode(encode(sound, format_).data).seconds - 1.25) < 0.003
"""
    environment = {"PATH": str(tmp_path), "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], env=environment, capture_output=True, text=True, timeout=100
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_ffmpeg_is_looked_for_where_it_was_configured_then_on_path_then_in_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    configured, on_path = program(tmp_path / "mine", ""), program(tmp_path / "bin" / "ffmpeg", "")
    assert find_ffmpeg(configured, search_path=str(tmp_path / "bin")) == configured
    assert find_ffmpeg(search_path=str(tmp_path / "bin")) == on_path
    with pytest.raises(OperatorError, match="no program at"):
        find_ffmpeg(tmp_path / "gone")
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    assert find_ffmpeg(search_path=str(tmp_path)) is None


def test_ffmpeg_opens_what_soundfile_cannot(tmp_path: Path) -> None:
    """A stand-in that answers as ffmpeg does: a second of stereo at 48 kHz, or a failure."""
    m4a = b"\0\0\0\x20ftypM4A \0\0\x02\0M4A mp42isom"
    stand_in = program(tmp_path / "ffmpeg", "import sys; sys.stdout.buffer.write(b'ab' * 96_000)")
    sound = decode(m4a, ffmpeg=stand_in)
    assert (sound.seconds, sound.channels, sound.rate) == (1.0, 2, 48_000)
    assert "longer than 0.5" in refusal(m4a, seconds_limit=0.5, ffmpeg=stand_in)
    assert "damaged" in refusal(m4a, ffmpeg=program(tmp_path / "failing", "raise SystemExit(1)"))
    assert "nothing to hear" in refusal(m4a, ffmpeg=program(tmp_path / "mute", ""))
    assert "damaged" in refusal(m4a, ffmpeg=tmp_path / "gone")


@pytest.mark.skipif(find_ffmpeg() is None, reason="no ffmpeg and no extra [ffmpeg]")
@pytest.mark.parametrize(("suffix", "codec"), [("m4a", "aac"), ("aac", "aac"), ("webm", "libopus")])
def test_a_real_ffmpeg_opens_m4a_aac_and_webm(tmp_path: Path, suffix: str, codec: str) -> None:
    ffmpeg = find_ffmpeg()
    assert ffmpeg is not None
    (tmp_path / "in.wav").write_bytes(encode(tone(440, 2.0, 48_000), "wav").data)
    made = tmp_path / f"out.{suffix}"
    brand = ("-brand", "M4A ") if suffix == "m4a" else ()
    subprocess.run(
        [ffmpeg, "-v", "error", "-i", tmp_path / "in.wav", "-c:a", codec, *brand, made], check=True, timeout=60
    )
    open_ = partial(decode, made.read_bytes(), ffmpeg=ffmpeg)
    assert open_().seconds == pytest.approx(2, abs=0.1)
    assert dominant(open_()) == pytest.approx(440, abs=2)
    with pytest.raises(BadSound):
        open_(seconds_limit=1.0)
