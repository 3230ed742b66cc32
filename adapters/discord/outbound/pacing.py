"""How often Discord takes an edit of one message."""

LIVE_SECONDS, CALM_SECONDS = 1.05, 4.0
"""Seconds between two edits. Five edits in five seconds are what a message's bucket holds."""
LONGEST_SECONDS = 10.0
DELAYED_SECONDS = 1.0
"""An edit that takes longer than this has waited in a bucket."""


class AdaptiveInterval:
    """Pauses of at least `least` seconds: twice as long after an edit that was held back, shorter step by step after.

    The library queues edits and sends stale ones behind a limit, so none is handed over while one is on its way.
    """

    def __init__(self, least: float) -> None:
        self._least = least
        self._interval = least

    def __call__(self, took: float) -> float:
        """Seconds until the next edit, after one that took so many."""
        slower = took > DELAYED_SECONDS
        self._interval = min(LONGEST_SECONDS, self._interval * 2) if slower else max(self._least, self._interval * 0.8)
        return self._interval
