"""Whose the messages of a reply are, so that they can be reported from their menus."""

from core.domain.clock import Clock
from core.domain.jobs import Job
from core.moderation.reports import make_reportable
from core.store.ports import ActionStore

ARCHIVES = "https://slack.com/archives"
"""Leads whoever is logged in on to the message in their workspace."""


class ReportableMessages:
    """The messages of one job."""

    def __init__(self, shelf: ActionStore, job: Job, clock: Clock) -> None:
        self._shelf = shelf
        self._job = job
        self._clock = clock

    async def add(self, channel: str, ts: str) -> None:
        """One message more."""
        message = message_path(channel, ts)
        await make_reportable(self._shelf, self._job, message, self._clock.now(), link=f"{ARCHIVES}/{message}")


def message_path(channel: str, ts: str) -> str:
    """What a link to a message ends with: `C0123/p1700000000123456`."""
    return f"{channel}/p{ts.replace('.', '')}"
