"""Clocks of the loopback servers; tests can move them forward."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since 1970."""


class MovableClock:
    """The machine's clock, but a test can move it forward, for example by fifteen minutes."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Moves the clock forward."""
        self._ahead += seconds
