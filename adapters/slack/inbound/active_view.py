"""The channel that a person looks at while they talk with the bot, in workspaces with the agent view
(https://docs.slack.dev/reference/events/app_context_changed)."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from adapters.slack.inbound.context import Payload, reading_payload
from adapters.slack.users import person_scope
from core.domain.clock import Clock
from core.store.ports import Preferences

REMEMBERED_SECONDS = 3600.0
VIEW = "slack-view"
"""The preference of a person that keeps the channel, so that `forget-me` deletes it, too."""
_CHANNEL = "slack#/types/channel_id"
_MESSAGE = "slack#/types/message_context"


class _View(BaseModel):
    """A channel that a person looks at since the time `at`."""

    channel: str
    at: float


class ActiveViews:
    """Remembers the channels for a while, by workspace and person, in the store: Slack tells any process of a view, and
    sends the message to any other."""

    def __init__(self, store: Preferences, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def changed(self, body: Payload) -> None:
        """Notes what a person looks at now; nothing if they look at no channel. Raises `StoreAway`."""
        with reading_payload():
            event: Mapping[str, Any] = body["event"]
            authorized = [each for each in body.get("authorizations") or () if not each.get("is_bot")]
            team = str(body.get("team_id") or (authorized[0].get("team_id") if authorized else "") or "")
            user = str(event.get("user") or (authorized[0].get("user_id") if authorized else "") or "")
            channel = _channel(event.get("context") or {})
        if team and user:
            view = _View(channel=channel, at=self._clock.now()).model_dump(mode="json") if channel else None
            await self._store.set_preference(person_scope(team, user), VIEW, view)

    async def channel(self, team: str, user: str) -> str | None:
        """The id of the channel that a person looks at, as far as Slack has told it. Raises `StoreAway`."""
        saved = (await self._store.preferences(person_scope(team, user))).get(VIEW)
        try:
            view = _View.model_validate(saved)
        except ValidationError:
            return None
        return view.channel if self._clock.now() - view.at < REMEMBERED_SECONDS else None


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
