"""Events that could not be stored: Slack delivers them again, up to three times, after about 0, 1 and 5 minutes
(https://docs.slack.dev/apis/events-api#retries)."""

from core.domain.clock import Clock

LAST_ATTEMPT = 3
PATIENCE_SECONDS = 600.0
"""Slack switches an app's events off if more than 95 % of them fail within an hour, so a long outage may not show as
failures (https://docs.slack.dev/apis/events-api#failure-limits)."""


class NotAccepted(Exception):
    """An event could not be stored. It is not acknowledged as long as Slack delivers it again."""


class Redelivery:
    """Decides whether Slack shall deliver an event again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failing_since: float | None = None

    def wanted(self, attempt: int) -> bool:
        """Notes that an event could not be stored at this attempt, 0 for the first. True if Slack shall deliver it
        again; False for its last delivery, and once nothing could be stored for ten minutes."""
        now = self._clock.now()
        if self._failing_since is None:
            self._failing_since = now
        return attempt < LAST_ATTEMPT and now - self._failing_since < PATIENCE_SECONDS

    def stored(self) -> None:
        """Notes that an event was stored."""
        self._failing_since = None
