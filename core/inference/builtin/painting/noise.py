"""Smooth randomness: the stuff of clouds, ridges, and brushwork."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.inference.builtin.seeded_random import number_from

Floats = npt.NDArray[Any]
"""Floating-point arrays: single precision, except where sums need more."""


def generator(*words: object) -> np.random.Generator:
    """The same words, the same numbers, on every machine."""
    return np.random.Generator(np.random.PCG64(number_from(*words)))


def field(chance: np.random.Generator, width: int, height: int, across: float, down: float, octaves: int = 4) -> Floats:
    """Fractal noise (height, width), 0 to 1 with a mean near 0.5; `across` and `down` are its largest waves in each
    direction."""
    total = np.zeros((height, width), dtype=np.float32)
    weight, reach = 1.0, 0.0
    for octave in range(octaves):
        columns, rows = max(2, int(across * 2**octave) + 1), max(2, int(down * 2**octave) + 1)
        if octave and (columns > width or rows > height):
            break
        coarse = Image.fromarray(chance.random((rows, columns), dtype=np.float32))
        total += np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC)) * weight
        reach += weight
        weight *= 0.5
    noise: Floats = np.clip(total / reach, 0, 1)
    return noise


def line(chance: np.random.Generator, points: int, waves: float, octaves: int = 5) -> Floats:
    """Fractal noise along a line, 0 to 1."""
    position = np.linspace(0, 1, points)
    total, reach = np.zeros(points), 0.0
    for octave in range(octaves):
        knots = max(2, round(waves * 2**octave) + 1)
        values = chance.random(knots)
        share = position * (knots - 1)
        left = np.minimum(share.astype(int), knots - 2)
        ease = share - left
        ease = ease * ease * (3 - 2 * ease)
        total += (values[left] * (1 - ease) + values[left + 1] * ease) * 0.5**octave
        reach += 0.5**octave
    return (total / reach).astype(np.float32)
