"""The status of an agent session, which Slack shows while an answer is being made, in workspaces with the agent view
(https://docs.slack.dev/reference/methods/agents.sessions.setStatus)."""

import logging

from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.workspaces import WorkspaceFeatures
from adapters.slack.reply_target import SlackReplyTarget

logger = logging.getLogger(__name__)

SET_STATUS = "agents.sessions.setStatus"
RESERVED_CALLS = 25
"""Half of the rate limit is reserved for clearing the status."""


class AgentSession:
    """The session of one reply: `processing` while the reply is made, and never longer."""

    def __init__(
        self, api_client: SlackApiClient, target: SlackReplyTarget, workspaces: WorkspaceFeatures, title: str = ""
    ) -> None:
        """`title` is the session's title if it is new, at most 200 characters."""
        self._api_client = api_client
        self._target = target
        self._workspaces = workspaces
        self._title = title
        self._busy = False

    @property
    def native(self) -> bool:
        """True if Slack itself shows that an answer is being made, and how to stop it."""
        return self._workspaces.has(self._target.team, SET_STATUS)

    async def begin(self) -> None:
        """Sets the status to `processing`; does nothing if that is not possible."""
        if self._target.thread is None or self._workspaces.lacks(self._target.team, SET_STATUS):
            return
        if await self._api_client.available(self._target.team, SET_STATUS) > RESERVED_CALLS:
            self._busy = await self._set("processing")

    async def end(self, *, streamed: bool) -> None:
        """Sets the status to `active`. The end of a stream does that already."""
        if self._busy and not streamed:
            await self._set("active")
        self._busy = False

    async def _set(self, status: str) -> bool:
        try:
            await self._api_client.call(
                self._target.team,
                SET_STATUS,
                channel_id=self._target.channel,
                thread_ts=self._target.thread,
                status=status,
                title=self._title or None,
            )
        except SlackApiError as error:
            if error.unsupported or error.code == "missing_scope":
                self._workspaces.mark_missing(self._target.team, self._target.channel, error)
            else:
                logger.info("the status of a session was not set: %s", error)
            return False
        self._workspaces.mark_present(self._target.team, SET_STATUS)
        return True
