"""The sky: gradient, clouds, sun or moon, stars, rainbow, northern lights."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from core.inference.builtin.painting.canvas import Canvas
from core.inference.builtin.painting.noise import Floats, field
from core.inference.builtin.painting.pen import RGB, mix

_COARSE = 8
"""The sky is made this many times smaller and enlarged, as it is soft."""


def paint_sky(canvas: Canvas) -> None:
    """Everything above the horizon, and behind everything else."""
    width, height = max(8, canvas.width // _COARSE), max(8, canvas.height // _COARSE)
    colours = _gradient(canvas, width, height)
    glow = _glow(canvas, width, height)[..., None]
    strength = 0.5 if canvas.mood.dark else 0.75
    colours += (np.array(canvas.mood.body, dtype=np.float32) - colours) * np.clip(glow * strength, 0, 1)
    if canvas.brief.light != "night" or canvas.brief.weather in ("storm", "rain"):
        colours = _clouds(canvas, colours)
    if canvas.brief.weather == "aurora":
        colours += _aurora(canvas, width, height)
    canvas.wash(colours)
    names = {subject.name for subject in canvas.brief.subjects}
    if canvas.mood.dark or "star" in names:
        paint_stars(canvas)
    hidden = canvas.brief.weather in ("rain", "storm") or canvas.brief.light == "overcast"
    if not hidden or names & {"sun", "moon"}:
        paint_body(canvas, moon="moon" in names or (canvas.mood.dark and "sun" not in names))
    if "rainbow" in names:
        _rainbow(canvas)
    if canvas.brief.weather == "storm":
        _lightning(canvas)


def _gradient(canvas: Canvas, width: int, height: int) -> Floats:
    reach = max(1.0, canvas.horizon / canvas.height * height)
    share = np.clip(np.arange(height, dtype=np.float32) / reach, 0, 1)[:, None]
    mood = canvas.mood
    top, middle, low = (np.array(colour, dtype=np.float32) for colour in (mood.top, mood.middle, mood.low))
    rows = np.where(share < 0.55, top + (middle - top) * share / 0.55, middle + (low - middle) * (share - 0.55) / 0.45)
    wander = field(canvas.numbers, width, height, 3, 3)[..., None] - 0.5
    return np.broadcast_to(rows[:, None, :], (height, width, 3)) * (1 + wander * 0.14)


def _glow(canvas: Canvas, width: int, height: int) -> Floats:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = canvas.body[0] / canvas.width * width, canvas.body[1] / canvas.height * height
    distance = np.hypot(x - centre[0], (y - centre[1]) * 1.15) / max(width, height)
    glow: Floats = np.exp(-distance * (9 if canvas.mood.dark else 5))
    return glow


def _clouds(canvas: Canvas, colours: Floats) -> Floats:
    height, width = colours.shape[:2]
    shape = field(canvas.numbers, width, height, 2.6 * width / height, 6.5, 5)
    heavy = canvas.brief.light == "overcast" or canvas.brief.weather in ("rain", "storm")
    bar = 0.4 if heavy else canvas.chance.uniform(0.5, 0.58)
    cover = np.clip((shape - bar) * (4 if heavy else 6), 0, 1)
    lit = np.clip((np.roll(shape, 2, axis=0) - shape) * 9 + 0.55, 0, 1)[..., None]
    bright = np.array(mix(canvas.mood.body, (255, 255, 255), 0.35), dtype=np.float32)
    shadow = np.array(mix(canvas.mood.middle, canvas.mood.haze, 0.4), dtype=np.float32)
    if heavy:
        bright = np.array(mix(canvas.mood.low, canvas.mood.middle, 0.3), dtype=np.float32)
        shadow = np.array(mix(canvas.mood.top, (40, 44, 56), 0.25), dtype=np.float32)
    tone = shadow + (bright - shadow) * lit
    return colours + (tone - colours) * (cover * (0.85 if heavy else 0.8))[..., None]


def _aurora(canvas: Canvas, width: int, height: int) -> Floats:
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    curtain = field(canvas.numbers, width, height, 4, 1, 3)
    rays = field(canvas.numbers, width, height, 26, 1, 2)
    line = 0.34 + (curtain - 0.5) * 0.5
    veil = np.where(y < line, np.exp(-(line - y) * 5), np.exp(-(y - line) * 22)) * (0.45 + 0.8 * rays)
    green, violet = np.array((60, 210, 130), dtype=np.float32), np.array((120, 60, 170), dtype=np.float32)
    share = np.clip((line - y) * 3, 0, 1)[..., None]
    light: Floats = veil[..., None] * (green + (violet - green) * share) * 0.85
    return light


def paint_stars(canvas: Canvas) -> None:
    """Stars of all sizes above the horizon."""
    pen = canvas.pen()
    count = 260 if canvas.brief.scene != "space" else 620
    scale = canvas.unit / 1000
    places = canvas.numbers.random((count, 3))
    for x, y, size in places.tolist():
        row = y * canvas.horizon * 0.96
        bright = 0.35 + 0.65 * size
        radius = max(0.6, (0.5 + 2.0 * size**6) * scale * 1.4)
        tone = mix((150, 170, 220), (255, 250, 230), size)
        _dot(pen, x * canvas.width, row, radius, (*tone, int(255 * bright)))
        if size > 0.975:
            for reach in ((5, 0), (0, 5)):
                dx, dy = reach[0] * scale * 2, reach[1] * scale * 2
                pen.line((x * canvas.width - dx, row - dy, x * canvas.width + dx, row + dy), fill=(*tone, 150))


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: tuple[int, int, int, int]) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def paint_body(canvas: Canvas, *, moon: bool) -> None:
    """The sun or the moon, with a halo."""
    x, y = canvas.body
    wanted = next((subject for subject in canvas.brief.subjects if subject.name in ("sun", "moon")), None)
    radius = canvas.unit * (0.06 if moon else 0.062) * (1.4 * wanted.size if wanted else 1.0)
    colour: RGB = (wanted.colour if wanted else None) or canvas.mood.body
    halo(canvas, x, y, radius * 3.2, colour, 0.5)
    pen = canvas.pen()
    _dot(pen, x, y, radius, (*colour, 255))
    if moon:
        shade = mix(colour, (150, 150, 160), 0.35)
        for dx, dy, size in (
            (-0.3, -0.25, 0.24),
            (0.28, 0.1, 0.17),
            (-0.1, 0.42, 0.2),
            (0.34, -0.42, 0.12),
            (-0.55, 0.18, 0.13),
        ):
            _dot(pen, x + dx * radius, y + dy * radius, size * radius, (*shade, 110))


def halo(canvas: Canvas, x: float, y: float, radius: float, colour: RGB, strength: float) -> None:
    """A soft round light."""
    side = 64
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    distance = np.hypot(rows - side / 2 + 0.5, columns - side / 2 + 0.5) / (side / 2)
    mask = np.clip(1 - distance, 0, 1) ** 2 * strength * 255
    size = max(2, round(radius * 2))
    light = Image.fromarray(mask.astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC)
    canvas.image.paste(Image.new("RGB", (size, size), colour), (round(x - radius), round(y - radius)), light)


def _rainbow(canvas: Canvas) -> None:
    layer = Image.new("RGBA", canvas.image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    bands = ((206, 60, 60), (236, 140, 54), (246, 214, 84), (96, 180, 96), (72, 130, 206), (122, 84, 180))
    width = canvas.unit * 0.017
    x, y = canvas.width * 0.5, canvas.horizon + canvas.height * 0.1
    for at, band in enumerate(bands):
        radius = canvas.width * 0.44 - at * width
        pen.arc(
            (x - radius, y - radius, x + radius, y + radius), 180, 360, fill=(*band, 130), width=math.ceil(width) + 1
        )
    layer = layer.filter(ImageFilter.GaussianBlur(width * 0.5))
    canvas.image.paste(layer, (0, 0), layer)


def _lightning(canvas: Canvas) -> None:
    x, y = canvas.width * canvas.chance.uniform(0.2, 0.8), 0.0
    points = [(x, y)]
    while y < canvas.horizon:
        x += canvas.unit * canvas.chance.uniform(-0.06, 0.06)
        y += canvas.height * canvas.chance.uniform(0.03, 0.07)
        points.append((x, y))
    pen = canvas.pen()
    for width, opacity in ((0.02, 36), (0.01, 90), (0.004, 255)):
        pen.line(points, fill=(240, 240, 255, opacity), width=max(1, round(canvas.unit * width)), joint="curve")
