"""The ground and the distance: one function for each scene."""

from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from core.inference.builtin.painting import interiors
from core.inference.builtin.painting.canvas import Canvas
from core.inference.builtin.painting.noise import line
from core.inference.builtin.painting.pen import RGB, dark, light, mix
from core.inference.builtin.painting.terrain import (  # fmt: skip
    GRASS,
    SAND,
    cover,
    drifts,
    faded,
    grass,
    green,
    ground,
    reeds,
    ridge,
    row,
    trees,
    water,
)


def paint_land(canvas: Canvas) -> None:
    """Everything at and below the horizon, without the subjects."""
    _LANDS[canvas.brief.scene](canvas)


def _mountain(canvas: Canvas) -> None:
    horizon, tall = canvas.horizon, canvas.height
    ridge(canvas, horizon, tall * 0.42, faded(canvas, (136, 142, 170), 0.5), 3.0, 6, cap=True)
    ridge(
        canvas, horizon + tall * 0.03, tall * 0.26, faded(canvas, (104, 112, 138), 0.24), 4.0, 6, cap=canvas.brief.snowy
    )
    ridge(canvas, horizon + tall * 0.06, tall * 0.1, faded(canvas, mix(green(canvas), (60, 90, 80), 0.5), 0.25), 3, 4)
    if canvas.brief.scene == "mountain":
        trees(canvas, horizon + tall * 0.055, 16, 0.1, "pine", 0.3)
    ground(canvas, horizon + tall * 0.055, mix(green(canvas), (90, 110, 90), 0.2), dark(green(canvas), 0.2))
    cover(canvas, horizon + tall * 0.07)


def _hill(canvas: Canvas) -> None:
    cover_tone = green(canvas)
    for at, fade in enumerate((0.6, 0.38, 0.16)):
        tone = faded(
            canvas, mix(cover_tone, (96, 130, 90) if not canvas.brief.snowy else (186, 200, 226), 0.4 - at * 0.15), fade
        )
        ridge(
            canvas,
            canvas.horizon + canvas.height * (0.02 + at * 0.07),
            canvas.height * (0.2 - at * 0.04),
            tone,
            2.0 + at,
            2,
        )
        trees(canvas, canvas.horizon + canvas.height * (0.035 + at * 0.065), 5, 0.06 + at * 0.02,
              "pine" if canvas.brief.snowy else "tree", fade)  # fmt: skip
    ground(canvas, canvas.horizon + canvas.height * 0.17, cover_tone, dark(cover_tone, 0.22))
    cover(canvas, canvas.horizon + canvas.height * 0.18)


def _meadow(canvas: Canvas) -> None:
    cover_tone = green(canvas)
    ridge(canvas, canvas.horizon + 2, canvas.height * 0.09, faded(canvas, (120, 140, 160), 0.55), 2.4, 3)
    ridge(
        canvas,
        canvas.horizon + canvas.height * 0.02,
        canvas.height * 0.05,
        faded(canvas, mix(cover_tone, (70, 110, 90), 0.4), 0.35),
        3,
        3,
    )
    trees(canvas, canvas.horizon + canvas.height * 0.02, 12, 0.07, "pine" if canvas.brief.snowy else "tree", 0.35)
    ground(canvas, canvas.horizon + canvas.height * 0.015, light(cover_tone, 0.2), dark(cover_tone, 0.18), 4)
    if canvas.brief.snowy:
        drifts(canvas, canvas.horizon + canvas.height * 0.06)
    else:
        flowers = ((226, 74, 66), (248, 226, 120), (244, 244, 240), (138, 110, 206))
        grass(canvas, canvas.horizon + canvas.height * 0.03, cover_tone, flowers, 1300)


def _village(canvas: Canvas) -> None:
    _hill(canvas)
    lime = ((238, 226, 204), (214, 180, 150))
    foot = canvas.horizon + canvas.height * 0.15
    row(canvas, foot, 1, 0.3, "tower", 0.22, lime)
    for at, fade in enumerate((0.3, 0.2, 0.1)):
        row(canvas, foot + canvas.height * (0.03 + 0.05 * at), 4 - at, 0.15 + at * 0.035, "house", fade, lime)


def _forest(canvas: Canvas) -> None:
    horizon, tall = canvas.horizon, canvas.height
    ground(canvas, horizon - tall * 0.02, mix(green(canvas), (70, 100, 70), 0.6), mix(green(canvas), (40, 60, 44), 0.6))
    for at, fade in enumerate((0.66, 0.46, 0.26)):
        kinds = "pine" if canvas.brief.snowy or at % 2 == 0 else "tree"
        trees(canvas, horizon + tall * (0.0 + at * 0.045), 16 - at * 3, 0.46 + at * 0.1, kinds, fade)
    ground(canvas, horizon + tall * 0.1, mix(green(canvas), (64, 92, 60), 0.55), mix(green(canvas), (34, 52, 40), 0.6))
    if canvas.brief.snowy:
        drifts(canvas, horizon + tall * 0.12)
    else:
        grass(canvas, horizon + tall * 0.12, (74, 110, 62), ((230, 226, 200),), 800)
    for side in (0.02, 0.97):
        _trunk(canvas, canvas.width * side)


def _trunk(canvas: Canvas, x: float) -> None:
    """A trunk close by, that frames the view."""
    pen = canvas.pen()
    width = canvas.unit * 0.042
    bark = dark(canvas.lit((104, 80, 66)), 0.3)
    pen.polygon(
        [(x - width, canvas.height), (x - width * 0.6, 0), (x + width * 0.6, 0), (x + width, canvas.height)],
        fill=(*bark, 255),
    )
    for _ in range(24):
        y = canvas.chance.uniform(0, canvas.height)
        at = x + canvas.chance.uniform(-0.5, 0.5) * width
        pen.line(
            (at, y, at, y + canvas.unit * 0.05),
            fill=(*light(bark, 0.14), 150),
            width=max(1, round(canvas.unit * 0.003)),
        )


def _sea(canvas: Canvas) -> None:
    if canvas.chance.random() < 0.6:
        ridge(canvas, canvas.horizon + 2, canvas.height * 0.05, faded(canvas, (110, 124, 150), 0.62), 1.6, 4)
    water(canvas, canvas.horizon, (30, 92, 128))


def _beach(canvas: Canvas) -> None:
    _sea(canvas)
    y = canvas.height * 0.76
    pen = canvas.pen()
    shore = line(canvas.numbers, 60, 2, 3)
    xs = np.linspace(0, canvas.width, 60)
    for shift, tone in ((-0.022, (244, 250, 250)), (0.0, dark(SAND, 0.18)), (0.025, SAND)):
        ys = y + (shore - 0.5) * canvas.height * 0.08 + shift * canvas.height
        edge = list(zip(xs.tolist(), ys.tolist(), strict=True))
        pen.polygon([*edge, (canvas.width, canvas.height), (0, canvas.height)], fill=(*canvas.lit(tone), 255))
    for _ in range(260):
        x, at = canvas.chance.uniform(0, canvas.width), canvas.chance.uniform(y + canvas.height * 0.06, canvas.height)
        radius = canvas.unit * 0.0016
        pen.ellipse((x - radius, at - radius, x + radius, at + radius), fill=(*canvas.lit(dark(SAND, 0.3)), 120))


def _lake(canvas: Canvas) -> None:
    horizon, tall = canvas.horizon, canvas.height
    ridge(canvas, horizon, tall * 0.26, faded(canvas, (124, 132, 160), 0.5), 3, 6, cap=True)
    ridge(canvas, horizon + 2, tall * 0.08, faded(canvas, mix(green(canvas), (60, 96, 84), 0.6), 0.3), 4, 4)
    trees(canvas, horizon + tall * 0.01, 18, 0.1, "pine", 0.35)
    if canvas.brief.snowy:
        ground(canvas, horizon, (206, 224, 238), (176, 202, 226), 8)
    else:
        water(canvas, horizon, (44, 104, 124))
        ridge(canvas, tall * 0.95, tall * 0.045, canvas.lit(dark(GRASS, 0.12)), 2.0, 3)
        grass(canvas, tall * 0.93, GRASS, ((240, 236, 226), (236, 178, 70)), 260)
    reeds(canvas)


def _river(canvas: Canvas) -> None:
    _hill(canvas)
    _bend(canvas)


def _bend(canvas: Canvas) -> None:
    """The river itself: it comes from afar and leaves broad at the foot of the picture."""
    top = canvas.horizon + canvas.height * 0.17
    share = np.linspace(0, 1, 60)
    sway = canvas.chance.choice((-1, 1))
    middle = canvas.width * (0.5 + sway * (0.16 * np.sin(share * 4.6) * (1 - share) + 0.46 * share**2))
    half = canvas.width * (0.008 + 0.26 * share**1.7)
    ys = top + (canvas.height - top) * share
    edge = list(zip((middle - half).tolist(), ys.tolist(), strict=True))
    edge += list(zip((middle + half)[::-1].tolist(), ys[::-1].tolist(), strict=True))
    pen = canvas.pen()
    pen.polygon(edge, fill=(*mix(canvas.mood.low, canvas.lit((60, 118, 150)), 0.5), 255))
    for _ in range(120):
        at = canvas.chance.randrange(60)
        wide = float(half[at]) * canvas.chance.uniform(0.1, 0.4)
        x = float(middle[at]) + canvas.chance.uniform(-0.6, 0.6) * float(half[at])
        tone = canvas.chance.choice((light(canvas.mood.low, 0.4), canvas.mood.middle))
        pen.line(
            (x - wide, float(ys[at]), x + wide, float(ys[at])),
            fill=(*tone, 110),
            width=max(1, round(canvas.unit * 0.003)),
        )


def _city(canvas: Canvas) -> None:
    pen = canvas.pen()
    for rank, fade in enumerate((0.62, 0.36, 0.1)):
        x = -canvas.unit * 0.05
        while x < canvas.width:
            wide = canvas.unit * canvas.chance.uniform(0.06, 0.13)
            tall = canvas.height * canvas.chance.uniform(0.16, 0.52 - rank * 0.11)
            tone = faded(
                canvas, canvas.chance.choice(((92, 98, 120), (120, 104, 108), (84, 92, 108), (132, 112, 98))), fade
            )
            _block(canvas, pen, x, wide, tall, tone, rank)
            x += wide * canvas.chance.uniform(0.9, 1.15)
    ground(canvas, canvas.horizon, (122, 118, 122), (76, 74, 84), 6)
    if canvas.mood.dark or canvas.brief.weather == "rain":
        for _ in range(70):
            x, y = canvas.chance.uniform(0, canvas.width), canvas.chance.uniform(canvas.horizon, canvas.height)
            tone = canvas.chance.choice(((255, 206, 110), (250, 150, 90), (140, 200, 230)))
            pen.line(
                (x, y, x, y + canvas.unit * canvas.chance.uniform(0.02, 0.08)),
                fill=(*tone, 60),
                width=max(1, round(canvas.unit * 0.008)),
            )


def _block(canvas: Canvas, pen: ImageDraw.ImageDraw, x: float, wide: float, tall: float, tone: RGB, row: int) -> None:
    top = canvas.horizon - tall
    pen.rectangle((x, top, x + wide, canvas.horizon + 4), fill=(*tone, 255))
    pen.rectangle((x + wide * 0.78, top, x + wide, canvas.horizon + 4), fill=(*dark(tone, 0.2), 255))
    roof = canvas.chance.random()
    if roof < 0.25:
        pen.polygon([(x, top), (x + wide, top), (x + wide / 2, top - wide * 0.5)], fill=(*dark(tone, 0.15), 255))
    elif roof < 0.45:
        pen.line(
            (x + wide * 0.5, top, x + wide * 0.5, top - wide * 0.6),
            fill=(*tone, 255),
            width=max(1, round(canvas.unit * 0.004)),
        )
    pane = canvas.unit * 0.0105
    lit_share = 0.55 if canvas.brief.light in ("night", "dusk") else 0.22
    for column in range(int(wide * 0.78 / (pane * 2))):
        for floor in range(int(tall / (pane * 2.6))):
            left, above = x + pane * (0.6 + column * 2), top + pane * (1 + floor * 2.6)
            glowing = canvas.chance.random() < lit_share
            glass = mix((255, 214, 128), tone, 0.12 + row * -0.05 + 0.2 * (2 - row)) if glowing else dark(tone, 0.25)
            pen.rectangle((left, above, left + pane, above + pane * 1.4), fill=(*glass, 255))


def _desert(canvas: Canvas) -> None:
    ground(canvas, canvas.horizon - 2, (240, 200, 140), (206, 140, 84), 5)
    for at, fade in enumerate((0.55, 0.34, 0.16, 0.0)):
        base = canvas.horizon + canvas.height * (0.03 + at * 0.12)
        tone = faded(canvas, mix((240, 192, 124), (214, 142, 82), at * 0.28), fade)
        _dune(canvas, base, canvas.height * (0.13 + at * 0.02), tone)


def _dune(canvas: Canvas, base: float, rise: float, tone: RGB) -> None:
    """A crest that swings through the picture: lit on the side of the sun, in shadow on the other."""
    pen = canvas.pen()
    peak = canvas.chance.uniform(0.2, 0.8)
    xs = np.linspace(-0.02, 1.02, 90)
    swell = np.exp(-(((xs - peak) / canvas.chance.uniform(0.18, 0.34)) ** 2))
    ys = base - rise * (0.25 + 0.75 * swell) + np.sin(xs * 7 + peak * 9) * rise * 0.12
    crest = list(zip((xs * canvas.width).tolist(), ys.tolist(), strict=True))
    foot = [(canvas.width * 1.02, float(canvas.height)), (-0.02 * canvas.width, float(canvas.height))]
    pen.polygon([*crest, *foot], fill=(*tone, 255))
    top = int(np.argmin(ys))
    lee = 1 if canvas.body[0] < canvas.width * peak else -1
    depth = np.linspace(0, 1, 40)
    start = crest[top]
    edge = [
        (
            start[0] + lee * canvas.width * 0.3 * float(d) ** 1.4 * canvas.chance.uniform(0.94, 1.06),
            start[1] + rise * 2.2 * float(d),
        )
        for d in depth
    ]
    side = crest[top:] if lee > 0 else crest[top::-1]
    corner = (canvas.width * (1.02 if lee > 0 else -0.02), start[1] + rise * 2.2)
    near_end = (start[0] - lee * canvas.width * 0.05, start[1] + rise * 2.2)
    pen.polygon(
        [
            *side,
            corner,
            near_end,
            *[
                (x - lee * canvas.width * 0.34 * d, y)
                for (x, y), d in zip(edge[::-1], depth[::-1].tolist(), strict=True)
            ],
        ],
        fill=(*mix(dark(tone, 0.26), canvas.mood.haze, 0.1), 235),
    )
    for _ in range(26):
        x, y = canvas.chance.uniform(0, canvas.width), base + canvas.chance.uniform(0.1, 0.9) * rise
        wide = canvas.unit * canvas.chance.uniform(0.03, 0.12)
        pen.arc((x - wide, y - wide * 0.12, x + wide, y + wide * 0.12), 190, 350, fill=(*dark(tone, 0.2), 70),
                width=max(1, round(canvas.unit * 0.003)))  # fmt: skip


def _snow(canvas: Canvas) -> None:
    horizon, tall = canvas.horizon, canvas.height
    ridge(canvas, horizon, tall * 0.24, faded(canvas, (150, 164, 196), 0.5), 3, 6, cap=True)
    ridge(canvas, horizon + tall * 0.03, tall * 0.09, faded(canvas, (204, 216, 234), 0.2), 2.4, 3)
    trees(canvas, horizon + tall * 0.05, 14, 0.16, "pine", 0.4)
    ground(canvas, horizon + tall * 0.04, (226, 234, 246), (242, 246, 252), 4)
    drifts(canvas, horizon + tall * 0.06)
    trees(canvas, horizon + tall * 0.14, 3, 0.3, "pine", 0.12)


_LANDS: dict[str, Callable[[Canvas], None]] = {
    "mountain": _mountain,
    "hill": _hill,
    "village": _village,
    "field": _meadow,
    "forest": _forest,
    "sea": _sea,
    "beach": _beach,
    "lake": _lake,
    "river": _river,
    "city": _city,
    "desert": _desert,
    "snow": _snow,
    "space": interiors.space,
    "underwater": interiors.underwater,
    "room": interiors.room,
    "plain": interiors.plain,
    "abstract": interiors.abstract,
}
