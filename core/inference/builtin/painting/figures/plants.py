"""Plants."""

import math

from core.inference.builtin.painting.pen import RGB, Pen, dark, light, mix

BARK = (104, 74, 54)
LEAF = (86, 142, 70)


def tree(pen: Pen, colour: RGB) -> None:
    """A broad crown of many leaves."""
    pen.blob(((-0.09, 0), (0.1, 0), (0.05, 0.3), (0.09, 0.5), (-0.06, 0.5), (-0.04, 0.28)), BARK)
    for end in ((-0.24, 0.62), (0.24, 0.66)):
        pen.stroke(((0, 0.32), (end[0] * 0.5, 0.48), end), 0.06, BARK, 0.03)
    chance = pen.chance
    spots = [(math.cos(at * 2.4) * 0.33 * (at / 26) ** 0.5, 0.69 + math.sin(at * 2.4) * 0.25 * (at / 26) ** 0.5)
             for at in range(26)]  # fmt: skip
    for shade, shift, radius in ((0.3, -0.035, 0.15), (0.0, 0.0, 0.135), (-0.2, 0.05, 0.085)):
        for x, y in spots:
            tone = dark(colour, shade) if shade >= 0 else light(colour, -shade)
            spread = 0.045 if shade >= 0 else 0.09
            pen.disc(x + chance.uniform(-spread, spread) - shift * 0.7, y + chance.uniform(-spread, spread) + shift,
                     radius * chance.uniform(0.7, 1.05), mix(tone, colour, chance.uniform(0, 0.4)))  # fmt: skip


def pine(pen: Pen, colour: RGB) -> None:
    """A fir in six tiers, each lit on one side."""
    pen.box(-0.045, 0, 0.045, 0.2, BARK)
    for tier in range(6):
        y, half = 0.08 + tier * 0.145, 0.36 - tier * 0.052
        tone = mix(dark(colour, 0.32), light(colour, 0.06), tier / 5)
        boughs = [(-half, y), (-half * 0.62, y + 0.035), (-half * 0.3, y - 0.01), (0.0, y + 0.03)]
        boughs += [(half * 0.34, y - 0.012), (half * 0.66, y + 0.035), (half, y - 0.005)]
        pen.blob([*boughs, (half * 0.4, y + 0.12), (0.0, y + 0.26), (-half * 0.4, y + 0.12)], tone)
        pen.blob([*boughs[4:], (half * 0.42, y + 0.1), (0.02, y + 0.2), (half * 0.2, y + 0.06)], dark(tone, 0.16))


def palm(pen: Pen, colour: RGB) -> None:
    """Leaning, with its nuts."""
    trunk = [(-0.12, 0), (-0.06, 0.3), (0.06, 0.6), (0.1, 0.74)]
    pen.stroke(trunk, 0.09, (150, 112, 76), 0.055)
    for at in range(7):
        share = at / 7
        pen.stroke(
            ((-0.15 + share * 0.21, 0.06 + share * 0.68), (-0.06 + share * 0.2, 0.07 + share * 0.68)), 0.012, BARK
        )
    for angle in (160, 125, 80, 45, 12, 195, -25):
        dx, dy = math.cos(math.radians(angle)) * 0.5, math.sin(math.radians(angle)) * 0.26
        tone = light(colour, 0.12) if angle in (125, 45) else dark(colour, 0.12)
        pen.blob(
            (
                (0.1, 0.74),
                (0.1 + dx * 0.5, 0.83 + dy * 0.8),
                (0.1 + dx, 0.72 + dy * 0.75),
                (0.1 + dx * 0.55, 0.74 + dy * 0.6),
            ),
            tone,
        )
    for x in (0.05, 0.12, 0.16):
        pen.disc(x, 0.72, 0.035, (110, 72, 44))


def cactus(pen: Pen, colour: RGB) -> None:
    """A saguaro with a flower on it."""
    pen.stroke(((-0.1, 0.46), (-0.3, 0.44), (-0.32, 0.7)), 0.13, dark(colour, 0.12))
    pen.stroke(((0.1, 0.34), (0.3, 0.34), (0.32, 0.56)), 0.13, dark(colour, 0.06))
    pen.stroke(((0, 0.02), (0, 0.9)), 0.24, colour)
    for x in (-0.06, 0, 0.06):
        pen.stroke(((x, 0.04), (x, 0.92)), 0.014, dark(colour, 0.3))
    for x, y in ((0, 1.03), (-0.32, 0.78)):
        for turn in range(5):
            angle = turn * 1.256
            pen.disc(x + math.cos(angle) * 0.04, y + math.sin(angle) * 0.04, 0.035, (240, 110, 150))
        pen.disc(x, y, 0.025, (250, 214, 90))


def flower(pen: Pen, colour: RGB) -> None:
    """Petals around a golden heart."""
    pen.stroke(((0.02, 0), (-0.04, 0.3), (0, 0.66)), 0.04, (78, 132, 62))
    pen.blob(((-0.02, 0.22), (-0.2, 0.4), (-0.36, 0.36), (-0.22, 0.24)), LEAF)
    pen.blob(((-0.03, 0.32), (0.16, 0.48), (0.32, 0.46), (0.18, 0.33)), light(LEAF, 0.12))
    count = 11
    for ring, (reach, shade) in enumerate(((0.24, 0.14), (0.19, -0.12))):
        for at in range(count):
            angle = (at + ring * 0.5) * 2 * math.pi / count
            x, y = math.cos(angle) * reach, 0.72 + math.sin(angle) * reach
            tone = dark(colour, shade) if shade > 0 else light(colour, -shade)
            pen.ellipse(x, y, 0.13 - ring * 0.02, 0.062, tone, math.degrees(angle))
    pen.disc(0, 0.72, 0.1, (232, 170, 50))
    for at in range(14):
        pen.disc(
            math.cos(at * 2.4) * 0.026 * at**0.5, 0.72 + math.sin(at * 2.4) * 0.026 * at**0.5, 0.014, (140, 88, 36)
        )


def mushroom(pen: Pen, colour: RGB) -> None:
    """A spotted cap."""
    stem = (244, 234, 214)
    pen.blob(((-0.15, 0), (0.15, 0), (0.11, 0.3), (0.13, 0.56), (-0.13, 0.56), (-0.1, 0.3)), stem)
    pen.ellipse(0, 0.52, 0.4, 0.09, dark(stem, 0.22))
    for x in (-0.24, -0.12, 0, 0.12, 0.24):
        pen.stroke(((x * 1.2, 0.5), (x * 0.4, 0.54)), 0.012, dark(stem, 0.4))
    pen.blob(
        (
            (-0.5, 0.53),
            (-0.44, 0.76),
            (-0.2, 0.95),
            (0.2, 0.95),
            (0.44, 0.76),
            (0.5, 0.53),
            (0.25, 0.57),
            (0, 0.55),
            (-0.25, 0.57),
        ),
        colour,
    )
    for x, y, radius in (
        (-0.28, 0.68, 0.06),
        (-0.04, 0.78, 0.085),
        (0.24, 0.74, 0.065),
        (0.08, 0.63, 0.045),
        (-0.14, 0.91, 0.05),
        (0.37, 0.62, 0.04),
        (0.2, 0.89, 0.035),
    ):
        pen.ellipse(x, y, radius, radius * 0.8, (252, 246, 236))


def apple(pen: Pen, colour: RGB) -> None:
    """With its stalk and a leaf."""
    pen.blob(((0, 0.06), (0.2, 0.02), (0.4, 0.26), (0.42, 0.56), (0.24, 0.76), (0, 0.7), (-0.24, 0.76), (-0.42, 0.56),
              (-0.4, 0.26), (-0.2, 0.02)), colour)  # fmt: skip
    pen.ellipse(-0.2, 0.55, 0.07, 0.12, light(colour, 0.5), -20)
    pen.stroke(((0, 0.68), (0.02, 0.82), (0.08, 0.92)), 0.035, BARK)
    pen.blob(((0.04, 0.8), (0.2, 0.96), (0.38, 0.92), (0.22, 0.8)), LEAF)
