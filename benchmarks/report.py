"""What a benchmark found, as Markdown and as plots."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.comparison import Comparison


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that compares nothing with a baseline."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Curves over one axis, as a file in `docs/images`. `curves` are points by name."""

    name: str
    title: str
    across: str
    up: str
    curves: dict[str, tuple[tuple[float, float], ...]]
    logarithmic: bool = False


Finding = Comparison | Table | Plot
FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)


def markdown(findings: Sequence[Finding], images: str) -> str:
    """Everything as Markdown. `images` is the way from the document to the folder of the plots."""
    blocks = []
    if comparisons := [each for each in findings if isinstance(each, Comparison)]:
        head = ("measure", "median", "beside", "median", "ratio", "lowest to highest")
        blocks.append(_table(head, [_row(each) for each in comparisons]))
    for each in findings:
        match each:
            case Table():
                blocks.append(f"**{each.title}**\n\n{_table(each.head, each.rows)}")
            case Plot():
                blocks.append(f"![{each.title}]({images}/{each.name}.svg)")
            case Comparison():
                pass
    return "\n\n".join(blocks)


def draw(plot: Plot, folder: Path) -> None:
    """Draws a plot as SVG. The same points make the same file."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "troubadour"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 3.4), layout="constrained")
    for name, points in plot.curves.items():
        axes.plot([x for x, _ in points], [y for _, y in points], marker="o", label=name)
    if plot.logarithmic:
        axes.set_xscale("log")
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    axes.set(title=plot.title, xlabel=plot.across, ylabel=plot.up)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(folder / f"{plot.name}.svg", metadata={"Date": None})
    plt.close(figure)


def _row(one: Comparison) -> tuple[str, ...]:
    ours, beside = _shown(one.ours, one.unit), _shown(one.beside, one.unit)
    return one.subject, ours, one.baseline, beside, f"{one.ratio:.2f}", one.spread


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def _shown(amount: float, unit: str) -> str:
    for prefix, size in (("M", 1e6), ("k", 1e3)) if unit == "B" else ():
        if amount >= size:
            return f"{amount / size:.3g} {prefix}{unit}"
    for prefix, size in (("", 1.0), ("m", 1e-3), ("µ", 1e-6)):
        if amount >= size:
            return f"{amount / size:.3g} {prefix}{unit}"
    return f"{amount / 1e-9:.3g} n{unit}"
