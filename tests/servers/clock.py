"""Clocks of servers, which tests turn forward."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since 1970."""


class MovableClock:
    """Goes as the machine's does, and can be moved forward, so that fifteen minutes pass at once."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Lets so much time pass."""
        self._ahead += seconds
