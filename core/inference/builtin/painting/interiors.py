"""Scenes without a landscape: space, underwater, a room, a plain ground, and shapes for unknown words."""

import math

import numpy as np

from core.inference.builtin.painting.canvas import Canvas
from core.inference.builtin.painting.noise import field
from core.inference.builtin.painting.pen import Pen, dark, light, mix
from core.inference.builtin.painting.sky import paint_stars
from core.inference.builtin.painting.terrain import ground, ridge


def space(canvas: Canvas) -> None:
    """Nebulae and stars."""
    width, height = max(8, canvas.width // 8), max(8, canvas.height // 8)
    shape = field(canvas.numbers, width, height, 3, 3, 5)
    other = field(canvas.numbers, width, height, 2, 2, 5)
    tones = canvas.chance.sample([(190, 60, 150), (60, 90, 210), (40, 170, 180), (230, 120, 70), (120, 60, 200)], 2)
    first, second = (np.array(canvas.brief.tint or tone, dtype=np.float32) for tone in tones)
    colours = np.zeros((height, width, 3), dtype=np.float32) + np.array((10, 9, 26), dtype=np.float32)
    colours += np.clip((shape - 0.48) * 3.2, 0, 1)[..., None] * first * 0.75
    colours += (
        np.clip((other - 0.52) * 3.4, 0, 1)[..., None] * np.array(tones[1], dtype=np.float32) * 0.6 + second * 0.02
    )
    canvas.wash(colours)
    paint_stars(canvas)


def underwater(canvas: Canvas) -> None:
    """Rays from above, weeds, bubbles."""
    width, height = max(8, canvas.width // 8), max(8, canvas.height // 8)
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    top, foot = np.array((110, 206, 214), dtype=np.float32), np.array((10, 50, 96), dtype=np.float32)
    colours = top * (1 - share) ** 1.4 + foot * (1 - (1 - share) ** 1.4)
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    slant = x + share[..., 0] * 0.25
    rays = (
        np.clip(np.sin(slant * 24 + canvas.chance.uniform(0, 6)) + np.sin(slant * 41) * 0.6 - 0.35, 0, 1)
        * (1 - share[..., 0]) ** 1.5
    )
    if canvas.mood.dark:
        colours *= 0.5
    canvas.wash(colours + rays[..., None] * 46 + (field(canvas.numbers, width, height, 4, 4)[..., None] - 0.5) * 22)
    ridge(canvas, canvas.height * 0.9, canvas.height * 0.22, (30, 92, 122), 3, 4)
    ridge(canvas, canvas.height * 0.97, canvas.height * 0.1, (196, 178, 130), 2, 3)
    _weeds(canvas)
    pen = canvas.pen()
    for _ in range(46):
        left, above = canvas.chance.uniform(0, canvas.width), canvas.chance.uniform(0, canvas.height * 0.85)
        across = canvas.unit * canvas.chance.uniform(0.006, 0.026)
        pen.ellipse(
            (left, above, left + across, above + across),
            outline=(230, 250, 252, 150),
            width=max(1, round(canvas.unit * 0.002)),
        )


def _weeds(canvas: Canvas) -> None:
    sheet = Pen(canvas.unit * 0.34, canvas.chance)
    for _ in range(16):
        sheet = Pen(canvas.unit * canvas.chance.uniform(0.14, 0.34), canvas.chance)
        if canvas.chance.random() < 0.55:
            tone = canvas.chance.choice(((40, 128, 92), (70, 150, 84), (30, 104, 100)))
            for shift in (-0.12, 0.0, 0.12):
                sway = canvas.chance.uniform(-0.15, 0.15)
                sheet.stroke(
                    ((shift, 0), (shift + sway, 0.35), (shift - sway, 0.7), (shift + sway, 1.0)), 0.08, tone, 0.02
                )
        else:
            tone = canvas.chance.choice(((236, 110, 120), (246, 160, 90), (190, 110, 190), (250, 206, 120)))
            for lean in (-0.5, -0.25, 0.0, 0.25, 0.5):
                sheet.stroke(
                    ((0, 0), (lean * 0.5, 0.3), (lean, 0.62 + canvas.chance.uniform(-0.1, 0.1))), 0.1, tone, 0.06
                )
        x = round(canvas.chance.random() * canvas.width - sheet.sheet.width / 2)
        y = round(canvas.height * canvas.chance.uniform(0.93, 1.0) - sheet.sheet.height * 0.93)
        canvas.image.paste(sheet.sheet, (x, y), sheet.sheet)


def room(canvas: Canvas) -> None:
    """A wall with a window, and a table."""
    wall = canvas.chance.choice(((196, 172, 140), (150, 168, 164), (182, 144, 132), (140, 150, 176)))
    wall = canvas.brief.tint or wall
    ground(canvas, 0, light(wall, 0.15), dark(wall, 0.12), 1)
    pen = canvas.pen()
    x, y, half = canvas.width * canvas.chance.choice((0.24, 0.74)), canvas.horizon * 0.42, canvas.unit * 0.16
    frame = canvas.lit((236, 226, 208))
    pen.rectangle((x - half * 1.12, y - half * 1.42, x + half * 1.12, y + half * 1.42), fill=(*frame, 255))
    pen.rectangle((x - half, y - half * 1.3, x + half, y + half * 1.3), fill=(*canvas.mood.middle, 255))
    pen.polygon(
        [
            (x - half, y + half * 1.3),
            (x - half, y + half * 0.5),
            (x, y + half * 0.2),
            (x + half, y + half * 0.6),
            (x + half, y + half * 1.3),
        ],
        fill=(*canvas.lit((104, 140, 100)), 255),
    )
    bar = max(2, round(half * 0.07))
    pen.line((x, y - half * 1.3, x, y + half * 1.3), fill=(*frame, 255), width=bar)
    pen.line((x - half, y, x + half, y), fill=(*frame, 255), width=bar)
    ground(canvas, canvas.horizon, (176, 120, 76), (120, 76, 50), 8)
    pen.line(
        (0, canvas.horizon, canvas.width, canvas.horizon),
        fill=(*canvas.lit((214, 166, 116)), 255),
        width=max(2, round(canvas.unit * 0.008)),
    )


def plain(canvas: Canvas) -> None:
    """One even tone."""
    tone = canvas.brief.tint or mix(canvas.mood.low, canvas.mood.middle, 0.4)
    ground(canvas, 0, light(tone, 0.2), dark(tone, 0.12), 1)


def abstract(canvas: Canvas) -> None:
    """Bands, discs and arcs in a scheme of four colours: for words that mean nothing to the painter."""
    chance, pen = canvas.chance, canvas.pen()
    schemes = (
        ((18, 52, 86), (240, 200, 112), (222, 108, 72), (246, 238, 220)),
        ((58, 32, 80), (226, 92, 110), (252, 180, 120), (244, 236, 214)),
        ((22, 70, 66), (130, 176, 120), (236, 200, 90), (246, 240, 222)),
        ((40, 44, 60), (96, 150, 186), (234, 128, 96), (240, 232, 216)),
    )
    deep, one, two, pale = chance.choice(schemes)
    if canvas.brief.tint:
        one = canvas.brief.tint
    ground(canvas, 0, pale, mix(pale, one, 0.45), 1)
    unit = canvas.unit
    for at in range(5):
        y = canvas.height * (0.5 + at * 0.11)
        ridge(
            canvas,
            y,
            canvas.height * chance.uniform(0.12, 0.3),
            mix(mix(one, two, at / 4), deep, 0.12 * at),
            chance.uniform(1, 2.6),
            2,
        )
    x, y, radius = canvas.width * chance.choice((0.36, 0.62)), canvas.height * 0.36, unit * chance.uniform(0.16, 0.24)
    for ring in range(5):
        size = radius * (1 - ring * 0.17)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=(*mix(two, pale, ring * 0.2), 235))
    for _ in range(9):
        size = unit * chance.uniform(0.02, 0.12)
        cx, cy = chance.uniform(0.08, 0.92) * canvas.width, chance.uniform(0.08, 0.8) * canvas.height
        tone = chance.choice((deep, one, two, pale))
        if chance.random() < 0.5:
            pen.arc(
                (cx - size, cy - size, cx + size, cy + size),
                chance.uniform(0, 360),
                chance.uniform(360, 620),
                fill=(*tone, 220),
                width=max(2, round(size * 0.2)),
            )
        else:
            pen.ellipse((cx - size * 0.5, cy - size * 0.5, cx + size * 0.5, cy + size * 0.5), fill=(*tone, 190))
    for _ in range(3):
        cx, cy, reach = (
            chance.uniform(0, canvas.width),
            chance.uniform(0, canvas.height),
            unit * chance.uniform(0.3, 0.7),
        )
        angle = chance.uniform(0, math.pi)
        dx, dy = math.cos(angle) * reach, math.sin(angle) * reach
        pen.line((cx - dx, cy - dy, cx + dx, cy + dy), fill=(*deep, 170), width=max(1, round(unit * 0.006)))
