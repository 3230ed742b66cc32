"""The status of an agent's session: what Slack shows while an answer is on its way, where it has the agent view
(https://docs.slack.dev/reference/methods/agents.sessions.setStatus)."""

import logging

from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.outbound.workspaces import Workspaces
from adapters.slack.reply_target import Way

logger = logging.getLogger(__name__)

SET_STATUS = "agents.sessions.setStatus"
SPARE_CALLS = 25
"""So much of the budget is kept for clearing what was set: half of it."""


class Session:
    """The session of one reply: `processing` while it is made, never longer."""

    def __init__(self, wire: Wire, way: Way, workspaces: Workspaces) -> None:
        self._wire = wire
        self._way = way
        self._workspaces = workspaces
        self._busy = False

    @property
    def native(self) -> bool:
        """Whether Slack shows by itself that something is on its way, and how to stop it."""
        return self._workspaces.has(self._way.team, SET_STATUS)

    async def begin(self) -> None:
        """Says that an answer is being made; where that cannot be said, nothing happens."""
        if self._way.thread is None or self._workspaces.lacks(self._way.team, SET_STATUS):
            return
        if self._wire.room(self._way.team, SET_STATUS) > SPARE_CALLS:
            self._busy = await self._set("processing")

    async def end(self, *, streamed: bool) -> None:
        """Says that it is there; the end of a stream has said so already."""
        if self._busy and not streamed:
            await self._set("active")
        self._busy = False

    async def _set(self, status: str) -> bool:
        try:
            await self._wire.call(
                self._way.team, SET_STATUS, channel_id=self._way.channel, thread_ts=self._way.thread, status=status
            )
        except Refusal as refusal:
            if refusal.unsupported or refusal.error == "missing_scope":
                self._workspaces.refused(self._way.team, self._way.channel, refusal)
            else:
                logger.info("the status of a session was not set: %s", refusal)
            return False
        self._workspaces.found(self._way.team, SET_STATUS)
        return True
