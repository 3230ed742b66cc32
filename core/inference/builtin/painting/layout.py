"""Places the subjects and draws them: shaded, lit, with shadows and reflections."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from core.inference.builtin.painting.brief import Subject
from core.inference.builtin.painting.canvas import Canvas
from core.inference.builtin.painting.figures.flyers import flying_bird
from core.inference.builtin.painting.noise import Floats
from core.inference.builtin.painting.pen import FOOTROOM, Pen, mix, shaded
from core.inference.builtin.painting.sky import halo
from core.inference.builtin.painting.sprites import FIGURES, Figure

_WET = ("sea", "beach", "lake", "river")


@dataclass(frozen=True)
class PlacedFigure:
    """One figure in the picture: its foot at (x, y) and its height in pixels; distance fades it by `haze`."""

    figure: Figure
    subject: Subject
    x: float
    y: float
    height: float
    flip: bool
    haze: float
    afloat: bool


def place_subjects(canvas: Canvas) -> None:
    """Draws all subjects that are not part of the sky, the far ones first."""
    placed_figures = [
        placed for number, subject in enumerate(canvas.brief.subjects) for placed in _place(canvas, subject, number)
    ]
    for placed in sorted(placed_figures, key=lambda placed: placed.y):
        _put(canvas, placed)


def _place(canvas: Canvas, subject: Subject, number: int) -> list[PlacedFigure]:
    figure = FIGURES[subject.name]
    if figure.place == "sky" or (subject.name == "star" and canvas.mood.dark):
        return []
    if subject.name == "bird" and subject.count > 2:
        figure = Figure(flying_bird, 0.12, (58, 60, 76), "air")
    chance, unit = canvas.chance, canvas.unit
    companions = [other for other in canvas.brief.subjects if FIGURES[other.name].place != "sky"]
    behind = figure.backdrop and any(not FIGURES[other.name].backdrop for other in companions)
    main = number == 0 or not companions or companions[0] == subject
    height = unit * figure.height * subject.size * (1.1 if main or behind else 0.68)
    if subject.count > 1:
        height *= (1.0, 1.0, 0.72, 0.62, 0.54, 0.5)[min(subject.count, 5)]
    if behind:
        height *= 0.8
    height = min(height, canvas.height * 0.86)
    slots = [(at + 0.5) / subject.count for at in range(subject.count)]
    centre = 0.5 if len(companions) == 1 else (0.4, 0.7, 0.22, 0.56, 0.84, 0.1)[number % 6]
    placed_figures = []
    for slot in slots:
        spread = 0.82 if len(companions) == 1 else 0.62
        x = centre + (slot - 0.5) * spread * min(1.0, 0.5 + subject.count * 0.17) if subject.count > 1 else centre
        x += chance.uniform(-0.03, 0.03)
        size = height * (chance.uniform(0.8, 1.12) if subject.count > 1 else 1.0)
        y, haze = _foot(canvas, figure, size, behind=behind, far=subject.size < 0.5)
        if subject.count > 1:
            y += chance.uniform(-0.05, 0.05) * canvas.height * (1 if figure.place != "water" else 0.6)
        afloat = figure.place == "water" and canvas.brief.scene in _WET
        placed_figures.append(
            PlacedFigure(figure, subject, x * canvas.width, y, size, chance.random() < 0.5, haze, afloat)
        )
    return placed_figures


def _foot(canvas: Canvas, figure: Figure, height: float, *, behind: bool, far: bool) -> tuple[float, float]:
    """The row of a figure's foot, and the haze in front of it."""
    tall, horizon, scene = canvas.height, canvas.horizon, canvas.brief.scene
    if scene in ("space", "abstract", "plain") or (figure.place == "under" and scene == "underwater"):
        return tall * 0.52 + height * 0.5 + (
            canvas.chance.uniform(-0.1, 0.1) if scene == "underwater" else 0.0
        ) * tall, 0.0
    if figure.place == "air":
        return max(height * 1.02, horizon * 0.52 + height * 0.5), 0.06
    if scene == "underwater":
        return tall * 0.92, 0.0
    if far:
        return horizon + tall * 0.06, 0.35
    if behind:
        return horizon + tall * 0.1, 0.14
    if scene == "sea":
        return horizon + (tall - horizon) * (0.62 if figure.place == "water" else 0.8), 0.0
    if figure.place == "water" and scene in _WET:
        return horizon + (tall - horizon) * 0.5, 0.0
    if scene in ("lake", "river", "beach"):
        return tall * 0.95, 0.0
    return max(horizon + height * 0.22, tall * 0.9), 0.0


def _put(canvas: Canvas, placed: PlacedFigure) -> None:
    colour = placed.subject.colour or placed.figure.colour
    pen = Pen(placed.height, canvas.chance)
    placed.figure.draw(pen, colour)
    sheet = pen.sheet.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if placed.flip else pen.sheet
    from_left = 0.8 if canvas.body[0] < placed.x else -0.8
    sheet = _in_this_light(canvas, shaded(sheet, from_left), placed)
    x, y = round(placed.x - sheet.width / 2), round(placed.y + placed.height * FOOTROOM - sheet.height)
    if placed.figure.shines and canvas.mood.dark:
        halo(canvas, placed.x, placed.y - placed.height * 0.8, placed.height * 0.7, (255, 222, 140), 0.6)
    elif canvas.mood.dark and placed.figure.place != "air":
        halo(canvas, placed.x, placed.y - placed.height * 0.45, placed.height * 0.95, (150, 170, 220), 0.22)
    if placed.afloat or (canvas.brief.scene == "sea" and placed.figure.place == "ground"):
        _reflection(canvas, sheet, x, round(placed.y), placed.height)
    elif placed.figure.place not in ("air", "under") and canvas.brief.scene not in ("space", "abstract"):
        _shadow(canvas, placed)
    canvas.image.paste(sheet, (x, y), sheet)
    if placed.subject.name == "lighthouse" and canvas.mood.ambient[0] < 0.9:
        _beam(canvas, placed)


def _in_this_light(canvas: Canvas, sheet: Image.Image, placed: PlacedFigure) -> Image.Image:
    pixels: Floats = np.asarray(sheet, dtype=np.float32)
    ambient: Floats = np.array(canvas.mood.ambient, dtype=np.float32)
    # What glows keeps its brightness in the dark, and nothing in front gets as dark as the land.
    colours: Floats = pixels[..., :3]
    glow = np.clip((colours[..., :1] - 225) / 20, 0, 1) * np.clip((colours[..., :1] - colours[..., 2:] - 55) / 50, 0, 1)
    ambient = ambient + (1 - ambient) * 0.28
    colours = colours * (ambient + (1 - ambient) * glow)
    haze = np.array(canvas.mood.haze, dtype=np.float32)
    if canvas.brief.scene == "underwater":
        colours = colours * 0.9 + np.array((20, 60, 80), dtype=np.float32) * 0.3
    colours = colours + (haze - colours) * placed.haze
    return Image.fromarray(np.dstack([np.clip(colours, 0, 255), pixels[..., 3]]).astype(np.uint8))


def _shadow(canvas: Canvas, placed: PlacedFigure) -> None:
    wide, flat = max(2, round(placed.height * 0.92)), max(2, round(placed.height * 0.2))
    rows, columns = np.mgrid[0:flat, 0:wide].astype(np.float32)
    distance = ((columns - wide / 2) / (wide / 2)) ** 2 + ((rows - flat / 2) / (flat / 2)) ** 2
    mask = Image.fromarray((np.clip(1 - distance, 0, 1) * 130).astype(np.uint8))
    lean = placed.height * (0.16 if canvas.body[0] < placed.x else -0.16)
    tone = mix((24, 26, 48), canvas.mood.haze, 0.12)
    canvas.image.paste(
        Image.new("RGB", (wide, flat), tone), (round(placed.x - wide / 2 + lean), round(placed.y - flat * 0.5)), mask
    )


def _reflection(canvas: Canvas, sheet: Image.Image, x: int, foot: int, height: float) -> None:
    upside = sheet.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    upside = upside.resize((upside.width, max(1, round(upside.height * 0.6))))
    upside = upside.filter(ImageFilter.GaussianBlur(max(1.0, height * 0.008)))
    pixels = np.asarray(upside).copy()
    rows = np.arange(pixels.shape[0])
    sway = (np.sin(rows * 40 / max(1.0, height)) * height * 0.012 * np.linspace(0.3, 2, len(rows))).astype(int)
    for row in rows:
        pixels[row] = np.roll(pixels[row], sway[row], axis=0)
    fade = np.linspace(0.55, 0.0, len(rows))[:, None]
    pixels[..., 3] = (pixels[..., 3] * fade).astype(np.uint8)
    wet = Image.fromarray(pixels)
    canvas.image.paste(wet, (x, foot - round(height * FOOTROOM * 0.6)), wet)


def _beam(canvas: Canvas, placed: PlacedFigure) -> None:
    layer = Image.new("L", (max(1, canvas.width // 4), max(1, canvas.height // 4)), 0)
    pen = ImageDraw.Draw(layer)
    x, y = placed.x / 4, (placed.y - placed.height * 0.84) / 4
    side = 1 if placed.x < canvas.width / 2 else -1
    reach = canvas.width / 4
    pen.polygon([(x, y), (x + side * reach, y - reach * 0.2), (x + side * reach, y + reach * 0.04)], fill=86)
    layer = layer.filter(ImageFilter.GaussianBlur(max(1.0, canvas.unit * 0.004)))
    layer = layer.resize(canvas.image.size, Image.Resampling.BICUBIC)
    canvas.image.paste(Image.new("RGB", canvas.image.size, (255, 240, 190)), (0, 0), layer)
