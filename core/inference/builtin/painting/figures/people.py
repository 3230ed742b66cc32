"""People, and figures like them."""

from core.inference.builtin.painting.pen import RGB, Pen, dark, light, mix

SKIN = (234, 190, 160)
HAIR = (92, 60, 44)
INK = (38, 32, 40)
STEEL = (176, 184, 196)
GOLD = (232, 186, 76)
WOOD = (176, 112, 60)


def _head(pen: Pen, y: float = 0.84, radius: float = 0.095) -> None:
    pen.disc(0, y, radius, SKIN)
    for side in (-1, 1):
        pen.disc(side * 0.035, y + 0.005, 0.012, INK)
        pen.disc(side * 0.055, y - 0.032, 0.018, (240, 164, 150))
    pen.stroke(((-0.028, y - 0.04), (0, y - 0.052), (0.028, y - 0.04)), 0.01, (150, 72, 66))


def _legs(pen: Pen, colour: RGB, boots: RGB) -> None:
    for side in (-1, 1):
        pen.stroke(((side * 0.06, 0.42), (side * 0.075, 0.06)), 0.1, colour, 0.075)
        pen.ellipse(side * 0.1, 0.03, 0.085, 0.035, boots)


def person(pen: Pen, colour: RGB) -> None:
    """In a long coat and a scarf."""
    _legs(pen, (70, 66, 84), (60, 44, 40))
    pen.blob(((-0.2, 0.22), (0.2, 0.22), (0.16, 0.5), (0.12, 0.72), (-0.12, 0.72), (-0.16, 0.5)), colour)
    for side in (-1, 1):
        pen.stroke(((side * 0.12, 0.67), (side * 0.21, 0.5), (side * 0.2, 0.36)), 0.085, dark(colour, 0.12), 0.07)
        pen.disc(side * 0.2, 0.34, 0.038, SKIN)
    pen.blob(((-0.11, 0.86), (-0.1, 0.97), (0.1, 0.97), (0.11, 0.86), (0.12, 0.76), (-0.12, 0.76)), HAIR)
    _head(pen)
    pen.blob(((-0.1, 0.87), (-0.08, 0.96), (0.08, 0.97), (0.105, 0.87), (0.02, 0.91)), HAIR)
    pen.stroke(((-0.1, 0.735), (0, 0.71), (0.1, 0.735)), 0.06, (214, 96, 66))
    pen.stroke(((0.05, 0.72), (0.09, 0.56)), 0.06, (214, 96, 66), 0.07)


def troubadour(pen: Pen, colour: RGB) -> None:
    """With a feathered cap and a lute."""
    _legs(pen, mix(colour, GOLD, 0.7), (92, 56, 40))
    pen.blob(((-0.22, 0.34), (0.22, 0.34), (0.15, 0.5), (0.13, 0.72), (-0.13, 0.72), (-0.15, 0.5)), colour)
    for x in (-0.16, -0.05, 0.06, 0.17):
        pen.polygon(((x - 0.05, 0.35), (x + 0.05, 0.35), (x, 0.28)), colour)
    pen.stroke(((-0.14, 0.47), (0.14, 0.47)), 0.035, GOLD)
    pen.stroke(((-0.12, 0.67), (-0.24, 0.54), (-0.1, 0.46)), 0.085, dark(colour, 0.15), 0.07)
    pen.stroke(((0.02, 0.5), (0.36, 0.72)), 0.036, (120, 74, 44))
    pen.stroke(((0.35, 0.71), (0.34, 0.8)), 0.036, (120, 74, 44))
    pen.ellipse(-0.03, 0.47, 0.15, 0.115, WOOD, 32)
    pen.disc(0.0, 0.49, 0.038, (66, 42, 34))
    for shift in (-0.012, 0.0, 0.012):
        pen.stroke(((-0.1, 0.43 + shift), (0.35, 0.715 + shift)), 0.005, (250, 240, 214))
    pen.stroke(((0.12, 0.67), (0.25, 0.56), (0.24, 0.63)), 0.08, dark(colour, 0.15), 0.06)
    pen.disc(0.24, 0.645, 0.036, SKIN)
    pen.disc(-0.07, 0.45, 0.036, SKIN)
    pen.blob(((-0.11, 0.86), (-0.12, 0.77), (0.12, 0.77), (0.11, 0.9)), HAIR)
    _head(pen)
    pen.blob(((-0.15, 0.89), (-0.1, 0.98), (0.06, 1.0), (0.15, 0.92), (0.02, 0.9)), dark(colour, 0.3))
    pen.stroke(((0.05, 0.97), (-0.1, 1.08), (-0.26, 1.04)), 0.045, (236, 92, 70), 0.012)
    pen.stroke(((-0.09, 0.745), (0, 0.72), (0.09, 0.745)), 0.05, (248, 242, 228))


def knight(pen: Pen, colour: RGB) -> None:
    """In plate, with a plume, a shield and a sword."""
    steel = STEEL if colour == (200, 60, 60) else mix(colour, STEEL, 0.35)
    for side in (-1, 1):
        pen.stroke(((side * 0.075, 0.42), (side * 0.085, 0.07)), 0.12, dark(steel, 0.15), 0.1)
        pen.disc(side * 0.08, 0.24, 0.06, light(steel, 0.2))
        pen.ellipse(side * 0.11, 0.03, 0.1, 0.04, dark(steel, 0.3))
    pen.blob(((-0.2, 0.36), (0.2, 0.36), (0.17, 0.52), (0.19, 0.72), (-0.19, 0.72), (-0.17, 0.52)), steel)
    pen.stroke(((0, 0.4), (0, 0.7)), 0.02, dark(steel, 0.3))
    pen.stroke(((-0.17, 0.44), (0.17, 0.44)), 0.04, (96, 62, 46))
    pen.stroke(((0.34, 0.36), (0.42, 0.94)), 0.04, (226, 232, 240), 0.012)
    pen.stroke(((0.26, 0.47), (0.44, 0.445)), 0.03, GOLD)
    pen.stroke(((0.18, 0.67), (0.3, 0.54), (0.34, 0.42)), 0.1, dark(steel, 0.12), 0.085)
    pen.disc(0.34, 0.4, 0.05, dark(steel, 0.3))
    for side in (-1, 1):
        pen.disc(side * 0.19, 0.69, 0.08, light(steel, 0.15))
    pen.blob(((-0.44, 0.66), (-0.1, 0.66), (-0.11, 0.46), (-0.27, 0.24), (-0.43, 0.46)), (200, 54, 52))
    pen.box(-0.29, 0.28, -0.25, 0.65, GOLD)
    pen.box(-0.42, 0.5, -0.12, 0.54, GOLD)
    pen.blob(((-0.13, 0.74), (0.13, 0.74), (0.14, 0.88), (0, 0.99), (-0.14, 0.88)), light(steel, 0.1))
    pen.box(-0.11, 0.845, 0.13, 0.88, INK)
    for x in (-0.05, 0.01, 0.07):
        pen.disc(x, 0.79, 0.012, INK)
    pen.stroke(((0, 0.97), (-0.06, 1.08), (-0.26, 1.06), (-0.34, 0.92)), 0.06, (206, 50, 50), 0.03)


def robot(pen: Pen, colour: RGB) -> None:
    """With an aerial and a lamp in its chest."""
    joint = dark(colour, 0.5)
    for side in (-1, 1):
        pen.stroke(((side * 0.11, 0.28), (side * 0.11, 0.06)), 0.08, joint)
        pen.blob(((side * 0.02, 0), (side * 0.24, 0), (side * 0.22, 0.1), (side * 0.05, 0.1)), colour)
        pen.stroke(((side * 0.26, 0.56), (side * 0.38, 0.46), (side * 0.36, 0.3)), 0.07, joint)
        pen.disc(side * 0.36, 0.26, 0.065, colour)
        pen.disc(side * 0.36, 0.24, 0.03, joint)
        pen.disc(side * 0.26, 0.57, 0.07, light(colour, 0.2))
    pen.blob(((-0.24, 0.26), (0.24, 0.26), (0.27, 0.44), (0.24, 0.62), (-0.24, 0.62), (-0.27, 0.44)), colour)
    pen.box(-0.14, 0.34, 0.14, 0.53, dark(colour, 0.3))
    pen.disc(-0.06, 0.45, 0.045, (120, 230, 220))
    for at, tone in enumerate(((236, 90, 80), (246, 196, 76), (124, 208, 110))):
        pen.disc(0.06 + (at % 2) * 0.05, 0.39 + at * 0.045, 0.018, tone)
    pen.box(-0.06, 0.61, 0.06, 0.67, joint)
    pen.blob(((-0.22, 0.66), (0.22, 0.66), (0.25, 0.8), (0.21, 0.93), (-0.21, 0.93), (-0.25, 0.8)), light(colour, 0.12))
    pen.box(-0.18, 0.74, 0.18, 0.88, (40, 46, 60))
    for side in (-1, 1):
        pen.disc(side * 0.09, 0.81, 0.045, (132, 238, 228))
        pen.disc(side * 0.09 + 0.012, 0.825, 0.015, (255, 255, 255))
        pen.box(side * 0.25 - 0.025, 0.76, side * 0.25 + 0.025, 0.86, joint)
    pen.stroke(((-0.06, 0.765), (0, 0.75), (0.06, 0.765)), 0.014, (132, 238, 228))
    pen.stroke(((0, 0.92), (0, 1.03)), 0.02, joint)
    pen.disc(0, 1.05, 0.035, (240, 92, 80))


def snowman(pen: Pen, colour: RGB) -> None:
    """With a hat, a scarf and a carrot."""
    for side in (-1, 1):
        pen.stroke(((side * 0.16, 0.5), (side * 0.44, 0.64), (side * 0.5, 0.74)), 0.024, HAIR, 0.014)
        pen.stroke(((side * 0.4, 0.62), (side * 0.52, 0.62)), 0.016, HAIR, 0.01)
    pen.disc(0, 0.22, 0.25, colour)
    pen.disc(0, 0.53, 0.185, colour)
    pen.disc(0, 0.77, 0.14, colour)
    for y in (0.46, 0.54, 0.62):
        pen.disc(0, y, 0.02, INK)
    for side in (-1, 1):
        pen.disc(side * 0.05, 0.81, 0.018, INK)
    pen.polygon(((0, 0.79), (0.02, 0.75), (0.2, 0.755)), (240, 132, 48))
    pen.stroke(((-0.13, 0.66), (0, 0.635), (0.13, 0.66)), 0.06, (204, 54, 54))
    pen.stroke(((0.08, 0.65), (0.13, 0.48)), 0.055, (204, 54, 54))
    pen.ellipse(0, 0.885, 0.18, 0.028, INK)
    pen.box(-0.11, 0.885, 0.11, 1.06, INK)
    pen.box(-0.11, 0.9, 0.11, 0.94, (204, 54, 54))
