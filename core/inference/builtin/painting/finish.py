"""Styles of the finished picture: brushwork, paper, glass, pixels; and the colours of a source picture."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from core.inference.builtin.painting.noise import Floats, field


def finished(image: Image.Image, style: str, numbers: np.random.Generator) -> Image.Image:
    """The picture in a style of `STYLE_WORDS`, or as painted with a brush."""
    pixels = np.asarray(image, dtype=np.float32)
    done = _STYLES[style](pixels, numbers)
    return Image.fromarray(np.clip(done, 0, 255).astype(np.uint8))


def with_colours_of(image: Image.Image, source: bytes) -> Image.Image:
    """The picture in the colours of another: the mean and the spread of each, in Oklab, are made equal.

    `source` has the pixels of a small square, of three bytes each.

    After Reinhard, Ashikhmin, Gooch and Shirley, "Color Transfer between Images" (2001).
    """
    from core.media.colour_names import oklab

    small = np.frombuffer(source, dtype=np.uint8).astype(np.float64).reshape(-1, 3) / 255
    side = math.isqrt(len(source) // 3)
    own = np.asarray(image.resize((side, side)), dtype=np.float64).reshape(-1, 3) / 255
    wanted, given = oklab(small), oklab(own)
    pixels = np.asarray(image, dtype=np.float64) / 255
    lab = oklab(pixels.reshape(-1, 3))
    spread = np.clip(wanted.std(axis=0) / np.maximum(given.std(axis=0), 1e-3), 0.4, 2.0)
    moved = (lab - given.mean(axis=0)) * spread + wanted.mean(axis=0)
    blended = lab * 0.2 + moved * 0.8
    rgb = _srgb(blended).reshape(pixels.shape)
    return Image.fromarray((np.clip(rgb, 0, 1) * 255).astype(np.uint8))


def _srgb(
    lab: Floats,
) -> Floats:
    """sRGB of Oklab; matrices as published by Ottosson (2021-01-25)."""
    cones = lab @ np.array(
        [[1.0, 1.0, 1.0], [0.3963377774, -0.1055613458, -0.0894841775], [0.2158037573, -0.0638541728, -1.2914855480]]
    )
    linear = cones**3 @ np.array(
        [
            [4.0767416621, -1.2684380046, -0.0041960863],
            [-3.3077115913, 2.6097574011, -0.7034186147],
            [0.2309699292, -0.3413193965, 1.7076147010],
        ]
    )
    linear = np.clip(linear, 0, 1)
    made: Floats = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return made


def _displaced(pixels: Floats, numbers: np.random.Generator, reach: float, waves: float) -> Floats:
    """Moves every edge by up to `reach` pixels, like a hand."""
    height, width = pixels.shape[:2]
    down = field(numbers, width, height, waves * width / height, waves, 3) - 0.5
    across = field(numbers, width, height, waves * width / height, waves, 3) - 0.5
    rows = np.clip(np.arange(height)[:, None] + (down * reach * 4).astype(np.int32), 0, height - 1)
    columns = np.clip(np.arange(width)[None, :] + (across * reach * 4).astype(np.int32), 0, width - 1)
    moved: Floats = pixels[rows, columns]
    return moved


def _vignette(pixels: Floats, strength: float) -> Floats:
    height, width = pixels.shape[:2]
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    shade = 1 - strength * np.clip((x**2 + y**2) / 2 - 0.25, 0, 1)
    return pixels * shade[..., None]


def _scale(pixels: Floats) -> float:
    return float(min(pixels.shape[:2])) / 1024


def _painted(pixels: Floats, numbers: np.random.Generator, strength: float = 1.0) -> Floats:
    """Brushwork: wandering edges, strokes across, the weave of the canvas."""
    height, width = pixels.shape[:2]
    scale = _scale(pixels)
    moved = _displaced(pixels, numbers, 2.6 * strength * scale, 44)
    strokes = field(numbers, width, height, 26 * width / height, 150, 2) - 0.5
    bristles = field(numbers, width, height, 90 * width / height, 320, 1) - 0.5
    weave = np.sin(np.arange(width) * 1.6)[None, :] * np.sin(np.arange(height) * 1.6)[:, None]
    factor = 1 + strokes * 0.13 * strength + bristles * 0.06 * strength + weave.astype(np.float32) * 0.008
    return _vignette(_richer(moved * factor[..., None], 1.08), 0.3)


def _richer(pixels: Floats, share: float) -> Floats:
    grey = pixels.mean(axis=2, keepdims=True)
    made: Floats = grey + (pixels - grey) * share
    return made


def _oil(pixels: Floats, numbers: np.random.Generator) -> Floats:
    size = max(3, round(7 * _scale(pixels)) | 1)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    thick = np.asarray(image.filter(ImageFilter.ModeFilter(size)), dtype=np.float32)
    return _painted(_richer(thick, 1.18), numbers, 1.9)


def _watercolour(pixels: Floats, numbers: np.random.Generator) -> Floats:
    height, width = pixels.shape[:2]
    scale = _scale(pixels)
    soft = _displaced(pixels, numbers, 7 * scale, 30)
    image = Image.fromarray(np.clip(soft, 0, 255).astype(np.uint8)).filter(ImageFilter.MedianFilter(5))
    soft = np.asarray(image, dtype=np.float32)
    blurred = np.asarray(image.filter(ImageFilter.GaussianBlur(max(1.0, 7 * scale))), dtype=np.float32)
    edges = np.clip((blurred - soft) / 90, -0.3, 0.5)
    pools = field(numbers, width, height, 5 * width / height, 5, 6)[..., None]
    paper = (field(numbers, width, height, 240 * width / height, 240, 1)[..., None] - 0.5) * 10
    light = 255 - (255 - soft) * (0.5 + 0.55 * pools)
    washed = _richer(light, 1.16) * (1 - edges * 0.45) + paper
    cream = np.array((250, 246, 236), dtype=np.float32)
    return cream + (washed - cream) * _ragged_frame(width, height, numbers)[..., None]


def _ragged_frame(width: int, height: int, numbers: np.random.Generator) -> Floats:
    """1 inside, 0 at the paper's rim, with a torn edge."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rim = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) / min(width, height)
    wander = field(numbers, width, height, 9 * width / height, 9, 4) * 0.06
    made: Floats = np.clip((rim - 0.012 - wander * 0.7) * 90, 0, 1)
    return made


def _outline(pixels: Floats, blur: float) -> Floats:
    """The strength of the edge at each pixel, 0 to 1."""
    grey = Image.fromarray(np.clip(pixels.mean(axis=2), 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(blur))
    values = np.asarray(grey, dtype=np.float32)
    down, across = np.gradient(values) if min(values.shape) > 1 else (values * 0, values * 0)
    edges: Floats = np.clip(np.hypot(down, across) / 9 - 0.18, 0, 1)
    return edges


def _ink(pixels: Floats, numbers: np.random.Generator) -> Floats:
    height, width = pixels.shape[:2]
    scale = max(0.35, _scale(pixels))
    wavy = _displaced(pixels, numbers, 2 * scale, 24)
    grey = wavy.mean(axis=2) / 255
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    gap = 6.5 * scale
    wobble = field(numbers, width, height, 10 * width / height, 10, 2) * 10 * scale
    hatch = np.zeros_like(grey)
    for bar, slope in ((0.62, 1.0), (0.42, -1.0), (0.25, 0.0)):
        phase = (x * (1 if slope else 0) + y * (slope or 1.0) + wobble) % gap
        lines = np.clip(1.3 - np.abs(phase - gap / 2) / (0.55 * scale), 0, 1)
        hatch = np.maximum(hatch, lines * np.clip((bar - grey) * 9, 0, 1))
    dark = np.clip(np.maximum(hatch * 0.85, _outline(wavy, 1.1 * scale) * 1.2), 0, 1)[..., None]
    paper = (
        np.array((247, 241, 226), dtype=np.float32) + (field(numbers, width, height, 60, 60, 3)[..., None] - 0.5) * 10
    )
    tinted = paper + (wavy - 200) * 0.05
    made: Floats = tinted + (np.array((34, 32, 46), dtype=np.float32) - tinted) * dark
    return made


def _pencil(pixels: Floats, numbers: np.random.Generator) -> Floats:
    height, width = pixels.shape[:2]
    grain = field(numbers, width, height, 260 * width / height, 120, 1) - 0.5
    grey = pixels.mean(axis=2) / 255
    tone = np.clip(0.52 + grey * 0.5 + grain * 0.34 * (1 - grey), 0, 1)
    line = 1 - _outline(_displaced(pixels, numbers, 1.5, 30), 1.2) * 0.75
    made: Floats = (tone * line)[..., None] * np.array((250, 248, 242), dtype=np.float32)
    return made


def _pixel(pixels: Floats, _: np.random.Generator) -> Floats:
    height, width = pixels.shape[:2]
    block = max(2, round(min(width, height) / 88))
    small = Image.fromarray(np.clip(_richer(pixels, 1.25), 0, 255).astype(np.uint8)).resize(
        (max(1, width // block), max(1, height // block)), Image.Resampling.BOX
    )
    few = small.quantize(28, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return np.asarray(few.resize((width, height), Image.Resampling.NEAREST), dtype=np.float32)


def _glass(pixels: Floats, numbers: np.random.Generator, irregular: float = 0.85) -> Floats:
    """Panes of one colour each, between leads; each pane is the cell of one point of a shaken grid."""
    height, width = pixels.shape[:2]
    size = max(5.0, min(width, height) / 30)
    rows, columns = int(height / size) + 3, int(width / size) + 3
    shake = (numbers.random((rows, columns, 2)) - 0.5) * irregular
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    row, column = (y / size).astype(int) + 1, (x / size).astype(int) + 1
    nearest = np.full((height, width), np.inf, dtype=np.float32)
    second = nearest.copy()
    pane = np.zeros((height, width), dtype=np.int64)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r, c = np.clip(row + dy, 0, rows - 1), np.clip(column + dx, 0, columns - 1)
            centre = shake[r, c].astype(np.float32)
            distance = np.hypot((r - 0.5 + centre[..., 0]) * size - y, (c - 0.5 + centre[..., 1]) * size - x)
            closer = distance < nearest
            second = np.where(closer, nearest, np.minimum(second, distance))
            pane = np.where(closer, r * columns + c, pane)
            nearest = np.minimum(nearest, distance)
    flat = pane.ravel()
    counts = np.maximum(np.bincount(flat, minlength=rows * columns), 1)
    means = np.stack(
        [np.bincount(flat, pixels[..., band].ravel(), rows * columns) / counts for band in range(3)], axis=1
    )
    means *= 0.9 + 0.25 * numbers.random((rows * columns, 1))
    glowing = _richer(means[pane].astype(np.float32), 1.6) * 0.62 + _richer(pixels, 1.5) * 0.42
    lead = np.clip((second - nearest) / max(1.0, size * 0.09) - 0.35, 0, 1)[..., None]
    figure = 1 - _outline(pixels, max(0.6, 1.6 * _scale(pixels)))[..., None] * 0.75
    return _vignette(glowing * (0.12 + 0.88 * lead) * figure, 0.35)


def _mosaic(pixels: Floats, numbers: np.random.Generator) -> Floats:
    return _glass(pixels, numbers, 0.22)


def _poster(pixels: Floats, numbers: np.random.Generator) -> Floats:
    height, width = pixels.shape[:2]
    size = max(3, round(9 * _scale(pixels)) | 1)
    image = Image.fromarray(np.clip(_richer(pixels, 1.22), 0, 255).astype(np.uint8)).filter(
        ImageFilter.MedianFilter(min(size, 9))
    )
    few = image.quantize(14, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    flat = np.asarray(few.filter(ImageFilter.ModeFilter(size)), dtype=np.float32)
    grain = (field(numbers, width, height, 200 * width / height, 200, 1)[..., None] - 0.5) * 12
    rim = max(2, round(min(width, height) * 0.028))
    framed = flat + grain
    cream = np.array((246, 236, 214), dtype=np.float32)
    for edge in (np.s_[:rim], np.s_[-rim:], np.s_[:, :rim], np.s_[:, -rim:]):
        framed[edge] = cream
    return framed


def _pastel(pixels: Floats, numbers: np.random.Generator) -> Floats:
    height, width = pixels.shape[:2]
    soft = _displaced(pixels, numbers, 4 * _scale(pixels), 60)
    chalk = field(numbers, width, height, 200 * width / height, 200, 2)[..., None]
    pale = 255 - (255 - soft) * 0.62
    tooth = np.clip((chalk - 0.42) * 4, 0, 1)
    paper = np.array((244, 232, 214), dtype=np.float32)
    return paper + (_richer(pale, 1.1) - paper) * (0.72 + 0.28 * tooth)


def _noir(pixels: Floats, numbers: np.random.Generator) -> Floats:
    grey = pixels @ np.array((0.3, 0.59, 0.11), dtype=np.float32)
    curve = 255 / (1 + np.exp(-(grey - 118) / 34))
    grain = (numbers.random(grey.shape, dtype=np.float32) - 0.5) * 18
    return _vignette(np.repeat((curve + grain)[..., None], 3, axis=2), 0.55)


def _neon(pixels: Floats, _: np.random.Generator) -> Floats:
    scale = _scale(pixels)
    edges = _outline(pixels, max(0.6, 1.4 * scale))
    glow = np.asarray(
        Image.fromarray((edges * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(max(1.0, 9 * scale))),
        dtype=np.float32,
    )
    share = np.linspace(0, 1, pixels.shape[0], dtype=np.float32)[:, None, None]
    tone = np.array((255, 60, 190), dtype=np.float32) * (1 - share) + np.array((50, 220, 255), dtype=np.float32) * share
    night = _richer(pixels, 1.4) * np.array((0.42, 0.3, 0.62), dtype=np.float32)
    return _vignette(night + tone * (edges * 0.75 + glow / 255 * 0.8)[..., None], 0.4)


_STYLES: dict[str, Callable[[Floats, np.random.Generator], Floats]] = {
    "painted": _painted, "oil": _oil, "watercolour": _watercolour, "ink": _ink, "pencil": _pencil, "pixel": _pixel,
    "glass": _glass, "mosaic": _mosaic, "poster": _poster, "pastel": _pastel, "noir": _noir, "neon": _neon,
}  # fmt: skip
