"""Parts of landscapes: ridges, ground, grass, snow drifts, trees, water."""

import math

import numpy as np
from PIL import Image, ImageDraw

from core.inference.builtin.painting.canvas import Canvas
from core.inference.builtin.painting.noise import Floats, field, line
from core.inference.builtin.painting.pen import RGB, Pen, dark, light, mix
from core.inference.builtin.painting.sprites import FIGURES

SNOW = (238, 243, 250)
GRASS = (112, 152, 76)
SAND = (228, 200, 148)


def ridge(
    canvas: Canvas, base: float, rise: float, colour: RGB, waves: float, rough: int = 5, cap: bool = False
) -> None:
    """A range of heights with its foot at row `base`, which rises up to `rise` and fills the canvas below."""
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


def ground(canvas: Canvas, top: float, far: RGB, near: RGB, streak: float = 3.0) -> None:
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


def grass(canvas: Canvas, top: float, colour: RGB, flowers: tuple[RGB, ...] = (), thick: int = 700) -> None:
    """Blades and flowers from row `top` down, larger towards the foot."""
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
            pen.ellipse(
                (x + lean - radius * 0.5, y - tall - radius * 0.5, x + lean + radius * 0.5, y - tall + radius * 0.5),
                fill=(*canvas.lit((250, 220, 110)), 255),
            )


def trees(canvas: Canvas, base: float, count: int, height: float, kind: str, fade: float) -> None:
    """A row of trees on row `base`; a share `fade` of their colour is lost to the haze."""
    colour = FIGURES[kind].colour
    row(canvas, base, count, height, kind, fade, (colour, mix(colour, (40, 80, 70), 0.4)))


def row(
    canvas: Canvas, base: float, count: int, height: float, kind: str, fade: float, between: tuple[RGB, RGB]
) -> None:
    """A row of figures on row `base`, their colours `between` two; `fade` of these is lost to the haze."""
    looks = [
        min(255, round((value * share) * (1 - fade) + haze * fade))
        for share, haze in zip(canvas.mood.ambient, canvas.mood.haze, strict=True)
        for value in range(256)
    ]
    for _ in range(count):
        size = canvas.unit * height * canvas.chance.uniform(0.65, 1.15)
        pen = Pen(size, canvas.chance)
        FIGURES[kind].draw(pen, mix(*between, canvas.chance.random()))
        sheet = pen.sheet.point([*looks, *range(256)])
        x = round(canvas.chance.uniform(-0.03, 1.03) * canvas.width - sheet.width / 2)
        canvas.image.paste(
            sheet, (x, round(base + canvas.chance.uniform(-0.01, 0.01) * canvas.unit - size * 1.11)), sheet
        )


def faded(canvas: Canvas, colour: RGB, fade: float) -> RGB:
    """A colour in this light; a share `fade` of it is lost to the haze."""
    return mix(canvas.lit(colour), canvas.mood.haze, fade)


def green(canvas: Canvas) -> RGB:
    """The colour of the land: grass, or snow."""
    return SNOW if canvas.brief.snowy else GRASS


def cover(canvas: Canvas, top: float) -> None:
    """Grass and flowers, or the glitter of snow."""
    if canvas.brief.snowy:
        drifts(canvas, top)
    else:
        grass(canvas, top, GRASS, ((240, 236, 226), (236, 178, 70), (206, 96, 130)))


def drifts(canvas: Canvas, top: float) -> None:
    """Long waves of snow from row `top` down."""
    for at in range(3):
        y = top + (canvas.height - top) * (0.3 + at * 0.3)
        ridge(canvas, y, canvas.height * 0.05, canvas.lit(mix(SNOW, (170, 190, 224), 0.22 - at * 0.08)), 2.2, 2)


def water(canvas: Canvas, top: float, colour: RGB, foot: float | None = None) -> None:
    """Water from row `top` down, with reflections of the sky and the light."""
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


def _patch(canvas: Canvas, colours: Floats, first: int, last: int) -> None:
    layer = Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))
    canvas.image.paste(layer.resize((canvas.width, last - first), Image.Resampling.BICUBIC), (0, first))


def reeds(canvas: Canvas) -> None:
    """Reeds on both sides of the foreground."""
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
                pen.ellipse(
                    (x + lean - radius, canvas.height - tall - radius * 4, x + lean + radius, canvas.height - tall),
                    fill=(*canvas.lit((104, 70, 46)), 255),
                )
