"""The channel that a person looks at while they talk with the bot, in workspaces with the agent view
(https://docs.slack.dev/reference/events/app_context_changed)."""

import sys
from collections.abc import Mapping
from typing import Any

from adapters.slack.inbound.context import Payload, reading_payload
from adapters.slack.users import caller_key
from core.domain.clock import Clock
from core.store.ports.cached_answers import CachedAnswers

REMEMBERED_SECONDS = 3600.0
_CHANNEL = "slack#/types/channel_id"
_MESSAGE = "slack#/types/message_context"


class ActiveViews:
    """Remembers the channels for a while, by workspace and person.

    They are cached answers of the store, which have an end and go with their person: Slack tells one process of a view,
    and sends the message to another.
    """

    def __init__(self, cache: CachedAnswers, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock

    async def changed(self, body: Payload) -> None:
        """Notes what a person looks at now; nothing if they look at no channel. Raises `StoreAway`."""
        with reading_payload():
            event: Mapping[str, Any] = body["event"]
            authorized = [each for each in body.get("authorizations") or () if not each.get("is_bot")]
            team = str(body.get("team_id") or (authorized[0].get("team_id") if authorized else "") or "")
            user = str(event.get("user") or (authorized[0].get("user_id") if authorized else "") or "")
            channel = _channel(event.get("context") or {})
        if not (team and user and channel):
            await self._cache.drop_cached_answer(_key(team, user))
            return
        now = self._clock.now()
        until = now + REMEMBERED_SECONDS
        await self._cache.save_cached_answer(
            _key(team, user), channel, caller_key(team, user), 0, began=now, at=now, until=until, limit=sys.maxsize
        )

    async def channel(self, team: str, user: str) -> str | None:
        """The id of the channel that a person looks at, as far as Slack has told it. Raises `StoreAway`."""
        found = await self._cache.cached_answer(_key(team, user), caller_key(team, user), self._clock.now())
        return found if isinstance(found, str) else None


def _key(team: str, user: str) -> str:
    return f"view {caller_key(team, user)}"


def _channel(context: Mapping[str, Any]) -> str:
    """The channel of a view's first entity that is in one; entities are in the order of their relevance."""
    for entity in context.get("entities") or ():
        value = entity.get("value")
        if entity.get("type") == _MESSAGE and isinstance(value, Mapping):
            value = value.get("channel_id")
        elif entity.get("type") != _CHANNEL:
            continue
        if isinstance(value, str) and value[:1] in ("C", "G"):
            return value
    return ""
