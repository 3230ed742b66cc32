"""The ground and what lies far off: one painter for each scene."""

import math
from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from core.inference.understudy.painting.canvas import Canvas
from core.inference.understudy.painting.cast import FIGURES
from core.inference.understudy.painting.noise import field, line
from core.inference.understudy.painting.pen import RGB, Pen, dark, light, mix

SNOW = (238, 243, 250)
GRASS = (112, 152, 76)
ROCK = (112, 110, 124)
SAND = (228, 200, 148)


def paint_land(canvas: Canvas) -> None:
    """Everything below and at the horizon, without the subjects."""
    _LANDS[canvas.brief.scene](canvas)


def _ridge(
    canvas: Canvas, base: float, rise: float, colour: RGB, waves: float, rough: int = 5, cap: bool = False
) -> None:
    """A range of heights whose foot is at row `base` and which rises up to `rise`, down to the canvas's foot."""
    profile = line(canvas.numbers, 160, waves, rough)
    profile = (profile - profile.min()) / max(1e-6, float(profile.max() - profile.min()))
    xs = np.linspace(-2, canvas.width + 2, 160)
    ys = base - profile * rise
    pen = canvas.pen()
    outline = list(zip(xs.tolist(), ys.tolist(), strict=True))
    foot = [(canvas.width + 2, canvas.height), (-2, canvas.height)]
    pen.polygon([*outline, *foot], fill=(*colour, 255))
    if cap:
        _snowcaps(canvas, pen, outline, base, rise, colour)


def _snowcaps(
    canvas: Canvas, pen: ImageDraw.ImageDraw, outline: list[tuple[float, float]], base: float, rise: float, colour: RGB
) -> None:
    snow = mix(canvas.lit(SNOW), colour, 0.22)
    jitter = canvas.numbers.random(len(outline))
    limit = base - rise * 0.5
    for at in range(len(outline) - 1):
        (x1, y1), (x2, y2) = outline[at], outline[at + 1]
        if min(y1, y2) < limit:
            depth1, depth2 = (
                max(0.0, (limit - y) * (0.35 + 0.5 * float(jitter[at + k]))) for k, y in ((0, y1), (1, y2))
            )
            tone = snow if y2 < y1 else dark(snow, 0.14)
            pen.polygon([(x1, y1 - 1), (x2 + 1, y2 - 1), (x2 + 1, y2 + depth2), (x1, y1 + depth1)], fill=(*tone, 255))
        elif y2 > y1:
            pen.line((x1, y1, x1 + (x2 - x1) * 2, y1 + rise * 0.12), fill=(*dark(colour, 0.2), 60), width=2)


def _ground(canvas: Canvas, top: float, far: RGB, near: RGB, streak: float = 3.0) -> None:
    """Ground from row `top` to the foot, from its far to its near colour, mottled."""
    first = max(0, round(top))
    rows = max(2, (canvas.height - first) // 4)
    columns = max(2, canvas.width // 4)
    share = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None] ** 0.8
    colours = (
        np.array(canvas.lit(far), dtype=np.float32) * (1 - share) + np.array(canvas.lit(near), dtype=np.float32) * share
    )
    mottle = field(canvas.numbers, columns, rows, 6, 6 * streak, 4)[..., None] - 0.5
    canvas.wash(colours * (1 + mottle * 0.36), None, first)


def _grass(canvas: Canvas, top: float, colour: RGB, flowers: tuple[RGB, ...] = (), thick: int = 700) -> None:
    pen = canvas.pen()
    chance = canvas.chance
    blades = []
    for _ in range(thick):
        depth = chance.random() ** 0.7
        blades.append((top + (canvas.height * 1.02 - top) * depth, depth, chance.random()))
    for y, depth, tone in sorted(blades):
        x = chance.uniform(0, canvas.width)
        tall = canvas.unit * (0.006 + 0.036 * depth)
        lean = chance.uniform(-0.4, 0.4) * tall
        shade = canvas.lit(mix(dark(colour, 0.25), light(colour, 0.25), tone))
        pen.line(
            (x, y, x + lean, y - tall), fill=(*shade, 200), width=max(1, round(canvas.unit * (0.001 + 0.002 * depth)))
        )
        if flowers and tone > 0.86:
            radius = canvas.unit * (0.0015 + 0.006 * depth)
            petal = canvas.lit(chance.choice(flowers))
            for turn in range(5):
                angle = turn * 1.257
                cx, cy = x + lean + math.cos(angle) * radius, y - tall + math.sin(angle) * radius
                pen.ellipse(
                    (cx - radius * 0.8, cy - radius * 0.8, cx + radius * 0.8, cy + radius * 0.8), fill=(*petal, 235)
                )
            pen.ellipse((x + lean - radius * 0.5, y - tall - radius * 0.5, x + lean + radius * 0.5, y - tall + radius * 0.5),
                        fill=(*canvas.lit((250, 220, 110)), 255))  # fmt: skip


def trees(canvas: Canvas, base: float, count: int, height: float, kind: str, fade: float) -> None:
    """A row of trees on row `base`; `fade` of their colour is lost to the haze."""
    figure = FIGURES[kind]
    for _ in range(count):
        size = canvas.unit * height * canvas.chance.uniform(0.65, 1.15)
        tone = mix(canvas.lit(mix(figure.colour, (40, 80, 70), canvas.chance.uniform(0, 0.4))), canvas.mood.haze, fade)
        pen = Pen(size, canvas.chance)
        figure.draw(pen, tone)
        sheet = pen.sheet
        x = round(canvas.chance.uniform(-0.03, 1.03) * canvas.width - sheet.width / 2)
        canvas.image.paste(
            sheet, (x, round(base + canvas.chance.uniform(-0.01, 0.01) * canvas.unit - size * 1.11)), sheet
        )


def _far(canvas: Canvas, colour: RGB, fade: float) -> RGB:
    return mix(canvas.lit(colour), canvas.mood.haze, fade)


def _green(canvas: Canvas) -> RGB:
    return SNOW if canvas.brief.snowy else GRASS


def _mountain(canvas: Canvas) -> None:
    horizon, tall = canvas.horizon, canvas.height
    _ridge(canvas, horizon, tall * 0.42, _far(canvas, (136, 142, 170), 0.5), 3.0, 6, cap=True)
    _ridge(
        canvas, horizon + tall * 0.03, tall * 0.26, _far(canvas, (104, 112, 138), 0.24), 4.0, 6, cap=canvas.brief.snowy
    )
    _ridge(canvas, horizon + tall * 0.06, tall * 0.1, _far(canvas, mix(_green(canvas), (60, 90, 80), 0.5), 0.25), 3, 4)
    if canvas.brief.scene == "mountain":
        trees(canvas, horizon + tall * 0.055, 16, 0.1, "pine", 0.3)
    _ground(canvas, horizon + tall * 0.055, mix(_green(canvas), (90, 110, 90), 0.2), dark(_green(canvas), 0.2))
    _cover(canvas, horizon + tall * 0.07)


def _cover(canvas: Canvas, top: float) -> None:
    """Grass and flowers, or the glitter of snow."""
    if canvas.brief.snowy:
        _drifts(canvas, top)
    else:
        _grass(canvas, top, GRASS, ((240, 236, 226), (236, 178, 70), (206, 96, 130)))


def _drifts(canvas: Canvas, top: float) -> None:
    for at in range(3):
        y = top + (canvas.height - top) * (0.3 + at * 0.3)
        _ridge(canvas, y, canvas.height * 0.05, canvas.lit(mix(SNOW, (170, 190, 224), 0.22 - at * 0.08)), 2.2, 2)


def _hill(canvas: Canvas) -> None:
    green = _green(canvas)
    for at, fade in enumerate((0.6, 0.38, 0.16)):
        tone = _far(
            canvas, mix(green, (96, 130, 90) if not canvas.brief.snowy else (186, 200, 226), 0.4 - at * 0.15), fade
        )
        _ridge(
            canvas,
            canvas.horizon + canvas.height * (0.02 + at * 0.07),
            canvas.height * (0.2 - at * 0.04),
            tone,
            2.0 + at,
            2,
        )
        trees(canvas, canvas.horizon + canvas.height * (0.035 + at * 0.065), 5, 0.06 + at * 0.02,
              "pine" if canvas.brief.snowy else "tree", fade)  # fmt: skip
    _ground(canvas, canvas.horizon + canvas.height * 0.17, green, dark(green, 0.22))
    _cover(canvas, canvas.horizon + canvas.height * 0.18)


def _field_(canvas: Canvas) -> None:
    green = _green(canvas)
    _ridge(canvas, canvas.horizon + 2, canvas.height * 0.09, _far(canvas, (120, 140, 160), 0.55), 2.4, 3)
    _ridge(
        canvas,
        canvas.horizon + canvas.height * 0.02,
        canvas.height * 0.05,
        _far(canvas, mix(green, (70, 110, 90), 0.4), 0.35),
        3,
        3,
    )
    trees(canvas, canvas.horizon + canvas.height * 0.02, 12, 0.07, "pine" if canvas.brief.snowy else "tree", 0.35)
    _ground(canvas, canvas.horizon + canvas.height * 0.015, light(green, 0.2), dark(green, 0.18), 4)
    if canvas.brief.snowy:
        _drifts(canvas, canvas.horizon + canvas.height * 0.06)
    else:
        flowers = ((226, 74, 66), (248, 226, 120), (244, 244, 240), (138, 110, 206))
        _grass(canvas, canvas.horizon + canvas.height * 0.03, green, flowers, 1300)


def _forest(canvas: Canvas) -> None:
    horizon, tall = canvas.horizon, canvas.height
    _ground(
        canvas, horizon - tall * 0.02, mix(_green(canvas), (70, 100, 70), 0.6), mix(_green(canvas), (40, 60, 44), 0.6)
    )
    for at, fade in enumerate((0.66, 0.46, 0.26)):
        kinds = "pine" if canvas.brief.snowy or at % 2 == 0 else "tree"
        trees(canvas, horizon + tall * (0.0 + at * 0.045), 16 - at * 3, 0.46 + at * 0.1, kinds, fade)
    _ground(
        canvas, horizon + tall * 0.1, mix(_green(canvas), (64, 92, 60), 0.55), mix(_green(canvas), (34, 52, 40), 0.6)
    )
    if canvas.brief.snowy:
        _drifts(canvas, horizon + tall * 0.12)
    else:
        _grass(canvas, horizon + tall * 0.12, (74, 110, 62), ((230, 226, 200),), 800)
    for side in (0.02, 0.97):
        _trunk(canvas, canvas.width * side)


def _trunk(canvas: Canvas, x: float) -> None:
    """A trunk close by, that frames the view."""
    pen = canvas.pen()
    width = canvas.unit * 0.055
    bark = dark(canvas.lit((74, 58, 52)), 0.35)
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


def water(canvas: Canvas, top: float, colour: RGB, foot: float | None = None) -> None:
    """Water from row `top` down: the sky lies in it, and the light on it."""
    last = canvas.height if foot is None else round(foot)
    first = round(top)
    if last - first < 2:
        return
    rows, columns = max(2, (last - first) // 4), max(2, canvas.width // 4)
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
    low, high = (np.array(tone, dtype=np.float32) for tone in (canvas.mood.low, canvas.mood.middle))
    deep = np.array(canvas.lit(colour), dtype=np.float32)
    colours = (low * 0.75 + deep * 0.25) * (1 - depth) + (high * 0.3 + deep * 0.7) * depth
    ripple = field(canvas.numbers, columns, rows, 4, 40, 3)[..., None] - 0.5
    colours = colours * (1 + ripple * (0.25 + 0.5 * depth))
    x = np.linspace(0, 1, columns, dtype=np.float32)[None, :]
    spread = 0.025 + 0.09 * depth[..., 0]
    glitter = np.exp(-(((x - canvas.body[0] / canvas.width) / spread) ** 2)) * np.clip(ripple[..., 0] * 7 + 0.1, 0, 1)
    shine = 0.85 if canvas.brief.light in ("sunset", "dawn", "night", "dusk", "day") else 0.25
    colours += (np.array(canvas.mood.body, dtype=np.float32) - colours) * (glitter * shine)[..., None]
    strip = canvas.image.crop((0, first, canvas.width, last)) if foot is not None else None
    canvas.wash(colours, None, first) if strip is None else _patch(canvas, colours, first, last)
    pen = canvas.pen()
    for _ in range(90):
        share = canvas.chance.random() ** 1.4
        y = first + (last - first) * share
        wide = canvas.unit * (0.01 + 0.07 * share) * canvas.chance.uniform(0.4, 1.3)
        at = canvas.chance.uniform(0, canvas.width)
        tone = light(canvas.mood.low, 0.4)
        pen.line(
            (at - wide, y, at + wide, y), fill=(*tone, 46), width=max(1, round(canvas.unit * 0.003 * (0.4 + share)))
        )


def _patch(canvas: Canvas, colours: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]", first: int, last: int) -> None:
    from PIL import Image

    layer = Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))
    canvas.image.paste(layer.resize((canvas.width, last - first), Image.Resampling.BICUBIC), (0, first))


def _sea(canvas: Canvas) -> None:
    if canvas.chance.random() < 0.6:
        _ridge(canvas, canvas.horizon + 2, canvas.height * 0.05, _far(canvas, (110, 124, 150), 0.62), 1.6, 4)
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
    _ridge(canvas, horizon, tall * 0.26, _far(canvas, (124, 132, 160), 0.5), 3, 6, cap=True)
    _ridge(canvas, horizon + 2, tall * 0.08, _far(canvas, mix(_green(canvas), (60, 96, 84), 0.6), 0.3), 4, 4)
    trees(canvas, horizon + tall * 0.01, 18, 0.1, "pine", 0.35)
    if canvas.brief.snowy:
        _ground(canvas, horizon, (206, 224, 238), (176, 202, 226), 8)
    else:
        water(canvas, horizon, (44, 104, 124))
    _reeds(canvas)


def _reeds(canvas: Canvas) -> None:
    pen = canvas.pen()
    for side in (0.0, 1.0):
        for _ in range(26):
            x = canvas.width * abs(side - canvas.chance.random() ** 2 * 0.24)
            tall = canvas.unit * canvas.chance.uniform(0.08, 0.24)
            lean = canvas.chance.uniform(-0.15, 0.15) * tall
            tone = canvas.lit(mix((70, 96, 54), (132, 124, 70), canvas.chance.random()))
            pen.line(
                (x, canvas.height, x + lean, canvas.height - tall),
                fill=(*tone, 255),
                width=max(1, round(canvas.unit * 0.005)),
            )
            if canvas.chance.random() < 0.3:
                radius = canvas.unit * 0.007
                pen.ellipse((x + lean - radius, canvas.height - tall - radius * 4, x + lean + radius, canvas.height - tall),
                            fill=(*canvas.lit((104, 70, 46)), 255))  # fmt: skip


def _river(canvas: Canvas) -> None:
    _hill(canvas)
    _bend(canvas)


def _bend(canvas: Canvas) -> None:
    """The river itself: it comes from afar and leaves broad at the foot of the picture."""
    top = canvas.horizon + canvas.height * 0.17
    share = np.linspace(0, 1, 60)
    sway = canvas.chance.choice((-1, 1))
    middle = canvas.width * (0.5 + sway * 0.2 * np.sin(share * 4.2) * (1 - share * 0.4))
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
    for row, fade in enumerate((0.62, 0.36, 0.1)):
        x = -canvas.unit * 0.05
        while x < canvas.width:
            wide = canvas.unit * canvas.chance.uniform(0.06, 0.13)
            tall = canvas.height * canvas.chance.uniform(0.16, 0.52 - row * 0.11)
            tone = _far(
                canvas, canvas.chance.choice(((92, 98, 120), (120, 104, 108), (84, 92, 108), (132, 112, 98))), fade
            )
            _block(canvas, pen, x, wide, tall, tone, row)
            x += wide * canvas.chance.uniform(0.9, 1.15)
    _ground(canvas, canvas.horizon, (122, 118, 122), (76, 74, 84), 6)
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
    for at, fade in enumerate((0.5, 0.3, 0.14, 0.0)):
        tone = _far(canvas, mix((236, 186, 116), (206, 136, 84), at * 0.25), fade)
        top = canvas.horizon + canvas.height * (0.01 + at * 0.1)
        _ridge(canvas, top, canvas.height * (0.09 + at * 0.015), tone, 1.8 + at * 0.4, 2)
    _ground(canvas, canvas.horizon + canvas.height * 0.3, (224, 166, 104), (190, 126, 80), 5)
    pen = canvas.pen()
    for _ in range(50):
        y = canvas.chance.uniform(canvas.horizon + canvas.height * 0.33, canvas.height)
        x, wide = canvas.chance.uniform(0, canvas.width), canvas.unit * canvas.chance.uniform(0.05, 0.2)
        pen.arc((x - wide, y - wide * 0.1, x + wide, y + wide * 0.1), 190, 350, fill=(*canvas.lit((176, 112, 72)), 90),
                width=max(1, round(canvas.unit * 0.003)))  # fmt: skip


def _snow(canvas: Canvas) -> None:
    horizon, tall = canvas.horizon, canvas.height
    _ridge(canvas, horizon, tall * 0.24, _far(canvas, (150, 164, 196), 0.5), 3, 6, cap=True)
    _ridge(canvas, horizon + tall * 0.03, tall * 0.09, _far(canvas, (204, 216, 234), 0.2), 2.4, 3)
    trees(canvas, horizon + tall * 0.05, 14, 0.16, "pine", 0.4)
    _ground(canvas, horizon + tall * 0.04, (226, 234, 246), (242, 246, 252), 4)
    _drifts(canvas, horizon + tall * 0.06)
    trees(canvas, horizon + tall * 0.14, 3, 0.3, "pine", 0.12)


def _space(canvas: Canvas) -> None:
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
    from core.inference.understudy.painting.heavens import _stars

    _stars(canvas)


def _underwater(canvas: Canvas) -> None:
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
    _ridge(canvas, canvas.height * 0.9, canvas.height * 0.22, (30, 92, 122), 3, 4)
    _ridge(canvas, canvas.height * 0.97, canvas.height * 0.1, (196, 178, 130), 2, 3)
    _weeds(canvas)
    pen = canvas.pen()
    for _ in range(46):
        x, y, radius = (
            canvas.chance.uniform(0, canvas.width),
            canvas.chance.uniform(0, canvas.height * 0.85),
            canvas.unit * canvas.chance.uniform(0.003, 0.013),
        )
        pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius),
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


def _room(canvas: Canvas) -> None:
    wall = canvas.chance.choice(((196, 172, 140), (150, 168, 164), (182, 144, 132), (140, 150, 176)))
    wall = canvas.brief.tint or wall
    _ground(canvas, 0, light(wall, 0.15), dark(wall, 0.12), 1)
    pen = canvas.pen()
    x, y, half = canvas.width * canvas.chance.choice((0.24, 0.74)), canvas.horizon * 0.42, canvas.unit * 0.16
    frame = canvas.lit((236, 226, 208))
    pen.rectangle((x - half * 1.12, y - half * 1.42, x + half * 1.12, y + half * 1.42), fill=(*frame, 255))
    pen.rectangle((x - half, y - half * 1.3, x + half, y + half * 1.3), fill=(*canvas.mood.middle, 255))
    pen.polygon([(x - half, y + half * 1.3), (x - half, y + half * 0.5), (x, y + half * 0.2), (x + half, y + half * 0.6), (x + half, y + half * 1.3)],
                fill=(*canvas.lit((104, 140, 100)), 255))  # fmt: skip
    bar = max(2, round(half * 0.07))
    pen.line((x, y - half * 1.3, x, y + half * 1.3), fill=(*frame, 255), width=bar)
    pen.line((x - half, y, x + half, y), fill=(*frame, 255), width=bar)
    _ground(canvas, canvas.horizon, (176, 120, 76), (120, 76, 50), 8)
    pen.line(
        (0, canvas.horizon, canvas.width, canvas.horizon),
        fill=(*canvas.lit((214, 166, 116)), 255),
        width=max(2, round(canvas.unit * 0.008)),
    )


def _plain(canvas: Canvas) -> None:
    tone = canvas.brief.tint or mix(canvas.mood.low, canvas.mood.middle, 0.4)
    _ground(canvas, 0, light(tone, 0.2), dark(tone, 0.12), 1)


def _abstract(canvas: Canvas) -> None:
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
    _ground(canvas, 0, pale, mix(pale, one, 0.45), 1)
    unit = canvas.unit
    for at in range(5):
        y = canvas.height * (0.5 + at * 0.11)
        _ridge(
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
            pen.arc((cx - size, cy - size, cx + size, cy + size), chance.uniform(0, 360), chance.uniform(360, 620), fill=(*tone, 220),
                    width=max(2, round(size * 0.2)))  # fmt: skip
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


_LANDS: dict[str, Callable[[Canvas], None]] = {
    "mountain": _mountain, "hill": _hill, "field": _field_, "forest": _forest, "sea": _sea, "beach": _beach,
    "lake": _lake, "river": _river, "city": _city, "desert": _desert, "snow": _snow, "space": _space,
    "underwater": _underwater, "room": _room, "plain": _plain, "abstract": _abstract,
}  # fmt: skip
