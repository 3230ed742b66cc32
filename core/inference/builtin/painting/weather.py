"""Weather in front of everything else: rain, snow, mist, fireflies."""

import math

import numpy as np

from core.inference.builtin.painting.canvas import Canvas
from core.inference.builtin.painting.noise import field
from core.inference.builtin.painting.sky import halo


def paint_weather(canvas: Canvas) -> None:
    """The weather of the brief; if the land is covered in snow, some snow falls, too."""
    weather = canvas.brief.weather
    if weather in ("rain", "storm"):
        _rain(canvas, 520 if weather == "storm" else 380)
    elif weather == "fog":
        _mist(canvas, 0.62)
    elif weather == "fireflies":
        _fireflies(canvas)
    if canvas.brief.snowy and canvas.brief.scene not in ("space", "underwater", "room"):
        _flakes(canvas, 420 if weather == "snowfall" else 130)
    if canvas.brief.scene in ("forest", "lake") and weather == "":
        _mist(canvas, 0.2)


def _rain(canvas: Canvas, count: int) -> None:
    pen = canvas.pen()
    slant = 0.22 if canvas.brief.weather == "rain" else 0.5
    for _ in range(count):
        x, y = canvas.chance.uniform(-0.2, 1) * canvas.width, canvas.chance.uniform(-0.1, 1) * canvas.height
        tall = canvas.unit * canvas.chance.uniform(0.025, 0.07)
        pen.line((x, y, x + tall * slant, y + tall), fill=(214, 226, 238, canvas.chance.randrange(60, 130)),
                 width=max(1, round(canvas.unit * 0.0026)))  # fmt: skip


def _flakes(canvas: Canvas, count: int) -> None:
    pen = canvas.pen()
    for _ in range(count):
        x, y = canvas.chance.random() * canvas.width, canvas.chance.random() * canvas.height
        radius = canvas.unit * (0.0012 + 0.0055 * canvas.chance.random() ** 3)
        pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=(252, 253, 255, canvas.chance.randrange(130, 235))
        )


def _mist(canvas: Canvas, strength: float) -> None:
    width, height = max(8, canvas.width // 8), max(8, canvas.height // 8)
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    middle = canvas.horizon / canvas.height + 0.05
    band = np.exp(-(((share - middle) / 0.2) ** 2))
    veil = np.clip(field(canvas.numbers, width, height, 3, 9, 4) * 1.5 - 0.1, 0, 1) * band * strength
    colours = np.broadcast_to(np.array(canvas.mood.haze, dtype=np.float32), (height, width, 3))
    canvas.wash(colours, veil)


def _fireflies(canvas: Canvas) -> None:
    for _ in range(46):
        x = canvas.chance.random() * canvas.width
        y = canvas.horizon * 0.7 + (canvas.height - canvas.horizon * 0.7) * canvas.chance.random()
        size = canvas.unit * canvas.chance.uniform(0.006, 0.02) * (1 + 0.3 * math.sin(x))
        halo(canvas, x, y, size * 1.6, (240, 240, 140), 0.9)
