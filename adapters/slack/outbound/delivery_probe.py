"""Finds out whether a message arrived although Slack's response was lost, or the process that sent it died.

Slack accepts the same post twice as two messages. A post carries metadata
(https://docs.slack.dev/messaging/message-metadata); a stream takes no metadata and is recognised by its text. If the
app may not read the conversation (`channels:history` and `groups:history` are optional), nothing is found.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError, SlackResponse
from core.domain.clock import Clock

logger = logging.getLogger(__name__)

HISTORY, REPLIES = "conversations.history", "conversations.replies"
EVENT = "troubadour_answer"
LOOK_BACK_SECONDS = 180.0
"""The greatest age of a message. Requests time out after thirty seconds, and Slack's clock may differ from ours."""
READ_LIMIT = 100
_LETTERS = re.compile(r"\w+")


class DeliveryProbe:
    """Looks for the messages of one job."""

    def __init__(self, api_client: SlackApiClient, clock: Clock, team: str, job: str) -> None:
        self._api_client = api_client
        self._clock = clock
        self._team = team
        self._job = hashlib.sha256(job.encode()).hexdigest()[:16]

    def metadata(self, position: int) -> Mapping[str, Any]:
        """The metadata of the message at a position of the reply."""
        return {"event_type": EVENT, "event_payload": {"job": self._job, "at": position}}

    async def find_post(
        self, channel: str, thread: str | None, position: int, *, since: float | None = None
    ) -> str | None:
        """The `ts` of the message with this metadata, sent lately or since a time."""
        payload = self.metadata(position)["event_payload"]

        def is_it(message: SlackResponse) -> bool:
            mark = message.get("metadata") or {}
            return mark.get("event_type") == EVENT and mark.get("event_payload") == payload

        return await self._find(channel, thread, is_it, since)

    async def find_stream(self, channel: str, thread: str, text: str, *, since: float | None = None) -> str | None:
        """The `ts` of the stream with this text, sent lately or since a time."""
        wanted = _LETTERS.findall(text)

        def is_it(message: SlackResponse) -> bool:
            return bool(message.get("bot_id") and wanted) and _LETTERS.findall(_words(message)) == wanted

        return await self._find(channel, thread, is_it, since)

    async def _find(
        self, channel: str, thread: str | None, is_it: Callable[[SlackResponse], bool], since: float | None
    ) -> str | None:
        oldest = f"{(self._clock.now() if since is None else since) - LOOK_BACK_SECONDS:.6f}"
        given = {"channel": channel, "oldest": oldest, "limit": READ_LIMIT, "include_all_metadata": True}
        try:
            if thread is None:
                response = await self._api_client.call(self._team, HISTORY, **given)
            else:
                response = await self._api_client.call(self._team, REPLIES, ts=thread, **given)
        except SlackApiError as error:
            logger.info("the conversation of an unclear message was not read: %s", error)
            return None
        return next((str(each["ts"]) for each in response.get("messages") or () if is_it(each)), None)


def _words(message: SlackResponse) -> str:
    """The message's Markdown if Slack returns it, or else its text."""
    found = [str(each.get("text")) for each in message.get("blocks") or () if each.get("type") == "markdown"]
    return "\n".join(found) or str(message.get("text") or "")
