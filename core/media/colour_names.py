"""Everyday names of colours, and the nearest name of any colour.

Colours are compared in Oklab (Björn Ottosson, https://bottosson.github.io/posts/oklab/), in which equal distances look
about equally different.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

COLOURS: dict[str, tuple[int, int, int]] = {
    "black": (0, 0, 0),
    "charcoal": (44, 46, 50),
    "dark grey": (84, 84, 86),
    "grey": (132, 132, 132),
    "light grey": (190, 191, 192),
    "white": (252, 252, 252),
    "cream": (250, 240, 208),
    "beige": (222, 202, 168),
    "tan": (204, 168, 120),
    "brown": (124, 76, 40),
    "dark brown": (66, 40, 22),
    "rust": (172, 74, 30),
    "maroon": (106, 18, 32),
    "dark red": (146, 12, 18),
    "red": (232, 22, 24),
    "coral": (250, 126, 104),
    "salmon": (244, 164, 146),
    "peach": (253, 202, 172),
    "orange": (252, 146, 10),
    "amber": (252, 194, 34),
    "gold": (208, 164, 40),
    "yellow": (252, 232, 40),
    "pale yellow": (252, 246, 164),
    "olive": (122, 118, 28),
    "lime": (172, 230, 32),
    "light green": (150, 226, 146),
    "green": (34, 158, 48),
    "bright green": (30, 236, 40),
    "dark green": (12, 78, 28),
    "moss green": (102, 128, 66),
    "sage": (164, 184, 146),
    "grey green": (108, 136, 116),
    "mint": (186, 244, 214),
    "emerald": (18, 164, 108),
    "teal": (10, 126, 126),
    "dark teal": (10, 70, 76),
    "turquoise": (58, 212, 200),
    "cyan": (20, 236, 250),
    "sky blue": (128, 200, 240),
    "pale blue": (202, 226, 244),
    "steel blue": (78, 128, 172),
    "slate": (98, 114, 134),
    "blue": (24, 60, 232),
    "azure": (18, 140, 248),
    "dark blue": (14, 30, 118),
    "navy": (14, 22, 60),
    "indigo": (72, 20, 148),
    "lavender": (206, 194, 242),
    "lilac": (184, 148, 212),
    "violet": (134, 56, 226),
    "purple": (124, 32, 146),
    "dark purple": (58, 18, 76),
    "plum": (134, 64, 112),
    "mauve": (146, 112, 136),
    "magenta": (232, 26, 222),
    "pink": (250, 162, 196),
    "hot pink": (250, 64, 154),
    "pale pink": (252, 218, 226),
    "rose": (210, 92, 120),
    "crimson": (186, 14, 62),
}
"""Everyday names and their sRGB values, chosen for this project."""

NAMES = tuple(COLOURS)

_NEUTRAL = ("black", "charcoal", "dark grey", "grey", "light grey", "white")

_BASIC = {
    "black": "charcoal",
    "grey": "dark grey, light grey, slate",
    "white": "cream",
    "brown": "beige, tan, dark brown, rust",
    "red": "maroon, dark red, crimson",
    "orange": "coral, peach, amber",
    "yellow": "gold, pale yellow",
    "green": "olive, lime, light green, bright green, dark green, moss green, sage, grey green, mint, emerald",
    "blue": "teal, dark teal, turquoise, cyan, sky blue, pale blue, steel blue, azure, dark blue, navy",
    "purple": "indigo, lavender, lilac, violet, dark purple, plum, mauve",
    "pink": "salmon, magenta, hot pink, pale pink, rose",
}


def basic_colour(name: str) -> str:
    """Returns the basic colour of a name of `COLOURS`: one of the eleven basic colours of English."""
    return next((plain for plain, finer in _BASIC.items() if name in finer.split(", ")), name)


def oklab(rgb: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Converts sRGB values to Oklab, with the matrices published by Ottosson (2021-01-25)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    opponents = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    lab: npt.NDArray[np.float64] = np.cbrt(linear @ cones.T) @ opponents.T
    return lab


@cache
def _anchors() -> npt.NDArray[np.float64]:
    return oklab(np.array(list(COLOURS.values()), dtype=np.float64) / 255)


def nearest_names(lab: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Returns the index in `NAMES` of the nearest name for each Oklab colour of shape (n, 3)."""
    # Hue matters more to a name than lightness does: a shaded red apple is still red.
    weights = np.array([0.75, 1.3, 1.3])
    here, there = lab * weights, _anchors() * weights
    distance = (here**2).sum(axis=1)[:, None] + (there**2).sum(axis=1)[None, :] - 2 * here @ there.T
    # A colour without a tint gets a grey name; one with a tint does not, unless it is too dark to show it.
    chroma, neutral = np.hypot(lab[:, 1], lab[:, 2]), np.isin(NAMES, _NEUTRAL)
    distance[np.ix_(chroma < 0.012, ~neutral)] += 1.0
    distance[np.ix_((chroma > 0.035) & (lab[:, 0] > 0.3), neutral)] += 1.0
    indices: npt.NDArray[np.intp] = np.argmin(distance, axis=1)
    return indices
