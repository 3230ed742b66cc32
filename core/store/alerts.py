"""Alerts as the store keeps them, among the preferences of the bot."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from core.domain.sentences import Sentence
from core.store.ports import Preferences

REPEAT_SECONDS = 7 * 86_400.0
"""How long an alert is not told again."""


ALERTS_SCOPE = "bot:alerts"
"""The scope of the preferences in which alerts are kept."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One alert as it is kept; `at` in seconds since the epoch."""

    key: str
    sentence: Sentence
    at: float


_KEPT: TypeAdapter[Alert] = TypeAdapter(Alert)


async def recent_alerts(store: Preferences, now: float) -> list[Alert]:
    """The alerts of the last week, newest first."""
    kept = (await store.preferences(ALERTS_SCOPE)).items()
    found = [_KEPT.validate_python({**value, "key": key}) for key, value in kept if isinstance(value, dict)]
    return sorted((alert for alert in found if alert.at >= now - REPEAT_SECONDS), key=lambda alert: -alert.at)
