"""One thing measured beside its baseline."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 7
"""How often each side is measured; the median counts, so that one interruption does not."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Median seconds of ours and of the baseline."""

    subject: str
    baseline: str
    ours_seconds: float
    baseline_seconds: float

    @property
    def ratio(self) -> float:
        """How many times as long as the baseline."""
        return self.ours_seconds / self.baseline_seconds


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(ours: Callable[[], object], baseline: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of both, measured in turns, so that a slow minute of the machine hits both; the first is thrown
    away."""
    pairs = [(seconds(baseline), seconds(ours)) for _ in range(ROUNDS + 1)][1:]
    return median(ours for _, ours in pairs), median(bare for bare, _ in pairs)


def table(comparisons: Sequence[Comparison]) -> str:
    """As Markdown."""
    head = "| what | median | beside | median | ratio |\n|---|--:|---|--:|--:|"
    rows = [
        f"| {one.subject} | {_shown(one.ours_seconds)} | {one.baseline} | {_shown(one.baseline_seconds)} "
        f"| {one.ratio:.2f} |"
        for one in comparisons
    ]
    return "\n".join([head, *rows])


def _shown(duration: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if duration >= size:
            return f"{duration / size:.3g} {unit}"
    return f"{duration / 1e-9:.3g} ns"
