"""The events about messages: https://docs.slack.dev/reference/events."""

from tests.servers.slack_server.delivery import Deliveries, Delivery
from tests.servers.slack_server.rules import EVENT_SCOPES
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Json, Message, Team

SIDES = {"public": ("message.channels", "channel"), "private": ("message.groups", "group"), "im": ("message.im", "im")}


class Events:
    """Sends the events that the app subscribed to and has the scope for."""

    def __init__(self, state: State, deliveries: Deliveries) -> None:
        self._state = state
        self._deliveries = deliveries

    async def send(self, team: Team, name: str, event: Json, *, id: str = "", shared: bool = False) -> Delivery | None:
        """Sends an event, if the app gets events of this name; the same `id` makes it a duplicate."""
        state = self._state
        scope = EVENT_SCOPES.get(name)
        if name not in state.subscriptions or (scope and not self._granted(team, scope)):
            return None
        payload: Json = {
            "token": "legacy",
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": state.app,
            "event": event,
            "type": "event_callback",
            "event_id": id or state.id("Ev"),
            "event_time": int(state.clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team.id,
                    "user_id": team.bot_user.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": shared,
            "event_context": f"4-{state.id('ctx')}",
        }
        return await self._deliveries.send(Delivery("events_api", payload))

    async def message(self, message: Message, what: str = "") -> Delivery | None:
        """Sends the event for a new message, `message_changed` or `message_deleted`."""
        channel = message.channel
        if message.ephemeral or not channel.has_bot:
            return None
        name, kind = SIDES[channel.kind]
        told = self._state.message_json(message)
        place = {"channel": channel.id, "channel_type": kind, "event_ts": message.ts}
        event: Json
        if what in ("message_changed", "message_deleted"):
            event = {"type": "message", "subtype": what, "hidden": True, "ts": message.ts, **place}
            event |= {"message": told} if what == "message_changed" else {"previous_message": told}
            if what == "message_deleted":
                event["deleted_ts"] = message.ts
        else:
            event = told | place
            if message.files:
                event["subtype"] = "file_share"
            if message.author.team is not channel.team:
                event |= {"user_team": message.author.team.id, "source_team": message.author.team.id}
        return await self.send(channel.team, name, event, shared=channel.shared)

    async def mention(self, message: Message) -> Delivery | None:
        """Sends the event for a message that mentions the bot."""
        channel = message.channel
        event = self._state.message_json(message) | {"type": "app_mention", "channel": channel.id}
        event |= {"event_ts": message.ts}
        if message.author.team is not channel.team:
            event |= {"user_team": message.author.team.id, "source_team": message.author.team.id}
        return await self.send(channel.team, "app_mention", event, shared=channel.shared)

    def _granted(self, team: Team, scope: str) -> bool:
        return any(
            token.team is team and not token.state and scope in token.scopes for token in self._state.tokens.values()
        )
