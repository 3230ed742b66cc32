"""The channel that a person looks at while they talk with the bot, in workspaces with the agent view
(https://docs.slack.dev/reference/events/app_context_changed)."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.inbound.context import Payload, reading_payload
from core.domain.clock import Clock

REMEMBERED_SECONDS = 3600.0
REMEMBERED_PEOPLE = 10_000
_CHANNEL = "slack#/types/channel_id"
_MESSAGE = "slack#/types/message_context"


class ActiveViews:
    """Remembers the channels for a while, by workspace and person."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str], tuple[float, str]] = {}

    async def changed(self, body: Payload) -> None:
        """Notes what a person looks at now; nothing if they look at no channel."""
        with reading_payload():
            event: Mapping[str, Any] = body["event"]
            authorized = [each for each in body.get("authorizations") or () if not each.get("is_bot")]
            team = str(body.get("team_id") or (authorized[0].get("team_id") if authorized else "") or "")
            user = str(event.get("user") or (authorized[0].get("user_id") if authorized else "") or "")
            channel = _channel(event.get("context") or {})
        self._seen.pop((team, user), None)
        if not (team and user and channel):
            return
        if len(self._seen) >= REMEMBERED_PEOPLE:
            self._seen.clear()
        self._seen[team, user] = self._clock.now() + REMEMBERED_SECONDS, channel

    def channel(self, team: str, user: str) -> str | None:
        """The id of the channel that a person looks at, as far as Slack has told it."""
        until, channel = self._seen.get((team, user), (0.0, ""))
        return channel if until > self._clock.now() else None


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
