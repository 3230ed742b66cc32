"""The fingerprint of a recording of the neural voice: how loud each of its bands is over time.

`voice_fingerprint.json` keeps that of a recording of `SENTENCE` that was found good: looked at as a waveform and a
spectrogram, and understood by whisper-base but for one homophone. `python -m
tests.core.inference.builtin.voice_fingerprint` writes it again.
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.inference.builtin.neural_voice import RATE, pcm

FILE = Path(__file__).with_suffix(".json")
SENTENCE = "There was an old man with a beard, who said, it is just as I feared!"
BANDS, COLUMNS = 20, 48
LOWEST_HERTZ, HIGHEST_HERTZ = 80, 8_000
FLOOR_DECIBELS = -60.0
"""Relative to the loudest band; what is softer makes no difference to the ear."""


def fingerprint(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Decibels below the loudest band, of shape (`BANDS`, `COLUMNS`), whatever the length and the loudness."""
    edges = np.geomspace(LOWEST_HERTZ, HIGHEST_HERTZ, BANDS + 1)
    columns = []
    for piece in np.array_split(samples, COLUMNS):
        power = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) ** 2
        at = np.fft.rfftfreq(len(piece), 1 / RATE)
        columns.append([power[(at >= low) & (at < high)].sum() for low, high in pairwise(edges)])
    decibels = 10 * np.log10(np.array(columns).T + 1e-12)
    relative: npt.NDArray[np.float64] = np.maximum(decibels - decibels.max(), FLOOR_DECIBELS)
    return relative


def distance(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """The mean difference in decibels."""
    return float(np.abs(one - other).mean())


def kept() -> npt.NDArray[np.float64]:
    """The fingerprint of the recording that was found good."""
    return np.array(json.loads(FILE.read_text(encoding="ascii")), dtype=np.float64)


if __name__ == "__main__":
    made = fingerprint(np.frombuffer(pcm(SENTENCE, 1.0), "<i2") / 32768)
    FILE.write_text("[\n" + ",\n".join(json.dumps([*map(round, row)]) for row in made) + "\n]\n", encoding="ascii")
