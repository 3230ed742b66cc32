"""Analysis of a picture without a model: its colours, light and shape, in words and numbers.

It is synchronous and deterministic. Call `analyse_file` in a process of `core.media.processes`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.media.colour_names import COLOURS, NAMES, basic_colour, nearest_names, oklab
from core.media.picture_decoding import open_picture

Orientation = Literal["wide", "tall", "square"]
Region = Literal[
    "top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right", "everywhere"
]

_REGIONS: tuple[Region, ...] = (
    "top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right",
)  # fmt: skip

_SPECK = 0.005
"""The smallest share of the area that counts as a colour; anything smaller is noise on an edge."""

_SIDE = 96
"""The longest side in pixels at which pictures are analysed: enough for colours and shapes, and little work."""


@dataclass(frozen=True)
class Swatch:
    """A colour of a picture: its name in `COLOURS`, its mean in sRGB, and its share of the area (0 to 1)."""

    name: str
    rgb: tuple[int, int, int]
    share: float

    @property
    def basic(self) -> str:
        """The basic colour: black, grey, white, brown, red, orange, yellow, green, blue, purple or pink."""
        return basic_colour(self.name)


@dataclass(frozen=True)
class PictureAnalysis:
    """The looks of a picture. Numbers are from 0 to 1, `warmth` from -1 (all blue) to 1 (all orange)."""

    orientation: Orientation
    colours: tuple[Swatch, ...]
    """The most common first. Empty only if nothing can be seen."""
    brightness: float
    """Mean perceived lightness: 0 is black, 1 is white."""
    contrast: float
    """From one even tone to deep shadows beside bright lights."""
    saturation: float
    """From grey to as colourful as a screen can be."""
    warmth: float
    busyness: float
    """The share of edges: a clear sky is near 0, a crowd or a thicket above 0.5."""
    transparent: float
    """The share of the area that is transparent."""
    lightest: Region
    """The lightest region."""
    busiest: Region
    """The region with the most edges, which often contains the subject."""
    upper: str | None
    """The name of the most common colour of the upper third; None if that is transparent."""
    lower: str | None


def analyse_file(data: bytes) -> PictureAnalysis:
    """Opens a picture and analyses it. Raises `BadPicture`."""
    return analyse_picture(open_picture(data))


def analyse_picture(image: Image.Image, colours: int = 5) -> PictureAnalysis:
    """Analyses a picture, with up to `colours` colours. It takes about 15 ms for 1024 by 1024 pixels."""
    rgb, alpha = _small(image)
    seen = alpha > 0.5
    lab = oklab(rgb)
    light, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    nearest = nearest_names(lab.reshape(-1, 3)).reshape(light.shape)
    edges = _edges(lab, seen)
    visible = light[seen]
    third = max(1, rgb.shape[0] // 3)
    low, high = np.percentile(visible, (5, 95)) if visible.size else (0.0, 0.0)
    return PictureAnalysis(
        orientation=_orientation(image),
        colours=_swatches(rgb[seen], nearest[seen], colours),
        brightness=_round(visible.mean() if visible.size else 0.0),
        contrast=_round(high - low),
        # 0.32 is the chroma of the most colourful sRGB blue and magenta.
        saturation=_round(min(1.0, chroma[seen].mean() / 0.32) if visible.size else 0.0),
        warmth=_round(_warmth(lab[seen])),
        busyness=_round(edges[seen].mean() if visible.size else 0.0),
        transparent=_round(1.0 - seen.mean()),
        lightest=_region(light, seen, least=0.05),
        busiest=_region(edges, seen, least=0.08),
        upper=_commonest(nearest[:third][seen[:third]]),
        lower=_commonest(nearest[-third:][seen[-third:]]),
    )


def _small(image: Image.Image) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Returns the colours (height, width, 3) and the opacity (height, width), 0 to 1, of the picture made small."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    image = image if image.mode == mode else image.convert(mode)
    if max(image.size) > _SIDE:
        factor = _SIDE / max(image.size)
        size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
        image = image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    pixels = np.asarray(image, dtype=np.float64) / 255
    opacity = pixels[..., 3] if pixels.shape[-1] == 4 else np.ones(pixels.shape[:2])
    return pixels[..., :3], opacity


def _swatches(rgb: npt.NDArray[np.float64], nearest: npt.NDArray[np.intp], limit: int) -> tuple[Swatch, ...]:
    """Returns the most common colours of the pixels (n, 3), given the `nearest` name of each, without specks."""
    counts = np.bincount(nearest, minlength=len(COLOURS))
    # The order is total, so that the same picture is always described alike.
    ranked = sorted(range(len(counts)), key=lambda index: (-counts[index], index))
    swatches = []
    for index in ranked[: max(0, limit)]:
        if counts[index] and counts[index] >= len(rgb) * _SPECK:
            red, green, blue = (int(value) for value in np.rint(rgb[nearest == index].mean(axis=0) * 255))
            share = round(float(counts[index] / len(rgb)), 3)
            swatches.append(Swatch(NAMES[index], (red, green, blue), share))
    return tuple(swatches)


def _commonest(nearest: npt.NDArray[np.intp]) -> str | None:
    return NAMES[int(np.argmax(np.bincount(nearest)))] if len(nearest) else None


def _orientation(image: Image.Image) -> Orientation:
    ratio = image.width / image.height
    if ratio > 1.1:
        return "wide"
    return "tall" if ratio < 1 / 1.1 else "square"


def _warmth(lab: npt.NDArray[np.float64]) -> float:
    """Returns the mean position of colours between blue and orange: along the b axis, tilted a little towards red."""
    if not len(lab):
        return 0.0
    return float(np.clip((lab[:, 2] + 0.4 * lab[:, 1]).mean() / 0.2, -1, 1))


def _edges(lab: npt.NDArray[np.float64], seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Returns for each pixel its contrast to its neighbours to the right and below, 0 to 1."""
    steps = np.zeros(lab.shape[:2])
    for axis in (0, 1):
        apart = np.linalg.norm(np.diff(lab, axis=axis), axis=-1)
        both = np.minimum(
            np.take(seen, range(1, seen.shape[axis]), axis), np.take(seen, range(seen.shape[axis] - 1), axis)
        )
        here = tuple(slice(0, -1) if at == axis else slice(None) for at in (0, 1))
        steps[here] = np.maximum(steps[here], np.where(both, apart, 0.0))
    # A step of 0.02 can just be seen; at 0.12 it is an outline.
    return np.clip((steps - 0.02) / 0.1, 0.0, 1.0)


def _region(values: npt.NDArray[np.float64], seen: npt.NDArray[np.bool_], *, least: float) -> Region:
    """Returns the ninth with the highest values, or "everywhere" if it stands out by less than `least`."""
    means = []
    for rows, rows_seen in zip(np.array_split(values, 3), np.array_split(seen, 3), strict=True):
        for part, part_seen in zip(np.array_split(rows, 3, axis=1), np.array_split(rows_seen, 3, axis=1), strict=True):
            means.append(float(part[part_seen].mean()) if part_seen.any() else 0.0)
    best = int(np.argmax(means))
    whole = float(values[seen].mean()) if seen.any() else 0.0
    return _REGIONS[best] if means[best] - whole >= least else "everywhere"


def _round(value: float) -> float:
    return round(float(value), 3)
