"""Contrast of the page's colours, by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#contrast-minimum)."""

import re
from importlib.resources import files

import pytest

ENOUGH = 4.5
"""Level AA for text of ordinary size."""
CSS = files("adapters.web").joinpath("static", "room.css").read_text(encoding="utf-8")
COLOURS = re.findall(r"--([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\);", CSS)
SCHEMES = [{name: light for name, light, _ in COLOURS}, {name: dark for name, _, dark in COLOURS}]

ON_PAPER = [(ink, paper) for ink in ("ink", "soft", "wine", "gold") for paper in ("paper", "sheet", "tint")]
PAIRS = [*ON_PAPER, ("on-wine", "wine"), ("on-wine", "wine-deep"), ("danger", "danger-tint"), ("danger", "paper")]
PAIRS += [("ink", "blush"), ("wine", "blush"), ("soft", "blush"), ("wine-deep", "paper")]


@pytest.mark.parametrize(("ink", "paper"), PAIRS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_everything_can_be_read(scheme: int, ink: str, paper: str) -> None:
    lighter, darker = sorted((_luminance(SCHEMES[scheme][name]) for name in (ink, paper)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ENOUGH


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it for sRGB."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
