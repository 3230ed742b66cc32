"""Speech by hibari (https://github.com/MMWilliams/hibari): a neural voice of 8 MB for English, run by onnxruntime.

Its front end turns a sentence into phonemes, its model turns these into sound. Only the voice in its wheel is used: the
others are downloaded.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.domain.errors import BadInput

if TYPE_CHECKING:
    from hibari import Hibari

RATE = 24_000
SEED = 1
"""The voice's breath is noise. With one seed, the same text gives the same bytes."""
PAUSE_SECONDS = 0.3
"""The pause between sentences. The model makes a third of a second of silence before and after each, which is cut."""
_SILENT = 0.004
"""The amplitude below which a sentence has not begun, or has ended."""
_BEFORE_SECONDS, _AFTER_SECONDS = 0.04, 0.1
"""The silence that stays, for soft beginnings and ends."""
GAIN = 2.0
"""The model speaks softly: at half the loudness of espeak-ng."""
_LOUDEST = 0.97


def pcm(text: str, speed: float) -> bytes:
    """Little-endian samples of 16 bit, not clipped. Raises `BadInput` if there is nothing to say."""
    pause = np.zeros(round(PAUSE_SECONDS * RATE / speed), np.float32)
    parts: list[npt.NDArray[np.float32]] = []
    for sentence in loaded().stream(text, speed=speed, seed=SEED):
        parts += [pause, _trimmed(sentence)] if parts else [_trimmed(sentence)]
    samples = np.concatenate(parts) * GAIN if parts else np.zeros(0, np.float32)
    if not samples.any():
        raise BadInput("speech-nothing-to-say")
    loudest = float(np.abs(samples).max())
    if loudest > _LOUDEST:
        samples = samples * (_LOUDEST / loudest)
    return (samples * 32767).astype("<i2").tobytes()


def _trimmed(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    (heard,) = np.nonzero(np.abs(samples) > _SILENT)
    if not heard.size:
        return samples[:0]
    return samples[max(0, heard[0] - round(_BEFORE_SECONDS * RATE)) : heard[-1] + round(_AFTER_SECONDS * RATE)]


@cache
def loaded() -> "Hibari":
    """Loads the voice in its wheel, which takes about a second."""
    from hibari import Hibari

    return Hibari(threads=1)
