"""Comparisons of a measurement with its baseline."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

ROUNDS = 7
"""The number of measurements of each side. The median counts, so one interruption does not matter."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The medians of Troubadour and of the baseline, in seconds (`s`) or bytes (`B`)."""

    subject: str
    baseline: str
    ours: float
    beside: float
    unit: Literal["s", "B"] = "s"

    @property
    def ratio(self) -> float:
        """Troubadour's median divided by the baseline's."""
        return self.ours / self.beside


def seconds(work: Callable[[], object]) -> float:
    """Measures one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(ours: Callable[[], object], baseline: Callable[[], object]) -> tuple[float, float]:
    """The median seconds of both sides, measured in turns, so that a slow minute affects both.

    The first turn does not count.
    """
    pairs = [(seconds(baseline), seconds(ours)) for _ in range(ROUNDS + 1)][1:]
    return median(ours for _, ours in pairs), median(bare for bare, _ in pairs)


def table(comparisons: Sequence[Comparison]) -> str:
    """Formats comparisons as a Markdown table."""
    head = "| what | median | beside | median | ratio |\n|---|--:|---|--:|--:|"
    rows = [
        f"| {one.subject} | {_shown(one.ours, one.unit)} | {one.baseline} | {_shown(one.beside, one.unit)} "
        f"| {one.ratio:.2f} |"
        for one in comparisons
    ]
    return "\n".join([head, *rows])


def _shown(amount: float, unit: str) -> str:
    for prefix, size in (("", 1.0), ("m", 1e-3), ("µ", 1e-6)):
        if amount >= size:
            return f"{amount / size:.3g} {prefix}{unit}"
    return f"{amount / 1e-9:.3g} n{unit}"
