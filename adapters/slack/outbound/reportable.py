"""Marks the messages of a reply, so that people can report them from the message menu."""

from core.domain.clock import Clock
from core.domain.jobs import Job
from core.moderation.reports import make_reportable
from core.store.ports.action_store import ActionStore

ARCHIVES = "https://slack.com/archives"
"""Slack redirects these links to the message in the reader's workspace."""


class ReportableMessages:
    """The messages of one job."""

    def __init__(self, action_store: ActionStore, job: Job, clock: Clock) -> None:
        self._action_store = action_store
        self._job = job
        self._clock = clock

    async def add(self, channel: str, ts: str) -> None:
        """Adds a message."""
        message = message_path(channel, ts)
        await make_reportable(self._action_store, self._job, message, self._clock.now(), link=f"{ARCHIVES}/{message}")


def message_path(channel: str, ts: str) -> str:
    """The end of a link to a message: `C0123/p1700000000123456`."""
    return f"{channel}/p{ts.replace('.', '')}"
