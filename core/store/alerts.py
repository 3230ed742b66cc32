"""Alerts in the store, kept as preferences of the bot."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from core.domain.sentences import Sentence
from core.store.ports import Preferences

REPEAT_SECONDS = 7 * 86_400.0
"""The time in which an alert is not repeated."""

ALERTS_SCOPE = "bot:alerts"
"""The scope of the preferences that hold alerts."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One stored alert; `at` is in seconds since the epoch."""

    key: str
    sentence: Sentence
    at: float


_ALERT: TypeAdapter[Alert] = TypeAdapter(Alert)


async def recent_alerts(store: Preferences, now: float) -> list[Alert]:
    """Returns the alerts of the last week, newest first."""
    stored = (await store.preferences(ALERTS_SCOPE)).items()
    found = [_ALERT.validate_python({**value, "key": key}) for key, value in stored if isinstance(value, dict)]
    return sorted((alert for alert in found if alert.at >= now - REPEAT_SECONDS), key=lambda alert: -alert.at)
