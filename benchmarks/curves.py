"""Charts of growing counts, as an SVG for light and dark mode whose curves are labelled at their ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

ACROSS = 3
WIDTH, HEIGHT = 300, 210
LEFT, RIGHT, TOP, BOTTOM = 40, 74, 30, 34
MINUTES, CALLS = 120, 600
STYLE = """text { font: 11px system-ui, sans-serif; fill: #333 } .title { font-weight: 600; font-size: 12px }
.axis { stroke: #999; fill: none } .grid { stroke: #ddd } polyline { fill: none; stroke-width: 2 }
.c0 { stroke: #b3541e } .c1 { stroke: #1f6f9f; stroke-dasharray: 6 3 } .c2 { stroke: #5b3a8c; stroke-dasharray: 2 3 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .grid { stroke: #444 } .c0 { stroke: #f0955a }
.c1 { stroke: #6cbcf0 } .c2 { stroke: #b79aec } }"""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A growing count: `at` are the minutes of all requests, in order.

    Curves with the same `style` (0 to 2) look the same in every panel.
    """

    name: str
    at: Sequence[float]
    style: int


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A chart with a few curves."""

    title: str
    curves: Sequence[Curve]


def draw(title: str, panels: Sequence[Panel]) -> str:
    """Draws all panels. The description of the picture has the last value of each curve."""
    rows = -(-len(panels) // ACROSS)
    said = "; ".join(
        f"{panel.title}: " + ", ".join(f"{curve.name} {len(curve.at)}" for curve in panel.curves) for panel in panels
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS * WIDTH} {rows * HEIGHT}" role="img">',
            f"<title>{escape(title)}</title><desc>{escape(said)}</desc><style>{STYLE}</style>",
            *(
                f'<g transform="translate({number % ACROSS * WIDTH} {number // ACROSS * HEIGHT})">\n'
                + "\n".join(_panel(panel))
                + "\n</g>"
                for number, panel in enumerate(panels)
            ),
            "</svg>",
            "",
        ]
    )


def _panel(panel: Panel) -> Iterator[str]:
    yield f'<text class="title" x="{LEFT}" y="18">{escape(panel.title)}</text>'
    for calls in range(0, CALLS + 1, 200):
        yield f'<line class="grid" x1="{_x(0)}" x2="{_x(MINUTES)}" y1="{_y(calls)}" y2="{_y(calls)}"/>'
        yield f'<text x="{LEFT - 6}" y="{_y(calls) + 4}" text-anchor="end">{calls}</text>'
    yield f'<text x="{LEFT + 4}" y="{_y(CALLS) + 12}">calls served</text>'
    for minutes in range(0, MINUTES + 1, 60):
        yield f'<text x="{_x(minutes)}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{minutes} min</text>'
    yield f'<path class="axis" d="M{_x(0)} {_y(CALLS)}V{_y(0)}H{_x(MINUTES)}"/>'
    labels: list[float] = []
    for curve in sorted(panel.curves, key=lambda each: -len(each.at)):
        points = " ".join(f"{_x(minute)},{_y(count)}" for minute, count in _steps(curve))
        yield f'<polyline class="c{curve.style}" points="{points}"/>'
        height = _y(len(curve.at)) + 4
        labels.append(max([height, *(label + 24 for label in labels)]))
        name, _, last = curve.name.rpartition(" ")
        yield (
            f'<text x="{_x(MINUTES) + 5}" y="{labels[-1]}">{escape(name)}'
            f'<tspan x="{_x(MINUTES) + 5}" dy="11">{escape(last)} {len(curve.at)}</tspan></text>'
        )


def _steps(curve: Curve) -> Iterator[tuple[float, int]]:
    """A point for each minute, which is fine enough for the eye."""
    count = 0
    for minute in range(MINUTES + 1):
        while count < len(curve.at) and curve.at[count] <= minute:
            count += 1
        yield minute, count


def _x(minute: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * minute / MINUTES, 1)


def _y(calls: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * calls / CALLS, 1)
