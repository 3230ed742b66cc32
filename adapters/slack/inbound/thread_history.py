"""The messages of a thread before the bot was mentioned in it, read once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.config import NAME
from adapters.slack.inbound.connected_files import looked_up_files
from adapters.slack.inbound.context import Payload, attachment_of
from adapters.slack.inbound.message_content import content_of
from adapters.slack.inbound.typed_text import mentioned_users, plain_text
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.users import SlackUsers
from core.domain.request import Request
from core.platform import ThreadHistory, ThreadMessage

logger = logging.getLogger(__name__)

REPLIES = "conversations.replies"
HISTORY = "conversations.history"
READ_LIMIT = 999
"""Greatest number of messages in one response, the oldest first."""
SMALL_PAGE = 15
"""Number of messages in a response for apps that are distributed outside the Marketplace, which get one a minute
(https://docs.slack.dev/apis/web-api/rate-limits)."""
AIMED_REPLIES = 10
"""Number of replies to ask for where a response holds `SMALL_PAGE`: fewer, because replies are not evenly spread."""
WAIT_SECONDS = 5.0
"""Time limit for reading, because a person is waiting."""
SECOND_READ_SECONDS = 1.5
"""Time limit for a second request where it is not known whether Slack refuses it for a minute."""
NAMED_USERS_LIMIT = 20
"""Number of users of a thread who are looked up by name."""
SYSTEM_MESSAGES = frozenset({"channel_join", "channel_leave", "bot_add", "tombstone"})


class SlackThreadReader:
    """Reads the newest messages of threads, with few requests.

    Slack gives the oldest messages of a thread first. An app that may read many at once reads to the end. One that gets
    15 in a minute asks for those since a moment that it guesses from the number of replies and their span.
    """

    def __init__(self, api_client: SlackApiClient, users: SlackUsers, me: Callable[[str], Awaitable[str]]) -> None:
        """`me` returns the bot's user in a workspace, or an empty string if it is not known."""
        self._api_client = api_client
        self._users = users
        self._me = me
        self._gets_many: dict[str, bool] = {}
        """By workspace, whether a response holds more than `SMALL_PAGE` messages; missing until that was seen."""

    async def read(self, request: Request, limit: int) -> ThreadHistory | None:
        """The last `limit` messages of a request's thread before the request; None if nothing can be read."""
        target = SlackReplyTarget.of(request.address)
        if (
            target.thread is None
            or target.thread == target.message
            or not await self._api_client.available(target.team, REPLIES)
        ):
            return None
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                found = await self._newest(target, limit)
        except (SlackApiError, TimeoutError) as error:
            logger.info("the thread of job %s was not read: %s", request.id, error)
            return None
        before = [each for each in found.messages if _is_earlier(each, target)]
        has_root = bool(before) and before[0].get("ts") == target.thread
        kept = before[-limit:]
        if has_root and len(kept) < len(before):
            kept = [before[0], *kept[1:]]  # the first message says what the thread is about
        names = await self._users.names(target.team, _users_in(kept)) if kept else {}
        me = await self._me(target.team)
        messages = [
            replace(each, attachments=await looked_up_files(self._api_client, each.attachments))
            for each in (_thread_message(each, target.team, names, me) for each in kept)
        ]
        return ThreadHistory(
            messages=[each for each in messages if each.text or each.attachments],
            truncated=len(kept) < len(before) or found.skipped or found.broken_off,
            has_root=has_root,
            lacks_newest=found.broken_off,
            unreadable=sum(1 for each in messages if not (each.text or each.attachments)),
        )

    async def root(self, target: SlackReplyTarget) -> ThreadMessage | None:
        """The first message of the target's thread; None outside of threads, or if it cannot be read."""
        if target.thread in (None, target.message):
            return None
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                found = await self._root(target)
        except TimeoutError:
            return None
        if found is None:
            return None
        names = await self._users.names(target.team, _users_in([found]))
        message = _thread_message(found, target.team, names, await self._me(target.team))
        return replace(message, attachments=await looked_up_files(self._api_client, message.attachments))

    async def _newest(self, target: SlackReplyTarget, limit: int) -> "_Found":
        if self._gets_many.get(target.team):
            return await self._whole(target)
        root = await self._root(target)
        replies = int((root or {}).get("reply_count") or 0)
        if root is None or replies < SMALL_PAGE:
            return await self._whole(target)
        late = await self._replies(target, oldest=_start_of_newest(root, replies))
        if self._gets_many.get(target.team) is not False and len(late.messages) <= limit:
            with suppress(SlackApiError, TimeoutError):  # then what has been read is all there is
                async with asyncio.timeout(SECOND_READ_SECONDS):
                    whole = await self._whole(target)
                if not whole.broken_off:
                    return whole
            self._gets_many.setdefault(target.team, False)
        newest = [each for each in late.messages if each.get("ts") != target.thread]
        return _Found([root, *newest], len(newest) < replies, late.broken_off)

    async def _whole(self, target: SlackReplyTarget) -> "_Found":
        """Reads from the beginning to the end, or as far as the rate limit allows without waiting."""
        found = await self._replies(target)
        while found.broken_off and found.cursor and await self._api_client.available(target.team, REPLIES):
            if self._gets_many.get(target.team) is False:
                break
            more = await self._replies(target, cursor=found.cursor)
            found = _Found([*found.messages, *more.messages], False, more.broken_off, more.cursor)
        return found

    async def _replies(self, target: SlackReplyTarget, **since: str) -> "_Found":
        response = await self._api_client.call(
            target.team,
            REPLIES,
            channel=target.channel,
            ts=target.thread,
            latest=target.message,
            limit=READ_LIMIT,
            **since,
        )
        messages = list(response.get("messages") or ())
        if len(messages) > SMALL_PAGE + 1:  # the first message of the thread may come in addition
            self._gets_many[target.team] = True
        elif response.get("has_more"):
            self._gets_many[target.team] = False
        cursor = str((response.get("response_metadata") or {}).get("next_cursor") or "")
        return _Found(messages, False, bool(response.get("has_more")), cursor)

    async def _root(self, target: SlackReplyTarget) -> Payload | None:
        """The first message of a thread, with the number of replies and the time of the newest one."""
        if not await self._api_client.available(target.team, HISTORY):
            return None
        try:
            response = await self._api_client.call(
                target.team,
                HISTORY,
                channel=target.channel,
                latest=target.thread,
                oldest=target.thread,
                inclusive=True,
                limit=1,
            )
        except SlackApiError:
            return None
        return next((each for each in response.get("messages") or () if each.get("ts") == target.thread), None)


@dataclass(frozen=True)
class _Found:
    """Messages in order. `skipped` says that earlier ones were left out, `broken_off` that later ones are missing."""

    messages: Sequence[Payload]
    skipped: bool
    broken_off: bool
    cursor: str = ""


def _start_of_newest(root: Payload, replies: int) -> str:
    """A moment after which there are about `AIMED_REPLIES` replies, if they are evenly spread."""
    first, last = float(root["ts"]), float(root.get("latest_reply") or root["ts"])
    return f"{last - (last - first) * AIMED_REPLIES / replies:.6f}"


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
    files = () if user == me else content.whole_files
    profile = message.get("bot_profile") or {}
    return ThreadMessage(
        author=f"{NAME}:{team}:{user}",
        name=str(names.get(user) or profile.get("name") or message.get("username") or user),
        text=plain_text(content.whole, names=names),
        own=user == me,
        at=float(message["ts"]),
        attachments=tuple(attachment_of(file, team) for file in files if file.get("id")),
    )
