"""Contrast of the colours of code, by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#contrast-minimum)."""

import re
from importlib.resources import files

import pytest

ENOUGH = 4.5
"""Level AA for text of ordinary size."""
CSS = files("adapters.web").joinpath("static", "replies.css").read_text(encoding="utf-8")
TINT = ("f1e9db", "2b2520")
"""What code stands on, light and dark: `--tint` of the page."""
PAIRS = re.findall(r"\.code [^{}]*\{ color: light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)", CSS)


def test_code_stands_on_the_tint_of_the_page() -> None:
    room = files("adapters.web").joinpath("static", "room.css").read_text(encoding="utf-8")
    assert all(f"#{colour}" in room for colour in TINT)
    assert len(PAIRS) > 5


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_coloured_code_can_be_read(scheme: int, pair: tuple[str, str]) -> None:
    lighter, darker = sorted((_luminance(pair[scheme]), _luminance(TINT[scheme])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ENOUGH


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it for sRGB."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
