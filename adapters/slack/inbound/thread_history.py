"""What was said in a thread before the bot was called into it, read once."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from adapters.slack.config import NAME
from adapters.slack.inbound.context import Payload
from adapters.slack.inbound.typed_text import mentioned, plain
from adapters.slack.outbound.api_client import Refusal, Wire
from adapters.slack.reply_target import Way
from adapters.slack.users import People
from core.domain.request import Request
from core.platform import Said, ThreadHistory

logger = logging.getLogger(__name__)

METHOD = "conversations.replies"
READ_LIMIT = 999
"""How many messages one call may bring, the oldest first. Apps that are sold outside the Marketplace get 15, once a
minute (https://docs.slack.dev/apis/web-api/rate-limits)."""
WAIT_SECONDS = 5.0
"""How long may be asked, since somebody waits."""
NAMED_LIMIT = 20
"""How many people of a thread are looked up by name."""
UNSPOKEN = frozenset({"channel_join", "channel_leave", "bot_add", "tombstone"})


class Threads:
    """Reads threads with one call each."""

    def __init__(self, wire: Wire, people: People, me: Callable[[str], str]) -> None:
        """`me` is the bot's own user in a workspace, empty where that is not known."""
        self._wire = wire
        self._people = people
        self._me = me

    async def read(self, request: Request, limit: int) -> ThreadHistory | None:
        """The last `limit` messages of a request's thread before the request; None where nothing may be read."""
        way = Way.of(request.address)
        if way.thread is None or way.thread == way.message or not self._wire.room(way.team, METHOD):
            return None
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                answer = await self._wire.call(
                    way.team, METHOD, channel=way.channel, ts=way.thread, latest=way.message, limit=READ_LIMIT
                )
        except (Refusal, TimeoutError) as refusal:
            logger.info("the thread of job %s is not read: %s", request.id, refusal)
            return None
        before = [each for each in answer.get("messages") or () if _is_said(each, way)]
        kept = before[-limit:]
        names = await self._people.names(way.team, _people(kept)) if kept else {}
        said = [_said(each, way.team, names, self._me(way.team)) for each in kept]
        return ThreadHistory(
            messages=[each for each in said if each.text],
            cut=len(before) > len(kept) or bool(answer.get("has_more")),
            unreadable=sum(1 for each in said if not each.text),
        )


def _is_said(message: Payload, way: Way) -> bool:
    if message.get("subtype") in UNSPOKEN:
        return False
    return way.message is None or float(message["ts"]) < float(way.message)


def _people(messages: Iterable[Payload]) -> list[str]:
    users = [str(each["user"]) for each in messages if each.get("user")]
    users += [user for each in messages for user in mentioned(str(each.get("text") or ""))]
    return list(dict.fromkeys(users))[:NAMED_LIMIT]


def _said(message: Mapping[str, Any], team: str, names: Mapping[str, str], me: str) -> Said:
    user = str(message.get("user") or message.get("bot_id") or "")
    profile = message.get("bot_profile") or {}
    return Said(
        author=f"{NAME}:{team}:{user}",
        name=str(names.get(user) or profile.get("name") or message.get("username") or user),
        text=plain(str(message.get("text") or ""), names=names),
        own=user == me,
    )
