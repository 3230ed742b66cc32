"""The messages of a thread before the bot was mentioned in it, read once."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from adapters.slack.config import NAME
from adapters.slack.inbound.context import Payload
from adapters.slack.inbound.message_content import content_of
from adapters.slack.inbound.typed_text import mentioned_users, plain_text
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.users import SlackUsers
from core.domain.request import Request
from core.platform import ThreadHistory, ThreadMessage

logger = logging.getLogger(__name__)

REPLIES = "conversations.replies"
READ_LIMIT = 999
"""Greatest number of messages in one response, the oldest first. Apps that are sold outside the Marketplace get 15,
once a minute (https://docs.slack.dev/apis/web-api/rate-limits)."""
WAIT_SECONDS = 5.0
"""Time limit for reading, because a person is waiting."""
NAMED_USERS_LIMIT = 20
"""Number of users of a thread who are looked up by name."""
SYSTEM_MESSAGES = frozenset({"channel_join", "channel_leave", "bot_add", "tombstone"})


class SlackThreadReader:
    """Reads a thread with one request."""

    def __init__(self, api_client: SlackApiClient, users: SlackUsers, me: Callable[[str], str]) -> None:
        """`me` returns the bot's user in a workspace, or an empty string if it is not known."""
        self._api_client = api_client
        self._users = users
        self._me = me

    async def read(self, request: Request, limit: int) -> ThreadHistory | None:
        """The last `limit` messages of a request's thread before the request; None if nothing can be read."""
        target = SlackReplyTarget.of(request.address)
        if (
            target.thread is None
            or target.thread == target.message
            or not self._api_client.available(target.team, REPLIES)
        ):
            return None
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                response = await self._api_client.call(
                    target.team,
                    REPLIES,
                    channel=target.channel,
                    ts=target.thread,
                    latest=target.message,
                    limit=READ_LIMIT,
                )
        except (SlackApiError, TimeoutError) as error:
            logger.info("the thread of job %s was not read: %s", request.id, error)
            return None
        before = [each for each in response.get("messages") or () if _is_earlier(each, target)]
        kept = before[-limit:]
        names = await self._users.names(target.team, _users_in(kept)) if kept else {}
        messages = [_thread_message(each, target.team, names, self._me(target.team)) for each in kept]
        return ThreadHistory(
            messages=[each for each in messages if each.text],
            truncated=len(before) > len(kept) or bool(response.get("has_more")),
            unreadable=sum(1 for each in messages if not each.text),
        )


def _is_earlier(message: Payload, target: SlackReplyTarget) -> bool:
    if message.get("subtype") in SYSTEM_MESSAGES:
        return False
    return target.message is None or float(message["ts"]) < float(target.message)


def _users_in(messages: Iterable[Payload]) -> list[str]:
    users = [str(each["user"]) for each in messages if each.get("user")]
    users += [user for each in messages for user in mentioned_users(content_of(each).whole)]
    return list(dict.fromkeys(users))[:NAMED_USERS_LIMIT]


def _thread_message(message: Mapping[str, Any], team: str, names: Mapping[str, str], me: str) -> ThreadMessage:
    user = str(message.get("user") or message.get("bot_id") or "")
    content = content_of(message, own=user == me)
    profile = message.get("bot_profile") or {}
    return ThreadMessage(
        author=f"{NAME}:{team}:{user}",
        name=str(names.get(user) or profile.get("name") or message.get("username") or user),
        text=plain_text(content.whole, names=names),
        own=user == me,
    )
