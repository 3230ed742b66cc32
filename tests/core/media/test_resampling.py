import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.media.resampling import resample


def tone(frequency: float, rate: int, seconds: float = 0.5) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    time = np.arange(int(rate * seconds), dtype=np.float64) / rate
    return (0.5 * np.sin(2 * np.pi * frequency * time)).astype(np.float32).reshape(-1, 1)


@pytest.mark.parametrize(
    ("rate", "target"), [(22_050, 48_000), (24_000, 48_000), (44_100, 48_000), (48_000, 16_000), (96_000, 48_000)]
)
def test_a_tone_stays_what_it_was(rate: int, target: int) -> None:
    got, wanted = resample(tone(1000, rate), rate, target), tone(1000, target)
    middle = slice(target // 10, -target // 10)
    assert np.abs(got[: len(wanted)][middle] - wanted[middle]).max() < 0.002


def test_frequencies_above_the_lower_rate_do_not_alias() -> None:
    assert np.abs(resample(tone(7000, 24_000), 24_000, 8_000)[400:-400]).max() < 0.001


@settings(max_examples=30)
@given(
    frames=st.integers(0, 300),
    rate=st.integers(4000, 60_000),
    target=st.integers(4000, 60_000),
    channels=st.integers(1, 2),
)
def test_the_length_follows_the_quotient(frames: int, rate: int, target: int, channels: int) -> None:
    got = resample(np.ones((frames, channels), dtype=np.float32), rate, target)
    assert got.shape == (-(-frames * target // rate), channels)
    assert np.isfinite(got).all()
