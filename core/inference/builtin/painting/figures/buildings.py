"""Buildings."""

import math
from itertools import pairwise

from core.inference.builtin.painting.pen import RGB, Pen, dark, light, mix

GLOW = (255, 214, 120)
STONE = (176, 170, 164)
WOOD = (112, 78, 54)


def _window(pen: Pen, x: float, y: float, width: float, height: float, frame: RGB) -> None:
    pen.box(x - width * 0.62, y - height * 0.6, x + width * 0.62, y + height * 0.6, frame)
    pen.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2, GLOW)
    pen.box(x - width * 0.05, y - height / 2, x + width * 0.05, y + height / 2, frame)
    pen.box(x - width / 2, y - height * 0.05, x + width / 2, y + height * 0.05, frame)


def house(pen: Pen, colour: RGB) -> None:
    """A door, two windows, smoke from the chimney."""
    for at in range(5):
        pen.disc(0.3 + at * 0.035 + 0.02 * math.sin(at * 2), 0.94 + at * 0.045, 0.03 + at * 0.008, (226, 224, 226))
    pen.box(0.22, 0.6, 0.34, 0.92, (150, 84, 66))
    pen.box(-0.44, 0, 0.44, 0.5, colour)
    pen.polygon(((-0.44, 0.5), (0.44, 0.5), (0, 0.82)), colour)
    roof = mix(dark(colour, 0.5), (140, 62, 50), 0.6)
    pen.polygon(((-0.58, 0.44), (-0.5, 0.4), (0, 0.78), (0.5, 0.4), (0.58, 0.44), (0, 0.9)), roof)
    pen.polygon(((-0.54, 0.46), (-0.47, 0.46), (0, 0.83), (0, 0.88)), light(roof, 0.18))
    pen.box(-0.1, 0, 0.1, 0.31, WOOD)
    pen.ellipse(0, 0.31, 0.1, 0.05, WOOD)
    pen.disc(0.06, 0.16, 0.014, GLOW)
    for side in (-1, 1):
        _window(pen, side * 0.27, 0.28, 0.14, 0.16, light(colour, 0.7))
    pen.disc(0, 0.58, 0.075, light(colour, 0.7))
    pen.disc(0, 0.58, 0.055, GLOW)


def tower(pen: Pen, colour: RGB) -> None:
    """Round, with a pointed roof and a flag."""
    pen.polygon(((-0.2, 0), (0.2, 0), (0.16, 0.68), (-0.16, 0.68)), colour)
    pen.box(-0.2, 0.62, 0.2, 0.7, light(colour, 0.15))
    pen.polygon(((-0.25, 0.7), (0.25, 0.7), (0, 0.99)), (128, 58, 62))
    pen.stroke(((0, 0.97), (0, 1.08)), 0.012, WOOD)
    pen.polygon(((0, 1.08), (0.15, 1.05), (0, 1.01)), (214, 62, 54))
    for x, y in ((-0.06, 0.54), (0.07, 0.36), (-0.05, 0.22)):
        pen.box(x - 0.025, y - 0.045, x + 0.025, y + 0.045, GLOW)
        pen.ellipse(x, y + 0.045, 0.025, 0.02, GLOW)
    _bricks(pen, colour, -0.15, 0.15, 0.04, 0.6)
    pen.box(-0.055, 0, 0.055, 0.12, WOOD)
    pen.ellipse(0, 0.12, 0.055, 0.04, WOOD)


def _bricks(pen: Pen, colour: RGB, left: float, right: float, bottom: float, top: float) -> None:
    for _ in range(14):
        x, y = pen.chance.uniform(left, right - 0.05), pen.chance.uniform(bottom, top)
        pen.box(x, y, x + 0.05, y + 0.018, dark(colour, 0.14))


def castle(pen: Pen, colour: RGB) -> None:
    """Four towers, a gate, flags."""
    roof = mix(dark(colour, 0.3), (70, 88, 150), 0.6)
    for x, half, top in ((-0.25, 0.085, 0.78), (0.25, 0.085, 0.74), (0, 0.11, 0.86)):
        pen.box(x - half, 0.2, x + half, top - 0.14, dark(colour, 0.12))
        pen.polygon(((x - half * 1.3, top - 0.14), (x + half * 1.3, top - 0.14), (x, top + 0.14)), roof)
        pen.stroke(((x, top + 0.12), (x, top + 0.22)), 0.01, WOOD)
        pen.polygon(((x, top + 0.22), (x + 0.11, top + 0.19), (x, top + 0.16)), (214, 62, 54))
        pen.box(x - 0.02, top - 0.28, x + 0.02, top - 0.2, GLOW)
    pen.box(-0.42, 0, 0.42, 0.4, colour)
    for at in range(9):
        pen.box(-0.42 + at * 0.097, 0.38, -0.42 + at * 0.097 + 0.058, 0.46, colour)
    _bricks(pen, colour, -0.4, 0.4, 0.04, 0.34)
    for side in (-1, 1):
        x = side * 0.46
        pen.box(x - 0.12, 0, x + 0.12, 0.54, light(colour, 0.08))
        for at in range(4):
            pen.box(x - 0.14 + at * 0.078, 0.52, x - 0.14 + at * 0.078 + 0.046, 0.61, light(colour, 0.08))
        pen.box(x - 0.02, 0.34, x + 0.02, 0.43, GLOW)
        _bricks(pen, colour, x - 0.11, x + 0.1, 0.04, 0.5)
    pen.box(-0.1, 0, 0.1, 0.16, (70, 48, 42))
    pen.ellipse(0, 0.16, 0.1, 0.09, (70, 48, 42))
    for x in (-0.05, 0, 0.05):
        pen.stroke(((x, 0.01), (x, 0.22)), 0.01, dark(STONE, 0.5))


def lighthouse(pen: Pen, colour: RGB) -> None:
    """Banded, on its rock, its lamp lit."""
    pen.blob(((-0.5, -0.04), (-0.34, 0.12), (-0.1, 0.1), (0.14, 0.15), (0.36, 0.08), (0.52, -0.04)), (112, 106, 112))
    pen.blob(((-0.2, 0), (-0.06, 0.09), (0.1, 0.05), (0.2, -0.03)), (138, 132, 134))
    levels = (0.08, 0.22, 0.36, 0.5, 0.64, 0.76)
    for at, (low, high) in enumerate(pairwise(levels)):
        half_low, half_high = 0.17 - low * 0.1, 0.17 - high * 0.1
        pen.polygon(((-half_low, low), (half_low, low), (half_high, high), (-half_high, high)),
                    colour if at % 2 == 0 else (248, 244, 236))  # fmt: skip
    pen.box(-0.14, 0.75, 0.14, 0.785, (60, 58, 66))
    pen.box(-0.075, 0.785, 0.075, 0.9, (255, 236, 150))
    for x in (-0.07, 0, 0.07):
        pen.stroke(((x, 0.78), (x, 0.9)), 0.012, (60, 58, 66))
    pen.polygon(((-0.11, 0.9), (0.11, 0.9), (0, 1.02)), dark(colour, 0.2))
    pen.disc(0, 1.03, 0.018, (60, 58, 66))
    pen.box(-0.04, 0.08, 0.04, 0.18, WOOD)
    pen.box(-0.02, 0.42, 0.025, 0.48, (60, 64, 90))


def windmill(pen: Pen, colour: RGB) -> None:
    """Its four sails turning."""
    pen.polygon(((-0.22, 0), (0.22, 0), (0.13, 0.6), (-0.13, 0.6)), colour)
    pen.blob(((-0.16, 0.58), (-0.12, 0.72), (0, 0.78), (0.12, 0.72), (0.16, 0.58)), dark(colour, 0.5))
    pen.box(-0.06, 0, 0.06, 0.17, WOOD)
    _window(pen, 0, 0.36, 0.08, 0.1, light(colour, 0.6))
    start = pen.chance.uniform(15, 75)
    for at in range(4):
        angle = math.radians(start + at * 90)
        dx, dy = math.cos(angle), math.sin(angle)
        nx, ny = -dy, dx
        hub = (0.0, 0.66)
        pen.polygon(
            [
                (hub[0] + dx * a + nx * b, hub[1] + dy * a + ny * b)
                for a, b in ((0.1, 0), (0.44, 0), (0.44, 0.11), (0.1, 0.11))
            ],
            (244, 236, 216),
        )
        for reach in (0.18, 0.27, 0.36):
            pen.stroke(((hub[0] + dx * reach, hub[1] + dy * reach),
                        (hub[0] + dx * reach + nx * 0.11, hub[1] + dy * reach + ny * 0.11)), 0.01, WOOD)  # fmt: skip
        pen.stroke((hub, (hub[0] + dx * 0.46, hub[1] + dy * 0.46)), 0.024, WOOD)
    pen.disc(0, 0.66, 0.04, WOOD)


def tent(pen: Pen, colour: RGB) -> None:
    """Lit from within."""
    pen.polygon(((-0.56, 0), (0.56, 0), (0.04, 0.74)), colour)
    pen.polygon(((0.2, 0), (0.56, 0), (0.04, 0.74)), dark(colour, 0.25))
    pen.polygon(((-0.16, 0), (0.12, 0), (0.02, 0.46)), GLOW)
    pen.stroke(((0.04, 0.7), (0.04, 0.84)), 0.022, WOOD)
    for x in (-0.72, 0.72):
        pen.stroke(((0.04, 0.74), (x, 0)), 0.008, WOOD)


def bridge(pen: Pen, colour: RGB) -> None:
    """Three arches of stone."""
    pen.blob(
        ((-0.8, 0.24), (-0.4, 0.4), (0, 0.46), (0.4, 0.4), (0.8, 0.24), (0.8, -0.08), (0, -0.1), (-0.8, -0.08)), colour
    )
    for x, half, top in ((-0.48, 0.16, 0.2), (0, 0.2, 0.28), (0.48, 0.16, 0.2)):
        pen.ellipse(x, -0.08, half, top + 0.08, (72, 98, 122))
    pen.stroke(((-0.8, 0.28), (-0.4, 0.44), (0, 0.5), (0.4, 0.44), (0.8, 0.28)), 0.045, light(colour, 0.2))
    _bricks(pen, colour, -0.7, 0.66, 0.24, 0.34)
