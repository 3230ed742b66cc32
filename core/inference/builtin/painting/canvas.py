"""The canvas: larger than the picture, for smooth edges, with the data that all layers need."""

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from core.inference.builtin.painting.brief import Brief
from core.inference.builtin.painting.moods import Mood
from core.inference.builtin.painting.noise import Floats, generator
from core.inference.builtin.painting.pen import RGB
from core.inference.builtin.seeded_random import random_from

_LARGEST = 1640
"""The longer side of a canvas in pixels; a large picture is painted nearly at its own size."""


@dataclass
class Canvas:
    """`horizon` is in pixels from the top, `unit` is the shorter side; `numbers` and `chance` depend on the seed."""

    brief: Brief
    mood: Mood
    image: Image.Image
    horizon: int
    numbers: np.random.Generator
    chance: random.Random
    body: tuple[float, float]
    """The position of the sun or the moon, in pixels."""

    @property
    def width(self) -> int:
        """In pixels of the canvas."""
        return self.image.width

    @property
    def height(self) -> int:
        """In pixels of the canvas."""
        return self.image.height

    @property
    def unit(self) -> float:
        """The shorter side, but never less than half the longer one: what figures are measured by."""
        return max(min(self.image.size), max(self.image.size) * 0.5)

    def pen(self) -> ImageDraw.ImageDraw:
        """A pen for shapes directly on the canvas; colours with a fourth value are translucent."""
        return ImageDraw.Draw(self.image, "RGBA")

    def wash(self, colours: Floats, opacity: Floats | None = None, top: int = 0) -> None:
        """Lays colours (rows, columns, 3), made at any size, over the canvas from row `top` down.

        `opacity` (rows, columns) runs from 0 to 1.
        """
        size = (self.width, self.height - top)
        layer = Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
        if opacity is None:
            self.image.paste(layer, (0, top))
            return
        mask = Image.fromarray(np.clip(opacity * 255, 0, 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
        self.image.paste(layer, (0, top), mask)

    def lit(self, colour: RGB) -> RGB:
        """A thing's colour in this light."""
        red, green, blue = (
            min(255, round(value * share)) for value, share in zip(colour, self.mood.ambient, strict=True)
        )
        return red, green, blue


_HORIZONS = {"sea": 0.5, "beach": 0.46, "lake": 0.5, "field": 0.56, "hill": 0.56, "village": 0.54, "mountain": 0.62,
             "forest": 0.62, "city": 0.72, "desert": 0.55, "snow": 0.58, "river": 0.5, "room": 0.66, "underwater": 0.84,
             "plain": 0.8, "space": 1.0, "abstract": 1.0}  # fmt: skip


def empty_canvas(brief: Brief, mood: Mood, width: int, height: int, seed_words: tuple[object, ...]) -> Canvas:
    """An empty canvas for a picture of this size."""
    factor = min(2.0, max(1.0, _LARGEST / max(width, height)))
    size = (round(width * factor), round(height * factor))
    numbers = generator("canvas", *seed_words)
    chance = random_from("chance", *seed_words)
    horizon = round(size[1] * min(1.0, _HORIZONS[brief.scene] + chance.uniform(-0.03, 0.03)))
    side = chance.choice((0.22, 0.3, 0.7, 0.78))
    low = brief.light in ("sunset", "dawn")
    body = (size[0] * side, horizon - size[1] * (chance.uniform(0.02, 0.12) if low else chance.uniform(0.24, 0.36)))
    if brief.scene in ("space", "abstract"):
        body = (size[0] * side, size[1] * 0.24)
    return Canvas(brief, mood, Image.new("RGB", size), horizon, numbers, chance, body)
