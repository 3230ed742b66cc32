"""The time between two edits of a message."""

HESITATION_SECONDS = 0.3
"""Seconds before a message that only says that the bot works. An answer that begins by then needs none."""
LIVE_SECONDS, CALM_SECONDS = 1.3, 4.0
"""Seconds between two edits. A message's bucket holds five edits in five seconds, and one remains for the ending."""
LONGEST_SECONDS = 10.0
DELAYED_SECONDS = 1.0
"""An edit that takes longer than this has waited for a bucket."""


class AdaptiveInterval:
    """An interval of at least `least` seconds: it doubles after a delayed edit and then shrinks step by step.

    discord.py queues edits behind a limit and sends stale ones, so there is never more than one at a time.
    """

    def __init__(self, least: float) -> None:
        self._least = least
        self._interval = least

    def __call__(self, took: float) -> float:
        """Returns the seconds until the next edit, after one that took `took` seconds."""
        slower = took > DELAYED_SECONDS
        self._interval = min(LONGEST_SECONDS, self._interval * 2) if slower else max(self._least, self._interval * 0.8)
        return self._interval
