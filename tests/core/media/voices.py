"""Recordings for tests: words spoken by espeak-ng where it is installed, and babble of tones in their place."""

import io
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from core.media.ffmpeg import find_ffmpeg


def babble(seconds: float, rate: int = 16_000, *, pauses: tuple[float, ...] = ()) -> npt.NDArray[np.float64]:
    """Syllables of noise at a quarter of full scale, with a second of silence around each of the `pauses`."""
    time = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(1).normal(0, 0.12, len(time))
    sound = noise * (0.55 + 0.45 * np.sin(2 * np.pi * 3.1 * time))
    for pause in pauses:
        sound[(time > pause - 0.5) & (time < pause + 0.5)] = 0
    return np.clip(sound, -0.9, 0.9)


def recording(
    seconds: float = 2.0,
    *,
    container: str = "OGG",
    codec: str | None = "OPUS",
    rate: int = 48_000,
    pauses: tuple[float, ...] = (),
) -> bytes:
    """A recording as an app makes it; the default is a voice message of Discord."""
    out = io.BytesIO()
    soundfile.write(out, babble(seconds, rate, pauses=pauses), rate, format=container, subtype=codec)
    return out.getvalue()


@cache
def by_ffmpeg(suffix: str, *options: str, seconds: float = 2.0) -> bytes | None:
    """The same as a phone or a browser records it; None without ffmpeg or its encoder."""
    ffmpeg = find_ffmpeg()
    if ffmpeg is None:
        return None
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"voice.{suffix}")
        command = [str(ffmpeg), "-v", "error", "-f", "wav", "-i", "pipe:0", *options, str(target)]
        run = subprocess.run(command, input=recording(seconds, container="WAV", codec="PCM_16"), check=False)
        return target.read_bytes() if run.returncode == 0 else None
