"""Vehicles, instruments, and what stands on tables."""

import math

from core.inference.builtin.painting.pen import RGB, Pen, dark, light, mix

INK = (42, 38, 46)
WOOD = (128, 84, 54)
GLOW = (255, 224, 140)
CREAM = (248, 240, 222)


def boat(pen: Pen, colour: RGB) -> None:
    """Under sail."""
    pen.stroke(((0.02, 0.18), (0.02, 0.98)), 0.028, WOOD)
    pen.blob(((-0.02, 0.94), (-0.02, 0.28), (-0.5, 0.28), (-0.3, 0.6)), CREAM)
    pen.polygon(((0.06, 0.9), (0.06, 0.28), (0.46, 0.28)), dark(CREAM, 0.1))
    pen.stroke(((-0.02, 0.42), (-0.42, 0.42)), 0.05, colour)
    pen.polygon(((0.02, 1.06), (0.2, 1.02), (0.02, 0.97)), (214, 62, 54))
    pen.blob(((-0.58, 0.24), (0.6, 0.26), (0.5, 0.1), (0.36, -0.02), (-0.36, -0.02), (-0.5, 0.1)), colour)
    pen.stroke(((-0.58, 0.22), (0, 0.19), (0.6, 0.24)), 0.035, light(colour, 0.5))
    for x in (-0.2, 0, 0.2):
        pen.disc(x, 0.1, 0.03, GLOW)


def car(pen: Pen, colour: RGB) -> None:
    """Small and round, in profile."""
    pen.blob(
        (
            (-0.62, 0.14),
            (-0.62, 0.34),
            (-0.4, 0.42),
            (-0.28, 0.66),
            (0.02, 0.72),
            (0.26, 0.64),
            (0.38, 0.42),
            (0.6, 0.36),
            (0.64, 0.16),
            (0, 0.1),
        ),
        colour,
    )
    pen.blob(((-0.3, 0.42), (-0.22, 0.6), (-0.04, 0.63), (-0.04, 0.42)), (176, 214, 228))
    pen.blob(((0.02, 0.42), (0.02, 0.63), (0.2, 0.58), (0.29, 0.42)), (176, 214, 228))
    pen.stroke(((-0.01, 0.16), (-0.01, 0.62)), 0.014, dark(colour, 0.35))
    pen.stroke(((0.06, 0.35), (0.14, 0.35)), 0.022, light(colour, 0.6))
    pen.disc(0.58, 0.28, 0.05, GLOW)
    pen.disc(-0.6, 0.28, 0.03, (230, 80, 70))
    for x in (-0.36, 0.36):
        pen.disc(x, 0.14, 0.155, INK)
        pen.disc(x, 0.14, 0.075, (206, 208, 214))
    pen.stroke(((-0.6, 0.2), (-0.52, 0.19)), 0.03, (206, 208, 214))


def bicycle(pen: Pen, colour: RGB) -> None:
    """Two wheels and a basket."""
    for x in (-0.38, 0.38):
        for angle in range(0, 360, 30):
            dx, dy = math.cos(math.radians(angle)) * 0.25, math.sin(math.radians(angle)) * 0.25
            pen.stroke(((x, 0.27), (x + dx, 0.27 + dy)), 0.006, (190, 192, 198))
        ring = [(x + math.cos(at / 8 * math.pi) * 0.25, 0.27 + math.sin(at / 8 * math.pi) * 0.25) for at in range(17)]
        pen.stroke(ring, 0.034, INK)
        pen.disc(x, 0.27, 0.03, INK)
    joints = {
        "rear": (-0.38, 0.27),
        "front": (0.38, 0.27),
        "crank": (-0.04, 0.25),
        "seat": (-0.14, 0.62),
        "head": (0.26, 0.64),
    }
    for one, other in (("rear", "crank"), ("crank", "seat"), ("rear", "seat"), ("crank", "head"), ("seat", "head"),
                       ("head", "front")):  # fmt: skip
        pen.stroke((joints[one], joints[other]), 0.035, colour)
    pen.stroke(((0.26, 0.64), (0.23, 0.78), (0.34, 0.8)), 0.03, INK)
    pen.stroke(((-0.14, 0.6), (-0.16, 0.7)), 0.03, INK)
    pen.blob(((-0.28, 0.73), (-0.04, 0.72), (-0.04, 0.68), (-0.26, 0.67)), INK)
    pen.blob(((0.32, 0.74), (0.54, 0.76), (0.5, 0.58), (0.34, 0.57)), (196, 150, 92))
    pen.disc(-0.04, 0.25, 0.06, dark(colour, 0.4))


def train(pen: Pen, colour: RGB) -> None:
    """A steam engine."""
    for at in range(6):
        pen.disc(0.34 - at * 0.1, 0.86 + 0.03 * math.sin(at * 1.7) + at * 0.03, 0.06 + at * 0.012, (228, 228, 232))
    pen.box(-0.6, 0.16, 0.56, 0.26, INK)
    pen.box(-0.6, 0.24, -0.2, 0.72, colour)
    pen.box(-0.66, 0.7, -0.14, 0.77, dark(colour, 0.4))
    pen.box(-0.52, 0.46, -0.28, 0.64, GLOW)
    pen.blob(((-0.22, 0.26), (0.46, 0.26), (0.52, 0.4), (0.46, 0.54), (-0.22, 0.54)), mix(colour, INK, 0.35))
    for x in (-0.06, 0.14, 0.34):
        pen.stroke(((x, 0.27), (x, 0.53)), 0.018, (226, 180, 80))
    pen.polygon(((0.28, 0.52), (0.4, 0.52), (0.44, 0.78), (0.24, 0.78)), INK)
    pen.disc(0.08, 0.57, 0.07, (226, 180, 80))
    pen.disc(0.53, 0.42, 0.045, GLOW)
    pen.polygon(((0.54, 0.24), (0.74, 0.03), (0.5, 0.03)), (176, 60, 54))
    for x, radius in ((-0.42, 0.16), (-0.06, 0.13), (0.18, 0.13), (0.4, 0.13)):
        pen.disc(x, radius, radius, (54, 50, 60))
        pen.disc(x, radius, radius * 0.6, (190, 66, 58))
        pen.disc(x, radius, radius * 0.2, (226, 180, 80))
    pen.stroke(((-0.42, 0.13), (0.4, 0.12)), 0.024, (200, 204, 210))


def rocket(pen: Pen, colour: RGB) -> None:
    """On its way."""
    pen.blob(((-0.1, 0.24), (0, -0.06), (0.1, 0.24)), (246, 140, 44))
    pen.blob(((-0.055, 0.24), (0, 0.06), (0.055, 0.24)), (254, 226, 120))
    for side in (-1, 1):
        pen.blob(((side * 0.12, 0.46), (side * 0.3, 0.28), (side * 0.28, 0.14), (side * 0.1, 0.26)), dark(colour, 0.15))
    pen.blob(((-0.12, 0.22), (0.12, 0.22), (0.2, 0.5), (0.13, 0.82), (0, 1.06), (-0.13, 0.82), (-0.2, 0.5)), CREAM)
    pen.blob(((-0.13, 0.82), (-0.06, 0.84), (0.06, 0.84), (0.13, 0.82), (0.08, 0.95), (0, 1.06), (-0.08, 0.95)), colour)
    pen.stroke(((-0.14, 0.3), (0, 0.28), (0.14, 0.3)), 0.04, colour)
    pen.disc(0, 0.62, 0.095, (110, 112, 122))
    pen.disc(0, 0.62, 0.07, (118, 200, 226))


def balloon(pen: Pen, colour: RGB) -> None:
    """For hot air, striped."""
    for x in (-0.12, 0.12):
        pen.stroke(((x * 1.4, 0.36), (x * 0.75, 0.16)), 0.008, INK)
    envelope = (
        (0, 0.28),
        (0.16, 0.36),
        (0.38, 0.62),
        (0.34, 0.9),
        (0, 1.06),
        (-0.34, 0.9),
        (-0.38, 0.62),
        (-0.16, 0.36),
    )
    pen.blob(envelope, colour)
    for squeeze, tone in ((0.74, light(colour, 0.62)), (0.46, colour), (0.18, light(colour, 0.62))):
        pen.blob([(x * squeeze, y) for x, y in envelope], tone)
    pen.blob(((-0.12, 0.17), (0.12, 0.17), (0.09, 0.0), (-0.09, 0.0)), (160, 110, 66))
    pen.stroke(((-0.12, 0.165), (0.12, 0.165)), 0.03, (120, 78, 46))


def kite(pen: Pen, colour: RGB) -> None:
    """With its tail."""
    pen.stroke(((0.1, 0.44), (-0.06, 0.3), (0.08, 0.16), (-0.06, 0.0)), 0.014, INK)
    for x, y in ((-0.03, 0.3), (0.05, 0.17), (-0.04, 0.04)):
        pen.polygon(
            ((x - 0.07, y + 0.03), (x + 0.07, y - 0.03), (x + 0.07, y + 0.03), (x - 0.07, y - 0.03)), (246, 206, 80)
        )
    pen.polygon(((0.1, 0.42), (0.38, 0.78), (0.08, 1.04), (-0.24, 0.74)), colour)
    pen.polygon(((0.1, 0.42), (0.38, 0.78), (0.08, 0.76)), light(colour, 0.4))
    pen.polygon(((0.08, 1.04), (-0.24, 0.74), (0.08, 0.76)), light(colour, 0.4))


def lute(pen: Pen, colour: RGB) -> None:
    """Leaning, seven strings."""
    pen.stroke(((0.06, 0.42), (0.3, 0.9)), 0.085, dark(colour, 0.35))
    pen.stroke(((0.3, 0.9), (0.18, 1.0)), 0.075, dark(colour, 0.45), 0.05)
    pen.blob(
        ((0.12, 0.5), (0.22, 0.26), (0.14, 0.06), (-0.1, -0.02), (-0.3, 0.12), (-0.26, 0.36), (-0.06, 0.54)), colour
    )
    pen.blob(((0.09, 0.46), (0.17, 0.26), (0.1, 0.1), (-0.1, 0.04), (-0.24, 0.15), (-0.2, 0.34), (-0.05, 0.48)),
             light(colour, 0.3))  # fmt: skip
    pen.disc(0.0, 0.3, 0.075, dark(colour, 0.65))
    pen.stroke(((-0.16, 0.13), (-0.02, 0.06)), 0.035, dark(colour, 0.6))
    for at in range(4):
        shift = (at - 1.5) * 0.018
        pen.stroke(((-0.09 + shift, 0.1 - shift * 0.5), (0.3 + shift, 0.89 - shift * 0.5)), 0.006, CREAM)


def cake(pen: Pen, colour: RGB) -> None:
    """Two tiers, icing, candles."""
    pen.ellipse(0, 0.05, 0.56, 0.07, (220, 222, 230))
    for half, low, high in ((0.44, 0.07, 0.36), (0.29, 0.38, 0.62)):
        pen.box(-half, low, half, high, mix(colour, (206, 150, 100), 0.45))
        pen.ellipse(0, low, half, 0.05, mix(colour, (206, 150, 100), 0.45))
        pen.ellipse(0, high, half, 0.06, light(colour, 0.4))
        drips = [(-half, high)]
        for at in range(8):
            x = -half + (at + 0.5) * half / 4
            drips += [(x - half * 0.06, high - 0.1 - 0.05 * (at % 3)), (x + half * 0.1, high - 0.04)]
        pen.blob([*drips, (half, high), (half * 0.6, high + 0.05), (-half * 0.6, high + 0.05)], light(colour, 0.4))
    for at in range(7):
        pen.disc(-0.36 + at * 0.12, 0.43 - abs(at - 3) * 0.005, 0.035, (206, 40, 62))
    for x in (-0.16, 0, 0.16):
        pen.stroke(((x, 0.64), (x, 0.82)), 0.03, (120, 180, 220))
        pen.blob(((x - 0.026, 0.86), (x, 0.83), (x + 0.026, 0.86), (x, 0.96)), (252, 196, 70))


def cup(pen: Pen, colour: RGB) -> None:
    """Steaming, on its saucer."""
    for x in (-0.14, 0.02, 0.18):
        pen.stroke(((x, 0.66), (x + 0.06, 0.78), (x - 0.04, 0.88), (x + 0.03, 1.0)), 0.02, (236, 236, 238), 0.006)
    pen.ellipse(0, 0.06, 0.52, 0.07, light(colour, 0.4))
    ring = [(0.36 + math.cos(at / 5 * math.pi) * 0.15, 0.37 + math.sin(at / 5 * math.pi) * 0.13) for at in range(11)]
    pen.stroke(ring, 0.05, colour)
    pen.blob(((-0.38, 0.58), (0.38, 0.58), (0.34, 0.28), (0.18, 0.08), (-0.18, 0.08), (-0.34, 0.28)), colour)
    pen.ellipse(0, 0.58, 0.38, 0.07, light(colour, 0.5))
    pen.ellipse(0, 0.57, 0.33, 0.05, (104, 62, 40))


def book(pen: Pen, colour: RGB) -> None:
    """Open."""
    for side in (-1, 1):
        pen.blob(
            ((0, 0.1), (side * 0.3, 0.2), (side * 0.64, 0.12), (side * 0.64, 0.56), (side * 0.3, 0.64), (0, 0.54)),
            colour,
        )
        pen.blob(
            ((0, 0.14), (side * 0.3, 0.24), (side * 0.59, 0.17), (side * 0.59, 0.59), (side * 0.3, 0.66), (0, 0.57)),
            CREAM,
        )
        for row in range(5):
            y = 0.52 - row * 0.07
            pen.stroke(
                ((side * 0.09, y + 0.01), (side * 0.3, y + 0.075), (side * 0.52, y + 0.035)), 0.012, (150, 140, 132)
            )
    pen.stroke(((0, 0.1), (0, 0.57)), 0.016, dark(CREAM, 0.35))
    pen.stroke(((0.04, 0.56), (0.06, 0.3), (0.05, 0.0)), 0.03, (200, 54, 54))


def letter(pen: Pen, colour: RGB) -> None:
    """Sealed."""
    paper = mix(colour, CREAM, 0.5)
    pen.box(-0.56, 0.08, 0.56, 0.74, paper)
    pen.polygon(((-0.56, 0.08), (0.56, 0.08), (0, 0.5)), dark(paper, 0.08))
    pen.polygon(((-0.56, 0.74), (0.56, 0.74), (0, 0.34)), light(paper, 0.4))
    pen.disc(0, 0.38, 0.09, (188, 40, 44))


def lantern(pen: Pen, colour: RGB) -> None:
    """On a post, lit."""
    pen.stroke(((0, 0), (0, 0.6)), 0.05, dark(colour, 0.3))
    pen.blob(((-0.14, 0.0), (0.14, 0.0), (0.05, 0.08), (-0.05, 0.08)), dark(colour, 0.3))
    pen.polygon(((-0.1, 0.6), (0.1, 0.6), (0.17, 0.88), (-0.17, 0.88)), GLOW)
    pen.blob(((-0.035, 0.66), (0.035, 0.66), (0.045, 0.74), (0, 0.84), (-0.045, 0.74)), (255, 250, 226))
    for x in (-1, 0, 1):
        pen.stroke(((x * 0.1, 0.6), (x * 0.17, 0.88)), 0.02, colour)
    pen.polygon(((-0.22, 0.88), (0.22, 0.88), (0, 1.03)), colour)
    pen.box(-0.12, 0.57, 0.12, 0.61, colour)


def umbrella(pen: Pen, colour: RGB) -> None:
    """Open."""
    pen.stroke(((0, 0.9), (0, 0.12), (0.07, 0.03), (0.14, 0.12)), 0.032, WOOD)
    pen.blob(((-0.56, 0.52), (-0.44, 0.8), (0, 0.98), (0.44, 0.8), (0.56, 0.52), (0.38, 0.57), (0.19, 0.52), (0, 0.58),
              (-0.19, 0.52), (-0.38, 0.57)), colour)  # fmt: skip
    pen.blob(((-0.19, 0.53), (-0.14, 0.8), (0, 0.97), (0.14, 0.8), (0.19, 0.53), (0, 0.58)), light(colour, 0.3))
    pen.stroke(((0, 0.96), (0, 1.04)), 0.024, WOOD, 0.01)


def heart(pen: Pen, colour: RGB) -> None:
    """A heart."""
    pen.blob(
        (
            (0, 0.06),
            (0.26, 0.3),
            (0.46, 0.58),
            (0.4, 0.84),
            (0.2, 0.92),
            (0.03, 0.8),
            (0, 0.72),
            (-0.03, 0.8),
            (-0.2, 0.92),
            (-0.4, 0.84),
            (-0.46, 0.58),
            (-0.26, 0.3),
        ),
        colour,
    )
    pen.ellipse(-0.23, 0.73, 0.08, 0.11, light(colour, 0.5), -30)


def star(pen: Pen, colour: RGB) -> None:
    """Five points."""
    points = []
    for at in range(10):
        reach = 0.5 if at % 2 == 0 else 0.22
        angle = math.radians(90 + at * 36)
        points.append((math.cos(angle) * reach, 0.5 + math.sin(angle) * reach))
    pen.polygon(points, colour)
    pen.polygon([(x * 0.6, 0.5 + (y - 0.5) * 0.6) for x, y in points], light(colour, 0.4))


def planet(pen: Pen, colour: RGB) -> None:
    """Banded and ringed."""
    pen.ellipse(0, 0.5, 0.72, 0.14, mix(colour, CREAM, 0.5), 16)
    pen.ellipse(0, 0.5, 0.56, 0.09, (24, 22, 44), 16)
    pen.disc(0, 0.5, 0.36, colour)
    for y, half, tone in ((0.66, 0.31, 0.35), (0.52, 0.35, 0.2), (0.38, 0.33, 0.4)):
        pen.ellipse(0, y, half, 0.035, light(colour, tone), 16)
    front = [(math.cos(at / 12 * math.pi) * 0.66, -abs(math.sin(at / 12 * math.pi)) * 0.115) for at in range(13)]
    turn = math.radians(16)
    pen.stroke(
        [(x * math.cos(turn) - y * math.sin(turn), 0.5 + x * math.sin(turn) + y * math.cos(turn)) for x, y in front],
        0.045,
        mix(colour, CREAM, 0.65),
    )


def cloud(pen: Pen, colour: RGB) -> None:
    """A heap of vapour."""
    for x, y, radius in ((-0.4, 0.4, 0.18), (-0.16, 0.52, 0.25), (0.14, 0.56, 0.27), (0.4, 0.42, 0.2), (0, 0.36, 0.22),
                         (-0.24, 0.34, 0.17), (0.24, 0.34, 0.18)):  # fmt: skip
        pen.disc(x, y, radius, colour)
