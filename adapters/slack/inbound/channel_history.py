"""The messages of a conversation, for a person who is a member of it."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from adapters.slack.config import NAME
from adapters.slack.inbound.context import Payload
from adapters.slack.inbound.message_content import content_of
from adapters.slack.inbound.thread_history import HISTORY, NAMED_USERS_LIMIT, READ_LIMIT, REPLIES, SYSTEM_MESSAGES
from adapters.slack.inbound.typed_text import mentioned_users, plain_text
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.users import SlackUsers
from core.domain.errors import NotAllowed
from core.domain.request import Request
from core.domain.sentences import Quote, say
from core.platform import ChannelHistory, ChannelMessage, ChannelPosition

MEMBERS, LIST, PERMALINK = "conversations.members", "users.conversations", "chat.getPermalink"
MEMBERS_PAGE = 1000
THREADS = 20
"""The most threads that are read: each takes a request, of which Slack takes fifty a minute."""
_LINK = re.compile(r"<?https?://[\w.-]+/archives/(\w+)/p(\d{10})(\d{6})(?:\?[^\s>|]*)?(?:\|[^>]*)?>?")
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>|([CGD][A-Z0-9]{8,})")


def position_of(text: str) -> ChannelPosition | None:
    """Returns the message that a link names."""
    found = _LINK.fullmatch(text.strip())
    if found is None:
        return None
    ts = f"{found[2]}.{found[3]}"
    return ChannelPosition(channel=found[1], message=ts, at=float(ts))


def message_link(channel: str, ts: str) -> str:
    """Returns a link to a message that leads there from any workspace, in the form that `position_of` reads."""
    return f"https://slack.com/archives/{channel}/p{ts.replace('.', '')}"


@dataclass
class _Found:
    """Messages in order. `missing` counts replies in threads that were not read."""

    messages: list[Payload] = field(default_factory=list)
    truncated: bool = False
    missing: int = 0


class SlackChannelReader:
    """Reads conversations within the rate limits of the workspace. Slack gives the bot more than a person may see, so
    the person who asks must be a member."""

    def __init__(self, api_client: SlackApiClient, users: SlackUsers, me: Callable[[str], Awaitable[str]]) -> None:
        """`me` returns the bot's user in a workspace, or an empty string if it is not known."""
        self._api_client = api_client
        self._users = users
        self._me = me

    async def read(self, request: Request, named: str | None, since: float, limit: int) -> ChannelHistory:
        """As `ReadsChannels.read_channel`."""
        target = SlackReplyTarget.of(request.address)
        try:
            channel = target.channel if named is None else await self._named(named, target.team)
            if not (target.direct and channel == target.channel):
                await self._check_member(channel, target)
            thread = target.thread if channel == target.channel and target.thread != target.message else None
            if named is None and thread is not None and target.source == "message":
                found = await self._thread(target.team, channel, thread, since)
            else:
                found = await self._channel(target.team, channel, since, limit)
            return await self._history(found, target, channel, limit)
        except SlackApiError as error:
            raise _refusal(error) from None

    async def _named(self, text: str, team: str) -> str:
        """The id of a conversation that somebody names. Raises `NotAllowed` where the bot is in none of this name."""
        if found := _CHANNEL.fullmatch(text.strip()):
            return found[1] or found[2]
        name, cursor = text.strip().lstrip("#").casefold(), ""
        while True:
            page = await self._api_client.call(
                team, LIST, types="public_channel,private_channel", limit=MEMBERS_PAGE, **_after(cursor)
            )
            for each in page.get("channels") or ():
                if str(each.get("name") or "").casefold() == name:
                    return str(each["id"])
            if not (cursor := _next(page)):
                raise NotAllowed("summary-no-channel", name=Quote(text=text))

    async def _check_member(self, channel: str, target: SlackReplyTarget) -> None:
        """Raises `NotAllowed` for a person who is no member of a conversation."""
        cursor = ""
        while True:
            page = await self._api_client.call(
                target.team, MEMBERS, channel=channel, limit=MEMBERS_PAGE, **_after(cursor)
            )
            if target.user in (page.get("members") or ()):
                return
            if not (cursor := _next(page)):
                raise NotAllowed("summary-not-readable")

    async def _channel(self, team: str, channel: str, since: float, limit: int) -> _Found:
        """The messages of a conversation and, of its threads, as many as the rate limit allows."""
        found, cursor = _Found(), ""
        while True:
            try:
                page = await self._api_client.call(
                    team,
                    HISTORY,
                    channel=channel,
                    oldest=f"{since:.6f}",
                    inclusive=True,
                    limit=min(READ_LIMIT, limit + 1),
                    **_after(cursor),
                )
            except SlackApiError:
                if not found.messages:
                    raise
                found.truncated = True
                break
            found.messages += page.get("messages") or ()
            if not (cursor := _next(page)):
                break
            if len(found.messages) > limit:
                found.truncated = True
                break
        roots = [each for each in found.messages if int(each.get("reply_count") or 0) > 0]
        for number, root in enumerate(roots):
            if number < THREADS and await self._api_client.available(team, REPLIES):
                replies = await self._thread(team, channel, str(root["ts"]), since)
                found.messages += [each for each in replies.messages if each.get("ts") != root["ts"]]
                found.missing += replies.missing
            else:
                found.missing += int(root["reply_count"])
        return found

    async def _thread(self, team: str, channel: str, thread: str, since: float) -> _Found:
        found, cursor = _Found(), ""
        while True:
            page = await self._api_client.call(
                team,
                REPLIES,
                channel=channel,
                ts=thread,
                oldest=f"{since:.6f}",
                inclusive=True,
                limit=READ_LIMIT,
                **_after(cursor),
            )
            found.messages += [each for each in page.get("messages") or () if float(each["ts"]) >= since]
            if not (cursor := _next(page)) or not await self._api_client.available(team, REPLIES):
                found.truncated = bool(cursor)
                return found

    async def _history(self, found: _Found, target: SlackReplyTarget, channel: str, limit: int) -> ChannelHistory:
        shown = {str(each["ts"]): each for each in found.messages if each.get("subtype") not in SYSTEM_MESSAGES}
        shown.pop(target.message or "", None)
        newest = sorted(shown.values(), key=lambda each: float(each["ts"]))[-limit:]
        names = await self._users.names(target.team, _users_in(newest)) if newest else {}
        base = await self._link_base(target.team, channel, newest)
        me = await self._me(target.team)
        messages = [self._message(each, me, target.team, channel, names, base) for each in newest]
        unreadable = found.missing + sum(1 for each in messages if not each.text and not each.own)
        return ChannelHistory(
            messages=[each for each in messages if each.text],
            unreadable=unreadable,
            why=say("summary-why-slack") if found.missing else None,
            truncated=found.truncated or len(shown) > limit,
        )

    async def _link_base(self, team: str, channel: str, messages: Sequence[Payload]) -> str:
        """The beginning of the workspace's links, which one link tells."""
        if not messages:
            return ""
        try:
            answer = await self._api_client.call(team, PERMALINK, channel=channel, message_ts=messages[0]["ts"])
        except SlackApiError:
            return "https://slack.com"
        return str(answer.get("permalink") or "").partition("/archives/")[0] or "https://slack.com"

    def _message(
        self, message: Payload, me: str, team: str, channel: str, names: dict[str, str], base: str
    ) -> ChannelMessage:
        user = str(message.get("user") or message.get("bot_id") or "")
        own = user == me
        content = content_of(message, own=own)
        profile = message.get("bot_profile") or {}
        ts, thread = str(message["ts"]), str(message.get("thread_ts") or "")
        link = f"{base}/archives/{channel}/p{ts.replace('.', '')}"
        files = [f"(file: {file.get('name') or file.get('title') or 'file'})" for file in content.files]
        return ChannelMessage(
            id=ts,
            author=f"{NAME}:{team}:{user}",
            name=str(names.get(user) or profile.get("name") or message.get("username") or user),
            text="\n".join(filter(None, [plain_text(content.whole, names=names), *files])),
            at=float(ts),
            link=f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link,
            own=own,
            reply_to=thread if thread != ts else None,
        )


def _users_in(messages: Iterable[Payload]) -> list[str]:
    users = [str(each["user"]) for each in messages if each.get("user")]
    users += [user for each in messages for user in mentioned_users(content_of(each).whole)]
    return list(dict.fromkeys(users))[: NAMED_USERS_LIMIT * 2]


def _after(cursor: str) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}


def _next(page: Payload) -> str:
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")


def _refusal(error: SlackApiError) -> NotAllowed:
    match error.code:
        case "missing_scope":
            return NotAllowed("summary-scope", scope=error.needed_scope or "channels:history")
        case "not_in_channel" | "channel_not_found":
            return NotAllowed("summary-bot-cannot-read")
    return NotAllowed("summary-platform-away")
