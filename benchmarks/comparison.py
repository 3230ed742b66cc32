"""Comparisons of a measurement with its baseline, and the scale at which both are measured."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeVar

T = TypeVar("T")
ROUNDS = 5
"""The number of measurements of each side. The median counts, so one interruption does not matter."""
SHORT_ROUNDS = 1

Pair = tuple[float, float]
"""What was measured of Troubadour and of the baseline, one after the other."""


@dataclass(frozen=True)
class Scale:
    """The amount of what is measured: enough for figures, or (`short`) enough to show that it works."""

    short: bool = False

    @property
    def rounds(self) -> int:
        """The number of measurements of each side that count."""
        return SHORT_ROUNDS if self.short else ROUNDS

    def choose(self, full: T, short: T) -> T:
        """Chooses between two amounts."""
        return short if self.short else full


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The medians of Troubadour and of the baseline, in seconds (`s`) or bytes (`B`).

    `ratios` are those of the rounds, which tell the spread.
    """

    subject: str
    baseline: str
    ours: float
    beside: float
    unit: Literal["s", "B"] = "s"
    ratios: tuple[float, ...] = ()

    @property
    def ratio(self) -> float:
        """Troubadour's median divided by the baseline's."""
        return self.ours / self.beside

    @property
    def spread(self) -> str:
        """The lowest and the highest ratio of a round."""
        return f"{min(self.ratios):.2f} to {max(self.ratios):.2f}" if self.ratios else ""


def compared(
    subject: str, baseline: str, pairs: Sequence[Pair], *, share: int = 1, unit: Literal["s", "B"] = "s"
) -> Comparison:
    """Compares the medians of all rounds. `share` is the number of equal things that each measured."""
    return Comparison(
        subject=subject,
        baseline=baseline,
        ours=median(ours for ours, _ in pairs) / share,
        beside=median(beside for _, beside in pairs) / share,
        unit=unit,
        ratios=tuple(ours / beside for ours, beside in pairs),
    )


def seconds(work: Callable[[], object]) -> float:
    """Measures one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(ours: Callable[[], object], baseline: Callable[[], object], scale: Scale = Scale()) -> list[Pair]:
    """The seconds of both sides, measured in turns, so that a slow minute affects both.

    The first turn does not count.
    """
    turns = [(seconds(baseline), seconds(ours)) for _ in range(scale.rounds + 1)][1:]
    return [(ours, bare) for bare, ours in turns]
