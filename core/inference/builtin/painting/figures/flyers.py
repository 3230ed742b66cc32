"""Birds, fish, insects and dragons."""

from core.inference.builtin.painting.pen import RGB, Pen, dark, light, mix

CREAM = (250, 242, 228)
INK = (38, 32, 40)
BEAK = (238, 166, 52)


def bird(pen: Pen, colour: RGB) -> None:
    """On its feet, in profile."""
    for x in (-0.02, 0.08):
        pen.stroke(((x, 0.24), (x + 0.01, 0.02), (x + 0.1, 0.02)), 0.022, BEAK)
    pen.polygon(((-0.2, 0.4), (-0.6, 0.2), (-0.58, 0.34), (-0.26, 0.56)), dark(colour, 0.35))
    pen.blob(((-0.34, 0.4), (-0.1, 0.2), (0.18, 0.22), (0.3, 0.46), (0.3, 0.7), (0.08, 0.66), (-0.16, 0.56)), colour)
    pen.blob(((0.02, 0.24), (0.2, 0.26), (0.3, 0.48), (0.26, 0.58), (0.12, 0.44)), mix(CREAM, colour, 0.15))
    pen.disc(0.2, 0.72, 0.18, colour)
    pen.polygon(((0.36, 0.77), (0.36, 0.66), (0.54, 0.7)), BEAK)
    pen.eye(0.26, 0.76, 0.035)
    pen.blob(((0.08, 0.58), (-0.14, 0.54), (-0.42, 0.34), (-0.12, 0.32), (0.08, 0.4)), dark(colour, 0.25))


def flying_bird(pen: Pen, colour: RGB) -> None:
    """On the wing, far off."""
    pen.stroke(((-0.62, 0.62), (-0.34, 0.76), (-0.02, 0.46)), 0.05, colour, 0.11)
    pen.stroke(((0.62, 0.66), (0.34, 0.78), (0.02, 0.46)), 0.05, colour, 0.11)
    pen.ellipse(0.02, 0.45, 0.16, 0.07, colour, -8)


def owl(pen: Pen, colour: RGB) -> None:
    """Looking at you from a branch."""
    pen.stroke(((-0.62, 0.1), (-0.1, 0.06), (0.66, 0.12)), 0.09, (96, 70, 52), 0.05)
    pen.blob(((-0.22, 0.08), (0.22, 0.08), (0.31, 0.4), (0.26, 0.8), (-0.26, 0.8), (-0.31, 0.4)), colour)
    for side in (-1, 1):
        pen.polygon(((side * 0.05, 0.88), (side * 0.27, 0.72), (side * 0.27, 1.03)), colour)
    pen.ellipse(0, 0.34, 0.19, 0.24, light(colour, 0.45))
    for row in range(4):
        for column in range(-2, 3):
            if abs(column) + (row == 3) * 1 < 3:
                pen.stroke(((column * 0.075 - 0.02, 0.5 - row * 0.1), (column * 0.075, 0.47 - row * 0.1),
                            (column * 0.075 + 0.02, 0.5 - row * 0.1)), 0.016, dark(colour, 0.25))  # fmt: skip
    for side in (-1, 1):
        pen.blob(((side * 0.2, 0.66), (side * 0.33, 0.4), (side * 0.24, 0.12), (side * 0.17, 0.4)), dark(colour, 0.3))
        pen.disc(side * 0.125, 0.75, 0.15, light(colour, 0.6))
        pen.disc(side * 0.125, 0.75, 0.1, (246, 190, 50))
        pen.eye(side * 0.125, 0.75, 0.062)
        for claw in (0.06, 0.11, 0.16):
            pen.stroke(((side * claw, 0.13), (side * claw, 0.06)), 0.035, BEAK, 0.02)
    pen.polygon(((-0.045, 0.68), (0.045, 0.68), (0, 0.58)), BEAK)


def duck(pen: Pen, colour: RGB) -> None:
    """Afloat, in profile."""
    pen.blob(((-0.5, 0.42), (-0.34, 0.1), (0.2, 0.06), (0.36, 0.26), (0.24, 0.46), (-0.2, 0.36)), colour)
    pen.stroke(((0.2, 0.34), (0.24, 0.62)), 0.17, colour, 0.14)
    pen.disc(0.26, 0.74, 0.16, colour)
    pen.blob(((0.38, 0.76), (0.58, 0.72), (0.56, 0.66), (0.38, 0.66)), BEAK)
    pen.eye(0.31, 0.79, 0.03)
    pen.blob(((0.1, 0.38), (-0.2, 0.38), (-0.44, 0.36), (-0.24, 0.18), (0.02, 0.2)), dark(colour, 0.16))


def penguin(pen: Pen, colour: RGB) -> None:
    """Upright, in evening dress."""
    for side in (-1, 1):
        pen.ellipse(side * 0.12, 0.03, 0.12, 0.04, BEAK)
        pen.blob(((side * 0.2, 0.66), (side * 0.4, 0.34), (side * 0.36, 0.26), (side * 0.2, 0.4)), colour)
    pen.blob(((-0.22, 0.03), (0.22, 0.03), (0.3, 0.34), (0.22, 0.7), (0.16, 0.94), (0, 1.0), (-0.16, 0.94),
              (-0.22, 0.7), (-0.3, 0.34)), colour)  # fmt: skip
    pen.blob(((-0.14, 0.05), (0.14, 0.05), (0.2, 0.34), (0.12, 0.64), (-0.12, 0.64), (-0.2, 0.34)), CREAM)
    for side in (-1, 1):
        pen.ellipse(side * 0.08, 0.8, 0.085, 0.1, CREAM)
        pen.eye(side * 0.075, 0.83, 0.028)
    pen.polygon(((-0.05, 0.77), (0.05, 0.77), (0, 0.69)), BEAK)
    pen.ellipse(0, 0.62, 0.12, 0.04, mix(BEAK, CREAM, 0.4))


def butterfly(pen: Pen, colour: RGB) -> None:
    """With open wings."""
    for side in (-1, 1):
        pen.blob(((side * 0.03, 0.5), (side * 0.16, 0.9), (side * 0.5, 0.98), (side * 0.6, 0.76), (side * 0.34, 0.5)),
                 dark(colour, 0.45))  # fmt: skip
        pen.blob(((side * 0.05, 0.54), (side * 0.18, 0.85), (side * 0.46, 0.92), (side * 0.53, 0.76),
                  (side * 0.32, 0.55)), colour)  # fmt: skip
        pen.blob(
            ((side * 0.03, 0.48), (side * 0.36, 0.46), (side * 0.48, 0.22), (side * 0.26, 0.08), (side * 0.08, 0.3)),
            dark(colour, 0.45),
        )
        pen.blob(((side * 0.06, 0.44), (side * 0.33, 0.42), (side * 0.42, 0.23), (side * 0.26, 0.14)),
                 light(colour, 0.25))  # fmt: skip
        pen.disc(side * 0.38, 0.8, 0.06, light(colour, 0.65))
        pen.disc(side * 0.3, 0.28, 0.045, dark(colour, 0.3))
        pen.stroke(((0, 0.76), (side * 0.1, 0.95), (side * 0.16, 0.98)), 0.014, INK)
    pen.ellipse(0, 0.48, 0.04, 0.28, INK)


def fish(pen: Pen, colour: RGB) -> None:
    """In profile, swimming right."""
    pen.blob(((-0.28, 0.5), (-0.6, 0.76), (-0.52, 0.5), (-0.6, 0.24)), dark(colour, 0.18))
    pen.blob(((-0.1, 0.7), (0.02, 0.92), (0.22, 0.86), (0.2, 0.68)), dark(colour, 0.18))
    pen.blob(((-0.04, 0.3), (-0.02, 0.12), (0.14, 0.18), (0.12, 0.32)), dark(colour, 0.18))
    pen.blob(((-0.36, 0.5), (-0.08, 0.73), (0.3, 0.72), (0.58, 0.5), (0.3, 0.28), (-0.08, 0.27)), colour)
    pen.blob(((-0.2, 0.42), (0.1, 0.3), (0.4, 0.34), (0.54, 0.46), (0.2, 0.42)), light(colour, 0.5))
    for x in (-0.12, 0.02, 0.16):
        for y in (0.46, 0.56, 0.64):
            pen.stroke(((x + 0.04, y + 0.04), (x, y), (x + 0.04, y - 0.04)), 0.013, light(colour, 0.35))
    pen.stroke(((0.32, 0.68), (0.26, 0.5), (0.32, 0.32)), 0.02, dark(colour, 0.3))
    pen.disc(0.42, 0.57, 0.065, CREAM)
    pen.eye(0.43, 0.57, 0.04)


def whale(pen: Pen, colour: RGB) -> None:
    """At the surface, blowing."""
    spray = (232, 244, 250)
    for lean, top in ((-0.16, 0.96), (0.14, 0.98), (-0.02, 1.06)):
        pen.stroke(((0.2, 0.6), (0.2 + lean * 0.5, 0.84), (0.2 + lean * 1.5, top - 0.06)), 0.03, spray, 0.05)
        pen.disc(0.2 + lean * 1.6, top - 0.08, 0.04, spray)
    pen.blob(((-0.44, 0.3), (-0.58, 0.5), (-0.74, 0.66), (-0.62, 0.7), (-0.55, 0.62), (-0.46, 0.72), (-0.4, 0.66),
              (-0.46, 0.5)), dark(colour, 0.12))  # fmt: skip
    pen.blob(
        (
            (-0.56, 0.42),
            (-0.3, 0.4),
            (0, 0.56),
            (0.36, 0.58),
            (0.62, 0.4),
            (0.62, 0.18),
            (0.36, 0.05),
            (-0.1, 0.06),
            (-0.42, 0.2),
        ),
        colour,
    )
    pen.blob(((-0.1, 0.08), (0.32, 0.06), (0.62, 0.18), (0.6, 0.25), (0.3, 0.2)), light(colour, 0.65))
    for at in range(4):
        pen.stroke(((0.14 + at * 0.11, 0.08), (0.22 + at * 0.1, 0.18)), 0.012, dark(colour, 0.1))
    pen.blob(((0.06, 0.2), (0.16, 0.18), (0.1, 0.0), (-0.06, -0.03)), dark(colour, 0.2))
    pen.stroke(((0.62, 0.27), (0.46, 0.25), (0.34, 0.3)), 0.018, dark(colour, 0.5))
    pen.eye(0.38, 0.36, 0.028)


def octopus(pen: Pen, colour: RGB) -> None:
    """All arms."""
    for at in range(8):
        x = (at - 3.5) * 0.12
        curl = 0.1 if at % 2 else -0.08
        pen.stroke(
            ((x * 0.6, 0.42), (x * 1.2, 0.22), (x * 1.5, 0.06), (x * 1.5 + curl, 0.02), (x * 1.5 + curl * 1.6, 0.1)),
            0.1,
            dark(colour, 0.12 * (at % 2)),
            0.035,
        )
    pen.blob(((-0.26, 0.4), (0.26, 0.4), (0.32, 0.72), (0.18, 0.98), (-0.18, 0.98), (-0.32, 0.72)), colour)
    for side in (-1, 1):
        pen.disc(side * 0.12, 0.56, 0.085, CREAM)
        pen.eye(side * 0.12, 0.56, 0.05)
    for x, y in ((-0.1, 0.84), (0.08, 0.88), (0.14, 0.76)):
        pen.disc(x, y, 0.03, light(colour, 0.4))
    pen.stroke(((-0.06, 0.45), (0, 0.43), (0.06, 0.45)), 0.016, dark(colour, 0.5))


def dragon(pen: Pen, colour: RGB) -> None:
    """Sitting, winged, with a small flame."""
    belly = mix(light(colour, 0.4), (246, 220, 140), 0.5)
    wing = dark(colour, 0.3)
    for side, lift in ((-1, 0.0), (1, -0.04)):
        tip = side * 0.74
        pen.polygon(
            (
                (side * 0.06, 0.5),
                (side * 0.3, 0.98 + lift),
                (tip, 0.82 + lift),
                (side * 0.62, 0.6),
                (side * 0.5, 0.62),
                (side * 0.44, 0.42),
                (side * 0.3, 0.5),
                (side * 0.18, 0.3),
            ),
            wing,
        )
        for end in ((tip, 0.82 + lift), (side * 0.5, 0.62), (side * 0.3, 0.5)):
            pen.stroke(((side * 0.3, 0.98 + lift), end), 0.022, dark(wing, 0.3), 0.01)
        pen.stroke(((side * 0.06, 0.5), (side * 0.3, 0.98 + lift)), 0.045, dark(wing, 0.3), 0.02)
    pen.stroke(((-0.1, 0.12), (-0.4, 0.02), (-0.62, 0.12), (-0.6, 0.3)), 0.16, colour, 0.04)
    pen.polygon(((-0.68, 0.28), (-0.52, 0.28), (-0.58, 0.44)), dark(colour, 0.3))
    pen.blob(((-0.22, 0.02), (0.2, 0.02), (0.26, 0.24), (0.16, 0.48), (0.12, 0.72), (-0.06, 0.72), (-0.12, 0.5),
              (-0.27, 0.24)), colour)  # fmt: skip
    pen.blob(((-0.06, 0.04), (0.16, 0.05), (0.19, 0.24), (0.1, 0.5), (0.08, 0.64), (-0.01, 0.6), (-0.02, 0.4)), belly)
    for y in (0.14, 0.24, 0.34, 0.44, 0.54):
        pen.stroke(((-0.03, y), (0.06, y - 0.015), (0.13, y)), 0.013, dark(belly, 0.25))
    for x, y in ((-0.2, 0.44), (-0.17, 0.56), (-0.12, 0.68), (-0.08, 0.8)):
        pen.polygon(((x + 0.02, y - 0.04), (x + 0.05, y + 0.05), (x - 0.06, y + 0.05)), dark(colour, 0.35))
    for side in (-1, 1):
        pen.ellipse(side * 0.2, 0.1, 0.1, 0.11, dark(colour, 0.1))
        pen.ellipse(side * 0.2 + 0.04, 0.02, 0.11, 0.035, dark(colour, 0.2))
    for lean in (-0.09, 0.0):
        pen.stroke(((0.02 + lean, 0.88), (-0.06 + lean, 1.04)), 0.045, (240, 228, 196), 0.012)
    pen.blob(
        ((-0.1, 0.72), (-0.08, 0.9), (0.08, 0.93), (0.2, 0.86), (0.38, 0.82), (0.4, 0.72), (0.24, 0.68), (0.08, 0.66)),
        colour,
    )
    pen.blob(((0.1, 0.69), (0.26, 0.7), (0.39, 0.74), (0.3, 0.67)), belly)
    pen.disc(0.36, 0.79, 0.014, INK)
    pen.disc(0.1, 0.84, 0.048, (250, 226, 90))
    pen.ellipse(0.105, 0.84, 0.016, 0.042, INK)
    pen.blob(((0.42, 0.74), (0.56, 0.82), (0.76, 0.76), (0.6, 0.7), (0.68, 0.64), (0.5, 0.66)), (244, 120, 40))
    pen.blob(((0.44, 0.74), (0.54, 0.78), (0.64, 0.75), (0.52, 0.7)), (252, 214, 90))
