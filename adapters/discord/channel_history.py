"""The messages of a channel, for a person who may read them."""

import re
from collections.abc import Sequence

from adapters.discord.config import NAME
from adapters.discord.message_payloads import Message, answer_text, created_at, display_name
from adapters.discord.outbound.api_client import DiscordApiClient, DiscordApiError
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from adapters.discord.reading_permissions import (
    MANAGE_THREADS,
    PRIVATE_THREAD,
    READING,
    THREADS,
    Payload,
    permissions_in,
)
from adapters.discord.thread_history import COMMAND, ORDINARY, REPLY, STARTER
from core.domain.errors import NotAllowed
from core.domain.request import Request
from core.domain.sentences import Quote, say
from core.platform import ChannelHistory, ChannelMessage, ChannelPosition
from core.text.sanitising import one_line, shorten

PAGE = 100
"""The most messages in one response."""
_LINK = re.compile(r"https?://(?:\w+\.)?discord(?:app)?\.com/channels/(?:\d+|@me)/(\d+)/(\d+)/?(?:\?\S*)?>?")
_CHANNEL = re.compile(r"<#(\d+)(?:\|[^>]*)?>|(\d{15,20})")
_EPHEMERAL, _LOADING = 1 << 6, 1 << 7


def position_of(text: str) -> ChannelPosition | None:
    """Returns the message that a link names."""
    found = _LINK.fullmatch(text.strip().lstrip("<"))
    return ChannelPosition(channel=found[1], message=found[2], at=created_at(found[2])) if found else None


def message_link(guild: str, channel: str, message: str) -> str:
    """Returns the link to a message; `guild` is `@me` for direct messages."""
    return f"https://discord.com/channels/{guild}/{channel}/{message}"


class DiscordChannelReader:
    """Reads channels. What Discord shows the bot is not enough: the person who asks must be able to read it, too."""

    def __init__(self, api: DiscordApiClient) -> None:
        self._api = api

    async def read(self, request: Request, named: str | None, since: float, limit: int) -> ChannelHistory:
        """As `ReadsChannels.read_channel`."""
        target = DiscordReplyTarget.from_address(request.address)
        if not target.installed:
            raise NotAllowed("summary-not-here")
        direct = request.place.kind == "direct"
        here = request.place.thread or request.place.channel
        if target.opened_in is not None:
            here = target.opened_in  # the thread is empty: it was opened for the answer
        guild = "@me" if direct else request.place.tenant
        try:
            channel = here if named is None else await self._named(named, guild)
            if not direct or channel != here:
                await self._check_reader(channel, guild, request.caller.user)
            messages, me = await self._messages(channel, target.message if channel == here else None, since, limit + 1)
        except DiscordApiError as error:
            if error.status in (403, 404):
                raise NotAllowed("summary-bot-cannot-read") from None
            raise NotAllowed("summary-platform-away") from None
        return _history(messages[:limit], me, request, guild, channel, truncated=len(messages) > limit)

    async def _named(self, text: str, guild: str) -> str:
        """The id of a channel that somebody names. Raises `NotAllowed` where no channel has the name."""
        if found := _CHANNEL.fullmatch(text.strip()):
            return found[1] or found[2]
        name = text.strip().lstrip("#").casefold()
        channels = [] if guild == "@me" else await self._api.get(f"/guilds/{guild}/channels")
        for each in channels:
            if str(each.get("name") or "").casefold() == name:
                return str(each["id"])
        raise NotAllowed("summary-no-channel", name=Quote(text=text))

    async def _check_reader(self, id: str, guild: str, user: str) -> None:
        """Raises `NotAllowed` unless the person may read the channel, which must be of this server."""
        channel: Payload = await self._api.get(f"/channels/{id}")
        if str(channel.get("guild_id")) != guild:
            raise NotAllowed("summary-other-place")
        is_thread = channel.get("type") in THREADS
        holder: Payload = await self._api.get(f"/channels/{channel['parent_id']}") if is_thread else channel
        server: Payload = await self._api.get(f"/guilds/{guild}")
        try:
            member: Payload = await self._api.get(f"/guilds/{guild}/members/{user}")
        except DiscordApiError as error:
            if error.status == 404:
                raise NotAllowed("summary-not-readable") from None
            raise
        granted = permissions_in(holder, server, member)
        readable = granted & READING == READING
        if readable and channel.get("type") == PRIVATE_THREAD and not granted & MANAGE_THREADS:
            readable = await self._is_in_thread(id, user)
        if not readable:
            raise NotAllowed("summary-not-readable")

    async def _is_in_thread(self, thread: str, user: str) -> bool:
        try:
            await self._api.get(f"/channels/{thread}/thread-members/{user}")
        except DiscordApiError as error:
            if error.status == 404:
                return False
            raise
        return True

    async def _messages(
        self, channel: str, before: str | None, since: float, limit: int
    ) -> tuple[Sequence[Message], str]:
        """The messages since a time, newest first, and the bot's own id."""
        found: list[Message] = []
        while True:
            page, me = await self._api.messages(channel, before=before, limit=PAGE)
            recent = [each for each in page if created_at(str(each["id"])) >= since]
            found += recent
            if len(recent) < PAGE or len(found) >= limit:
                return found[:limit], me
            before = str(page[-1]["id"])


def _history(
    messages: Sequence[Message], me: str, request: Request, guild: str, channel: str, *, truncated: bool
) -> ChannelHistory:
    found, unreadable = [], 0
    for message in reversed(messages):
        shown = message.get("referenced_message") if message.get("type") == STARTER else message
        if shown is None or message.get("type") not in (ORDINARY, REPLY, COMMAND, STARTER):
            continue
        if int(message.get("flags") or 0) & (_EPHEMERAL | _LOADING):
            continue
        author = shown["author"]
        own = str(author["id"]) == me
        text = answer_text(shown, me, locale=request.caller.locale)
        files = [str(file.get("filename")) for file in shown.get("attachments") or ()]
        text = "\n".join(filter(None, [text, *(f"(file: {one_line(name)[:80]})" for name in files)]))
        if text:
            found.append(
                ChannelMessage(
                    id=str(message["id"]),
                    author=f"{NAME}:{request.place.tenant}:{author['id']}",
                    name=shorten(one_line(display_name(author, shown.get("member"))), 80) or "?",
                    text=text,
                    at=created_at(str(message["id"])),
                    link=message_link(guild, channel, str(message["id"])),
                    own=own,
                    reply_to=str((message.get("message_reference") or {}).get("message_id") or "") or None,
                )
            )
        elif not own:
            unreadable += 1
    return ChannelHistory(messages=found, unreadable=unreadable, why=say("summary-why-discord"), truncated=truncated)
