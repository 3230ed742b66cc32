"""Alerts in the store, kept as preferences of the bot."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from core.domain.sentences import Sentence
from core.store.ports.preferences import Preferences

REPEAT_SECONDS = 7 * 86_400.0
"""The time in which an alert is not repeated."""

ALERTS_SCOPE = "bot:alerts"
"""The scope of the preferences that hold alerts."""
_REPORT = "report:"


def report_key(job: str, reporter: str) -> str:
    """The key of the report of a job by a person (`Caller.key`)."""
    return f"{_REPORT}{job}:{reporter}"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One stored alert; `at` is in seconds since the epoch."""

    key: str
    sentence: Sentence
    at: float
    told: frozenset[str] | None = None
    """The platforms that were told, perhaps not yet all; None where nobody has noted them."""

    @property
    def is_report(self) -> bool:
        """True if somebody reports an answer."""
        return self.key.startswith(_REPORT)

    @property
    def tenant(self) -> str | None:
        """The tenant of the person who reports; None for what concerns the whole bot."""
        return ":".join(self.key.rsplit(":", 3)[1:3]) if self.is_report else None


_ALERT: TypeAdapter[Alert] = TypeAdapter(Alert)


async def alerts_for(store: Preferences, now: float, tenant: str | None) -> list[Alert]:
    """As `recent_alerts`, without reports of people of other tenants than `tenant` (`platform:tenant`); None is all."""
    return [
        alert for alert in await recent_alerts(store, now) if None in (tenant, alert.tenant) or alert.tenant == tenant
    ]


async def recent_alerts(store: Preferences, now: float) -> list[Alert]:
    """Returns the alerts of the last week, newest first."""
    stored = (await store.preferences(ALERTS_SCOPE)).items()
    found = [_ALERT.validate_python({**value, "key": key}) for key, value in stored if isinstance(value, dict)]
    return sorted((alert for alert in found if alert.at >= now - REPEAT_SECONDS), key=lambda alert: -alert.at)
