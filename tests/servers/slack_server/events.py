"""The events about messages: https://docs.slack.dev/reference/events."""

from tests.servers.slack_server.delivery import Deliveries, Delivery
from tests.servers.slack_server.rules import EVENT_SCOPES
from tests.servers.slack_server.state import State
from tests.servers.slack_server.world import Json, Message, Team

EVENT_TYPES = frozenset(
    """
    agent_session_stopped agent_session_title_changed app_context_changed app_deleted app_home_opened
    app_installed app_mention app_requested app_uninstalled app_uninstalled_team
    assistant_thread_context_changed assistant_thread_started call_rejected channel_archive channel_created
    channel_deleted channel_history_changed channel_id_changed channel_left channel_rename channel_shared
    channel_unarchive channel_unshared dnd_updated dnd_updated_user email_domain_changed emoji_changed
    entity_details_requested file_change file_comment_added file_comment_deleted file_comment_edited
    file_created file_deleted file_public file_shared file_unshared function_executed grid_migration_finished
    grid_migration_started group_archive group_close group_deleted group_history_changed group_left group_open
    group_rename group_unarchive im_close im_created im_history_changed im_open invite_requested link_shared
    member_joined_channel member_left_channel message message_metadata_deleted message_metadata_posted
    message_metadata_updated pin_added pin_removed reaction_added reaction_removed resources_added
    resources_removed scope_denied scope_granted shared_channel_invite_accepted shared_channel_invite_approved
    shared_channel_invite_declined shared_channel_invite_received shared_channel_invite_requested star_added
    star_removed subteam_created subteam_members_changed subteam_self_added subteam_self_removed subteam_updated
    team_access_granted team_access_revoked team_domain_change team_join team_rename tokens_revoked user_change
    user_connection user_huddle_changed user_profile_changed user_resource_denied user_resource_granted
    user_resource_removed user_status_changed workflow_deleted workflow_published workflow_step_deleted
    workflow_step_execute workflow_unpublished
    """.split()  # noqa: SIM905 - one a line is a page
)
"""All events (https://docs.slack.dev/reference/events)."""
MESSAGE_SUBTYPES = frozenset(
    """
    assistant_app_thread bot_add bot_message bot_remove channel_archive channel_convert_to_private channel_join
    channel_leave channel_name channel_posting_permissions channel_purpose channel_topic channel_unarchive
    document_mention ekm_access_denied file_comment file_mention file_share group_archive group_join group_leave
    group_name group_purpose group_topic group_unarchive huddle_thread me_message message_changed
    message_deleted message_replied pinned_item reminder_add reply_broadcast thread_broadcast tombstone
    unpinned_item
    """.split()  # noqa: SIM905 - one a line is a page
)
"""All subtypes of messages (https://docs.slack.dev/reference/events/message#subtypes)."""
SIDES = {"public": ("message.channels", "channel"), "private": ("message.groups", "group"), "im": ("message.im", "im")}


class Events:
    """Sends the events that the app subscribed to and has the scope for."""

    def __init__(self, state: State, deliveries: Deliveries) -> None:
        self._state = state
        self._deliveries = deliveries

    async def send(self, team: Team, name: str, event: Json, *, id: str = "", shared: bool = False) -> Delivery | None:
        """Sends an event, if the app gets events of this name; the same `id` makes it a duplicate."""
        scope = EVENT_SCOPES.get(name)
        if name not in self._state.subscriptions or (scope and not self._granted(team, scope)):
            return None
        return await self._deliveries.send(Delivery("events_api", self.payload(team, event, id=id, shared=shared)))

    def payload(self, team: Team, event: Json, *, id: str = "", shared: bool = False) -> Json:
        """An event in its envelope, whether or not the app subscribed to it."""
        state = self._state
        return {
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

    async def message(self, message: Message, what: str = "") -> Delivery | None:
        """Sends the event for a new message, `message_changed` (or `tombstone`, a kind of it), or `message_deleted`."""
        channel = message.channel
        if message.ephemeral or not channel.has_bot:
            return None
        name, kind = SIDES[channel.kind]
        told = self._state.message_json(message)
        place = {"channel": channel.id, "channel_type": kind, "event_ts": message.ts}
        event: Json
        if what in ("message_changed", "message_deleted", "tombstone"):
            subtype = "message_changed" if what == "tombstone" else what
            event = {"type": "message", "subtype": subtype, "hidden": True, "ts": message.ts, **place}
            event |= {"message": told} if what == "message_changed" else {"previous_message": told}
            if what == "tombstone":
                event["message"] = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
                event["message"] |= {"text": "This message was deleted.", "ts": message.ts, "thread_ts": message.ts}
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
