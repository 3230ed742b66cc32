"""Animals with legs."""

import math

from core.inference.builtin.painting.pen import RGB, Pen, dark, light, mix

CREAM = (250, 242, 228)
INK = (38, 32, 40)
PINK = (226, 140, 140)


def fox(pen: Pen, colour: RGB) -> None:
    """Sitting, a brush of a tail around it with a white tip."""
    pen.stroke(((0.1, 0.1), (0.42, 0.06), (0.56, 0.24), (0.5, 0.44)), 0.17, dark(colour, 0.1), 0.2)
    pen.blob(((0.38, 0.4), (0.5, 0.36), (0.61, 0.42), (0.58, 0.58), (0.47, 0.68), (0.41, 0.54)), CREAM)
    pen.blob(((-0.2, 0.02), (0.2, 0.02), (0.27, 0.2), (0.17, 0.48), (0, 0.6), (-0.17, 0.48), (-0.27, 0.2)), colour)
    pen.blob(((-0.09, 0.2), (0.09, 0.2), (0.12, 0.42), (0, 0.54), (-0.12, 0.42)), CREAM)
    for side in (-1, 1):
        pen.stroke(((side * 0.08, 0.28), (side * 0.085, 0.03)), 0.09, mix(colour, INK, 0.65), 0.075)
        pen.ellipse(side * 0.09, 0.02, 0.07, 0.03, INK)
        pen.polygon(((side * 0.05, 0.76), (side * 0.24, 0.72), (side * 0.25, 1.04)), colour)
        pen.polygon(((side * 0.16, 0.9), (side * 0.235, 0.86), (side * 0.25, 1.04)), INK)
        pen.polygon(((side * 0.1, 0.78), (side * 0.19, 0.76), (side * 0.205, 0.9)), mix(colour, CREAM, 0.55))
    pen.blob(((0, 0.84), (0.17, 0.83), (0.27, 0.66), (0.13, 0.53), (0, 0.46), (-0.13, 0.53), (-0.27, 0.66),
              (-0.17, 0.83)), colour)  # fmt: skip
    for side in (-1, 1):
        pen.blob(((side * 0.03, 0.6), (side * 0.16, 0.66), (side * 0.27, 0.64), (side * 0.13, 0.52), (0, 0.46)), CREAM)
        pen.eye(side * 0.105, 0.69, 0.03)
    pen.ellipse(0, 0.485, 0.042, 0.032, INK)


def _seated(pen: Pen, colour: RGB, belly: RGB) -> None:
    pen.blob(((-0.2, 0.01), (0.2, 0.01), (0.26, 0.2), (0.15, 0.5), (0, 0.58), (-0.15, 0.5), (-0.26, 0.2)), colour)
    pen.ellipse(0, 0.26, 0.12, 0.2, belly)
    for side in (-1, 1):
        pen.ellipse(side * 0.2, 0.1, 0.09, 0.12, dark(colour, 0.08))
        pen.stroke(((side * 0.075, 0.34), (side * 0.075, 0.03)), 0.1, colour, 0.085)
        pen.ellipse(side * 0.08, 0.025, 0.065, 0.035, light(colour, 0.25))


def cat(pen: Pen, colour: RGB) -> None:
    """Sitting, whiskered, its tail in a question mark."""
    pen.stroke(((0.15, 0.06), (0.42, 0.1), (0.46, 0.34), (0.36, 0.48), (0.46, 0.6)), 0.08, dark(colour, 0.12), 0.06)
    _seated(pen, colour, light(colour, 0.35))
    for side in (-1, 1):
        pen.polygon(((side * 0.04, 0.8), (side * 0.24, 0.74), (side * 0.2, 1.0)), colour)
        pen.polygon(((side * 0.09, 0.82), (side * 0.2, 0.79), (side * 0.18, 0.93)), PINK)
    pen.ellipse(0, 0.69, 0.25, 0.2, colour)
    for x in (-0.06, 0, 0.06):
        pen.stroke(((x, 0.87), (x * 0.8, 0.8)), 0.022, dark(colour, 0.4), 0.01)
    for side in (-1, 1):
        pen.ellipse(side * 0.1, 0.71, 0.055, 0.05, (176, 206, 96))
        pen.ellipse(side * 0.1, 0.71, 0.018, 0.045, INK)
        pen.disc(side * 0.1 + 0.012, 0.73, 0.011, (255, 255, 255))
        pen.ellipse(side * 0.05, 0.605, 0.065, 0.05, light(colour, 0.5))
        for rise in (-0.03, 0.01, 0.05):
            pen.stroke(((side * 0.1, 0.61 + rise * 0.3), (side * 0.34, 0.6 + rise)), 0.009, CREAM)
    pen.polygon(((-0.032, 0.655), (0.032, 0.655), (0, 0.615)), PINK)


def dog(pen: Pen, colour: RGB) -> None:
    """Sitting, with hanging ears and its tongue out."""
    pen.stroke(((0.18, 0.1), (0.38, 0.2), (0.44, 0.38)), 0.09, colour, 0.04)
    _seated(pen, colour, light(colour, 0.45))
    pen.ellipse(0, 0.73, 0.22, 0.2, colour)
    pen.ellipse(0, 0.63, 0.15, 0.13, light(colour, 0.5))
    for side in (-1, 1):
        pen.blob(((side * 0.12, 0.91), (side * 0.25, 0.86), (side * 0.31, 0.6), (side * 0.22, 0.54),
                  (side * 0.16, 0.7)), dark(colour, 0.35))  # fmt: skip
        pen.eye(side * 0.085, 0.76, 0.033)
    pen.blob(((-0.05, 0.57), (0.05, 0.57), (0.045, 0.47), (0, 0.44), (-0.045, 0.47)), (226, 110, 120))
    pen.ellipse(0, 0.67, 0.055, 0.04, INK)
    pen.stroke(((-0.08, 0.575), (0, 0.555), (0.08, 0.575)), 0.014, INK)
    pen.stroke(((-0.14, 0.5), (0, 0.46), (0.14, 0.5)), 0.04, (196, 60, 56))
    pen.disc(0, 0.44, 0.03, (236, 196, 70))


def wolf(pen: Pen, colour: RGB) -> None:
    """Sitting in profile, howling, its nose to the sky."""
    pale = light(colour, 0.5)
    pen.stroke(((-0.18, 0.12), (-0.42, 0.04), (-0.6, 0.12), (-0.62, 0.26)), 0.15, dark(colour, 0.15), 0.05)
    pen.blob(((-0.32, 0.02), (-0.02, 0.01), (0.04, 0.2), (0.0, 0.4), (-0.2, 0.42), (-0.36, 0.22)), dark(colour, 0.1))
    pen.blob(((-0.22, 0.1), (0.06, 0.06), (0.2, 0.4), (0.22, 0.7), (0.04, 0.78), (-0.1, 0.6), (-0.26, 0.36)), colour)
    pen.blob(((0.1, 0.3), (0.2, 0.36), (0.25, 0.66), (0.2, 0.74), (0.12, 0.56)), pale)
    for x, shade in ((0.02, 0.2), (0.13, 0.0)):
        pen.stroke(((x, 0.42), (x + 0.01, 0.22), (x + 0.02, 0.03)), 0.09, dark(colour, shade), 0.065)
        pen.ellipse(x + 0.05, 0.025, 0.075, 0.03, pale)
    pen.ellipse(-0.16, 0.03, 0.12, 0.035, pale)
    pen.polygon(((-0.02, 0.84), (0.1, 0.92), (-0.12, 1.0)), dark(colour, 0.3))
    pen.blob(
        (
            (0.0, 0.7),
            (0.02, 0.88),
            (0.16, 0.95),
            (0.26, 1.02),
            (0.4, 1.1),
            (0.43, 1.06),
            (0.34, 0.94),
            (0.3, 0.84),
            (0.24, 0.68),
        ),
        colour,
    )
    pen.blob(((0.24, 0.7), (0.3, 0.82), (0.37, 0.94), (0.42, 0.98), (0.44, 0.94), (0.36, 0.84), (0.3, 0.72)), pale)
    pen.stroke(((0.42, 1.03), (0.35, 0.94)), 0.02, (150, 62, 66))
    pen.disc(0.415, 1.085, 0.028, INK)
    pen.stroke(((0.15, 0.89), (0.21, 0.93)), 0.02, INK)


def rabbit(pen: Pen, colour: RGB) -> None:
    """Sitting, all ears."""
    pen.disc(0.25, 0.14, 0.08, CREAM)
    for side in (-1, 1):
        pen.blob(((side * 0.03, 0.6), (side * 0.04, 0.86), (side * 0.1, 1.05), (side * 0.17, 0.9), (side * 0.13, 0.62)),
                 colour)  # fmt: skip
        pen.blob(
            ((side * 0.07, 0.64), (side * 0.07, 0.84), (side * 0.1, 0.96), (side * 0.13, 0.84), (side * 0.11, 0.64)),
            PINK,
        )
    pen.ellipse(0, 0.22, 0.24, 0.22, colour)
    pen.ellipse(0, 0.2, 0.13, 0.16, CREAM)
    pen.ellipse(0, 0.52, 0.19, 0.16, colour)
    for side in (-1, 1):
        pen.ellipse(side * 0.15, 0.03, 0.12, 0.045, light(colour, 0.2))
        pen.eye(side * 0.09, 0.55, 0.03)
        pen.ellipse(side * 0.04, 0.46, 0.055, 0.045, CREAM)
    pen.polygon(((-0.025, 0.5), (0.025, 0.5), (0, 0.47)), PINK)
    pen.box(-0.02, 0.395, 0.02, 0.43, (255, 255, 255))


def bear(pen: Pen, colour: RGB) -> None:
    """Standing up, as bears do when they are curious."""
    for side in (-1, 1):
        pen.stroke(((side * 0.14, 0.3), (side * 0.16, 0.05)), 0.2, dark(colour, 0.12))
        pen.ellipse(side * 0.17, 0.04, 0.13, 0.06, dark(colour, 0.2))
        pen.stroke(((side * 0.2, 0.56), (side * 0.34, 0.36)), 0.14, dark(colour, 0.08), 0.13)
        pen.disc(side * 0.16, 0.93, 0.08, colour)
        pen.disc(side * 0.16, 0.93, 0.045, light(colour, 0.35))
    pen.ellipse(0, 0.38, 0.28, 0.32, colour)
    pen.ellipse(0, 0.34, 0.17, 0.22, light(colour, 0.3))
    pen.ellipse(0, 0.79, 0.22, 0.19, colour)
    pen.ellipse(0, 0.72, 0.11, 0.085, light(colour, 0.45))
    for side in (-1, 1):
        pen.eye(side * 0.09, 0.83, 0.026)
    pen.ellipse(0, 0.755, 0.045, 0.032, INK)
    pen.stroke(((0, 0.73), (0, 0.69)), 0.012, INK)


def mouse(pen: Pen, colour: RGB) -> None:
    """Round, with round ears."""
    pen.stroke(((0.2, 0.1), (0.5, 0.06), (0.58, 0.26), (0.68, 0.3)), 0.035, PINK, 0.015)
    for side in (-1, 1):
        pen.disc(side * 0.22, 0.84, 0.16, colour)
        pen.disc(side * 0.22, 0.84, 0.1, PINK)
    pen.blob(((-0.26, 0.03), (0.26, 0.03), (0.3, 0.26), (0.16, 0.56), (-0.16, 0.56), (-0.3, 0.26)), colour)
    pen.ellipse(0, 0.2, 0.16, 0.16, CREAM)
    pen.ellipse(0, 0.62, 0.23, 0.2, colour)
    for side in (-1, 1):
        pen.eye(side * 0.1, 0.66, 0.035)
        pen.ellipse(side * 0.12, 0.02, 0.08, 0.03, PINK)
        pen.disc(side * 0.09, 0.32, 0.045, PINK)
        for rise in (-0.02, 0.03):
            pen.stroke(((side * 0.06, 0.55), (side * 0.3, 0.54 + rise)), 0.008, INK)
    pen.disc(0, 0.56, 0.035, PINK)


def horse(pen: Pen, colour: RGB) -> None:
    """Standing in profile, its mane in the wind."""
    mane = dark(colour, 0.5)
    _beast(pen, colour, shoulder=0.56, neck=(0.36, 0.8))
    pen.stroke(((-0.36, 0.56), (-0.5, 0.48), (-0.52, 0.2)), 0.08, mane, 0.03)
    pen.blob(((0.3, 0.78), (0.36, 0.92), (0.46, 0.9), (0.62, 0.7), (0.58, 0.64), (0.48, 0.68), (0.4, 0.7)), colour)
    pen.polygon(((0.36, 0.9), (0.42, 0.91), (0.38, 1.02)), colour)
    pen.stroke(((0.36, 0.96), (0.26, 0.86), (0.18, 0.66)), 0.09, mane, 0.05)
    pen.eye(0.45, 0.82, 0.02)
    pen.disc(0.59, 0.68, 0.012, INK)


def deer(pen: Pen, colour: RGB) -> None:
    """A stag in profile, his antlers up."""
    _beast(pen, colour, shoulder=0.5, neck=(0.32, 0.7), slim=0.75)
    pen.ellipse(-0.36, 0.54, 0.05, 0.06, CREAM)
    pen.blob(((0.26, 0.66), (0.3, 0.78), (0.38, 0.77), (0.5, 0.66), (0.48, 0.61), (0.36, 0.63)), colour)
    pen.polygon(((0.28, 0.75), (0.33, 0.76), (0.22, 0.83)), dark(colour, 0.2))
    horn = (214, 190, 150)
    for lean in (-0.04, 0.06):
        pen.stroke(((0.31, 0.77), (0.26 + lean, 0.92), (0.36 + lean, 1.08)), 0.028, horn, 0.012)
        pen.stroke(((0.275 + lean, 0.9), (0.4 + lean, 0.95)), 0.02, horn, 0.01)
        pen.stroke(((0.3 + lean, 1.0), (0.18 + lean, 1.06)), 0.018, horn, 0.01)
    pen.eye(0.37, 0.715, 0.018)
    pen.disc(0.49, 0.645, 0.018, INK)


def _beast(pen: Pen, colour: RGB, shoulder: float, neck: tuple[float, float], slim: float = 1.0) -> None:
    """A body on four legs, looking right, with a neck that ends at `neck`."""
    far = dark(colour, 0.3)
    for x, lean in ((-0.22, -0.02), (0.14, 0.03)):
        pen.stroke(((x, shoulder - 0.1), (x + lean, 0.24), (x + lean * 0.5, 0.02)), 0.085 * slim, far, 0.05 * slim)
    pen.blob(((-0.38, shoulder + 0.05), (-0.1, shoulder + 0.07), (0.2, shoulder + 0.09), (0.29, shoulder - 0.02),
              (0.2, shoulder - 0.17), (-0.12, shoulder - 0.16 * slim), (-0.33, shoulder - 0.14)), colour)  # fmt: skip
    pen.stroke(((0.16, shoulder - 0.02), neck), 0.24 * slim, colour, 0.13 * slim)
    for x, lean in ((-0.31, 0.03), (0.22, -0.03)):
        pen.stroke(((x, shoulder - 0.08), (x + lean, 0.24), (x + lean * 0.4, 0.02)), 0.1 * slim, colour, 0.055 * slim)
        pen.ellipse(x + lean * 0.4 + 0.01, 0.02, 0.045 * slim, 0.025, INK)


def sheep(pen: Pen, colour: RGB) -> None:
    """A cloud on four legs."""
    face = (62, 54, 60)
    for x in (-0.22, -0.1, 0.14, 0.24):
        pen.stroke(((x, 0.3), (x, 0.04)), 0.07, face)
    for x, y, radius in ((-0.26, 0.44, 0.17), (-0.08, 0.53, 0.19), (0.14, 0.52, 0.18), (0.26, 0.4, 0.15),
                         (-0.08, 0.36, 0.19), (0.12, 0.35, 0.18)):  # fmt: skip
        pen.disc(x, y, radius, colour)
    pen.ellipse(0.44, 0.56, 0.12, 0.15, face, 20)
    pen.ellipse(0.31, 0.62, 0.08, 0.035, face, 20)
    pen.disc(0.36, 0.69, 0.1, colour)
    pen.eye(0.47, 0.58, 0.024, (240, 240, 236))
    pen.disc(0.475, 0.58, 0.012, INK)


def cow(pen: Pen, colour: RGB) -> None:
    """In profile, patched."""
    patch = (62, 50, 52) if sum(colour) > 500 else CREAM
    _beast(pen, colour, shoulder=0.52, neck=(0.36, 0.66))
    pen.blob(((-0.3, 0.58), (-0.12, 0.6), (-0.08, 0.46), (-0.24, 0.42)), patch)
    pen.blob(((0.06, 0.6), (0.2, 0.58), (0.18, 0.48), (0.08, 0.5)), patch)
    pen.ellipse(-0.16, 0.36, 0.08, 0.05, PINK)
    pen.stroke(((-0.37, 0.56), (-0.46, 0.44), (-0.45, 0.26)), 0.03, dark(colour, 0.2), 0.05)
    pen.blob(((0.3, 0.76), (0.46, 0.77), (0.56, 0.58), (0.5, 0.52), (0.36, 0.58)), colour)
    pen.ellipse(0.53, 0.56, 0.07, 0.06, PINK)
    pen.stroke(((0.33, 0.75), (0.3, 0.86), (0.36, 0.9)), 0.04, (228, 214, 180), 0.015)
    pen.ellipse(0.27, 0.73, 0.07, 0.035, patch, 20)
    pen.eye(0.43, 0.69, 0.022)


def elephant(pen: Pen, colour: RGB) -> None:
    """In profile, its trunk raised."""
    far = dark(colour, 0.3)
    for x in (-0.2, 0.12):
        pen.stroke(((x, 0.34), (x, 0.06)), 0.17, far)
    pen.stroke(((-0.42, 0.5), (-0.5, 0.34)), 0.04, far, 0.02)
    pen.blob(((-0.45, 0.4), (-0.38, 0.66), (-0.1, 0.76), (0.18, 0.7), (0.26, 0.44), (0.1, 0.26), (-0.3, 0.26)), colour)
    for x in (-0.32, 0.03):
        pen.stroke(((x, 0.34), (x, 0.08)), 0.19, colour)
        for toe in (-0.05, 0, 0.05):
            pen.disc(x + toe, 0.02, 0.024, CREAM)
    pen.stroke(((0.36, 0.56), (0.54, 0.44), (0.62, 0.58), (0.56, 0.78)), 0.15, colour, 0.07)
    pen.ellipse(0.26, 0.64, 0.2, 0.21, colour)
    pen.stroke(((0.36, 0.5), (0.48, 0.42)), 0.05, CREAM, 0.02)
    pen.blob(((0.2, 0.84), (0.02, 0.8), (-0.04, 0.6), (0.08, 0.44), (0.2, 0.56)), mix(colour, PINK, 0.22))
    pen.eye(0.34, 0.68, 0.024)


def frog(pen: Pen, colour: RGB) -> None:
    """Squatting, smiling."""
    for side in (-1, 1):
        pen.ellipse(side * 0.34, 0.2, 0.2, 0.16, dark(colour, 0.15), side * -25)
        pen.ellipse(side * 0.36, 0.05, 0.16, 0.045, dark(colour, 0.1))
    pen.blob(((-0.28, 0.05), (0.28, 0.05), (0.36, 0.34), (0.3, 0.62), (-0.3, 0.62), (-0.36, 0.34)), colour)
    pen.ellipse(0, 0.24, 0.2, 0.2, light(colour, 0.5))
    pen.ellipse(0, 0.56, 0.36, 0.22, colour)
    for side in (-1, 1):
        pen.disc(side * 0.2, 0.78, 0.13, colour)
        pen.disc(side * 0.2, 0.79, 0.095, (246, 240, 200))
        pen.eye(side * 0.2, 0.79, 0.055)
    pen.stroke(((-0.26, 0.53), (0, 0.44), (0.26, 0.53)), 0.025, dark(colour, 0.5))


def turtle(pen: Pen, colour: RGB) -> None:
    """In profile under its shell."""
    skin = mix(colour, (200, 200, 110), 0.5)
    for x in (-0.3, 0.22):
        pen.stroke(((x, 0.2), (x, 0.05)), 0.15, skin)
    pen.stroke(((0.3, 0.24), (0.5, 0.4)), 0.15, skin, 0.14)
    pen.ellipse(0.54, 0.46, 0.13, 0.1, skin, 15)
    pen.blob(((-0.5, 0.16), (-0.44, 0.44), (-0.1, 0.66), (0.26, 0.5), (0.4, 0.18), (0, 0.12)), colour)
    for x, y in ((-0.26, 0.34), (-0.06, 0.46), (0.14, 0.34), (-0.06, 0.24)):
        pen.ellipse(x, y, 0.085, 0.075, dark(colour, 0.3))
    pen.stroke(((-0.5, 0.16), (0, 0.12), (0.4, 0.17)), 0.05, light(colour, 0.3))
    pen.eye(0.58, 0.49, 0.022)


def snail(pen: Pen, colour: RGB) -> None:
    """With its house."""
    body = (214, 186, 140)
    pen.stroke(((-0.5, 0.06), (0.1, 0.07), (0.42, 0.12), (0.52, 0.4)), 0.13, body, 0.15)
    for lean in (0.46, 0.62):
        pen.stroke(((0.52, 0.42), (lean, 0.66)), 0.03, body, 0.02)
        pen.disc(lean, 0.67, 0.03, INK)
    pen.disc(-0.06, 0.42, 0.34, colour)
    for radius, shade in ((0.25, 0.3), (0.19, 0.0), (0.13, 0.3), (0.07, 0.0)):
        pen.disc(-0.06 + (0.34 - radius) * 0.3, 0.42 - (0.34 - radius) * 0.35, radius, dark(colour, shade))


def camel(pen: Pen, colour: RGB) -> None:
    """In profile, two humps, unimpressed."""
    _beast(pen, colour, shoulder=0.54, neck=(0.4, 0.52))
    for x in (-0.2, 0.06):
        pen.blob(((x - 0.15, 0.56), (x - 0.07, 0.76), (x, 0.82), (x + 0.07, 0.76), (x + 0.15, 0.56)), colour)
        pen.blob(((x - 0.06, 0.74), (x, 0.82), (x + 0.06, 0.74)), dark(colour, 0.3))
    pen.stroke(((0.3, 0.5), (0.46, 0.56), (0.46, 0.84)), 0.13, colour, 0.1)
    pen.blob(((0.4, 0.82), (0.44, 0.94), (0.56, 0.92), (0.68, 0.82), (0.64, 0.76), (0.5, 0.78)), colour)
    pen.polygon(((0.41, 0.9), (0.46, 0.92), (0.4, 0.99)), dark(colour, 0.2))
    pen.stroke(((-0.38, 0.54), (-0.44, 0.36)), 0.03, dark(colour, 0.25), 0.045)
    pen.box(-0.16, 0.46, 0.02, 0.66, (190, 60, 70))
    pen.stroke(((-0.16, 0.52), (0.02, 0.52)), 0.03, (240, 200, 90))
    pen.stroke(((0.5, 0.87), (0.55, 0.865)), 0.02, INK)
    pen.disc(0.65, 0.81, 0.012, INK)


def pig(pen: Pen, colour: RGB) -> None:
    """In profile, content."""
    pen.stroke(((-0.42, 0.42), (-0.52, 0.5), (-0.46, 0.56), (-0.54, 0.62)), 0.03, dark(colour, 0.15), 0.02)
    for x in (-0.24, 0.16):
        pen.stroke(((x, 0.26), (x, 0.05)), 0.13, dark(colour, 0.22))
    pen.blob(((-0.44, 0.36), (-0.32, 0.6), (0, 0.66), (0.28, 0.58), (0.36, 0.36), (0.2, 0.17), (-0.28, 0.17)), colour)
    for x in (-0.32, 0.08):
        pen.stroke(((x, 0.24), (x, 0.05)), 0.13, colour)
        pen.ellipse(x, 0.025, 0.065, 0.03, dark(colour, 0.5))
    pen.disc(0.36, 0.52, 0.2, colour)
    pen.ellipse(0.53, 0.48, 0.075, 0.09, dark(colour, 0.12))
    for y in (0.45, 0.52):
        pen.disc(0.55, y, 0.016, dark(colour, 0.55))
    pen.polygon(((0.24, 0.66), (0.38, 0.7), (0.22, 0.84)), dark(colour, 0.15))
    pen.eye(0.41, 0.59, 0.024)


def lion(pen: Pen, colour: RGB) -> None:
    """Sitting, all mane."""
    mane = mix(dark(colour, 0.3), (150, 76, 34), 0.5)
    pen.stroke(((0.16, 0.08), (0.42, 0.06), (0.52, 0.26)), 0.06, colour, 0.05)
    pen.disc(0.53, 0.3, 0.07, mane)
    _seated(pen, colour, light(colour, 0.35))
    for at in range(18):
        angle = at * 0.349
        pen.disc(math.cos(angle) * 0.23, 0.7 + math.sin(angle) * 0.22, 0.11, mix(mane, colour, 0.25 * (at % 2)))
    for side in (-1, 1):
        pen.disc(side * 0.17, 0.88, 0.06, colour)
    pen.ellipse(0, 0.7, 0.21, 0.2, colour)
    for side in (-1, 1):
        pen.eye(side * 0.09, 0.74, 0.028)
        pen.ellipse(side * 0.05, 0.61, 0.065, 0.05, light(colour, 0.55))
        pen.stroke(((side * 0.09, 0.61), (side * 0.28, 0.6)), 0.008, CREAM)
    pen.polygon(((-0.045, 0.68), (0.045, 0.68), (0, 0.62)), (120, 66, 54))
