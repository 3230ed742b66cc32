"""A pen for drawing one figure: smooth shapes in the figure's own units, on a transparent sheet.

A figure is one unit high: y goes up from 0 (its foot) to 1, x from about -0.7 to 0.7 with its middle at 0.
"""

import math
import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

RGB = tuple[int, int, int]
Points = Sequence[tuple[float, float]]
FloatArray = npt.NDArray[np.float64]

HALF_WIDTH = 0.8
HEADROOM = 1.12
FOOTROOM = 0.08
_CURVE_STEPS = 10


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """Between two colours: 0 is the first, 1 the other."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def light(colour: RGB, share: float = 0.3) -> RGB:
    """Lighter."""
    return mix(colour, (255, 252, 244), share)


def dark(colour: RGB, share: float = 0.3) -> RGB:
    """Darker, a little towards blue as shadows are."""
    return mix(colour, (24, 20, 40), share)


class Pen:
    """Draws on a sheet of its own; `size` is the figure's height in pixels."""

    def __init__(self, size: float, chance: random.Random) -> None:
        self.size = max(4.0, size)
        self.chance = chance
        self.sheet = Image.new(
            "RGBA",
            (math.ceil(self.size * 2 * HALF_WIDTH), math.ceil(self.size * (HEADROOM + FOOTROOM))),
            (0, 0, 0, 0),
        )
        self._draw = ImageDraw.Draw(self.sheet)

    def polygon(self, points: Points, colour: RGB) -> None:
        """Straight edges."""
        self._draw.polygon(self._pixels(np.array(points, dtype=float)), fill=(*colour, 255))

    def blob(self, points: Points, colour: RGB) -> None:
        """A closed curve through the points."""
        self._draw.polygon(self._pixels(smooth(points, closed=True)), fill=(*colour, 255))

    def ellipse(self, x: float, y: float, across: float, up: float, colour: RGB, turn: float = 0.0) -> None:
        """Half-axes `across` and `up`; `turn` in degrees against the clock."""
        angles = np.linspace(0, 2 * math.pi, 48, endpoint=False)
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        dx, dy = across * np.cos(angles), up * np.sin(angles)
        points = np.stack([x + dx * cos - dy * sin, y + dx * sin + dy * cos], axis=1)
        self._draw.polygon(self._pixels(points), fill=(*colour, 255))

    def disc(self, x: float, y: float, radius: float, colour: RGB) -> None:
        """A circle."""
        self.ellipse(x, y, radius, radius, colour)

    def box(self, left: float, bottom: float, right: float, top: float, colour: RGB) -> None:
        """A rectangle."""
        self.polygon(((left, bottom), (right, bottom), (right, top), (left, top)), colour)

    def stroke(self, points: Points, width: float, colour: RGB, end_width: float | None = None) -> None:
        """A curve through the points with round ends, that thins out to `end_width`."""
        path = smooth(points, closed=False)
        ends = width if end_width is None else end_width
        widths = np.linspace(width, ends, len(path)) / 2
        step = np.gradient(path, axis=0)
        normal = np.stack([-step[:, 1], step[:, 0]], axis=1)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        outline = np.concatenate([path + normal * widths[:, None], (path - normal * widths[:, None])[::-1]])
        self._draw.polygon(self._pixels(outline), fill=(*colour, 255))
        for at, radius in ((path[0], width / 2), (path[-1], ends / 2)):
            self.disc(float(at[0]), float(at[1]), float(radius), colour)

    def eye(self, x: float, y: float, radius: float, colour: RGB = (28, 24, 30)) -> None:
        """A dark eye with its light in it."""
        self.disc(x, y, radius, colour)
        self.disc(x + radius * 0.32, y + radius * 0.36, radius * 0.34, (250, 250, 246))

    def _pixels(self, points: FloatArray) -> list[tuple[float, float]]:
        x = (points[:, 0] + HALF_WIDTH) * self.size
        y = (HEADROOM - points[:, 1]) * self.size
        return list(zip(x.tolist(), y.tolist(), strict=True))


def smooth(points: Points, *, closed: bool) -> FloatArray:
    """A Catmull-Rom curve through the points."""
    given = np.array(points, dtype=float)
    if closed:
        padded = np.concatenate([given[-1:], given, given[:2]])
    else:
        padded = np.concatenate([given[:1], given, given[-1:]])
    t = np.linspace(0, 1, _CURVE_STEPS, endpoint=False)[:, None]
    p0, p1, p2, p3 = (padded[at : len(padded) - 3 + at, None, :] for at in range(4))
    curve = 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    flat = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, given[-1:]])


def shaded(sheet: Image.Image, from_left: float, strength: float = 0.55) -> Image.Image:
    """The figure with a rounded look: its edges towards the light are lit, those away from it lie in shadow.

    `from_left` from -1 (light from the right) to 1.
    """
    scale = max(1, round(max(sheet.size) / 220))
    small = sheet.getchannel("A").resize((max(1, sheet.width // scale), max(1, sheet.height // scale)))
    radius = max(1.0, small.height * 0.035)
    height = np.asarray(small.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float32) / 255
    slope_y, slope_x = np.gradient(height) if min(height.shape) > 1 else (height * 0, height * 0)
    lit = (slope_x * from_left + slope_y * 0.9) * radius * 1.5
    relief = Image.fromarray(np.clip(lit * 127 + 128, 0, 255).astype(np.uint8)).resize(sheet.size)
    factor = 1 + (np.asarray(relief, dtype=np.float32)[..., None] / 127.5 - 1) * strength
    pixels = np.asarray(sheet, dtype=np.float32)
    coloured = np.clip(pixels[..., :3] * factor, 0, 255)
    return Image.fromarray(np.dstack([coloured, pixels[..., 3]]).astype(np.uint8))
