"""The operations of the HTTP API that the bot uses."""

from typing import Any

from tests.servers.discord_server.hand_rules import callback_faults, commands_faults, message_faults
from tests.servers.discord_server.incoming import Incoming, Refused
from tests.servers.discord_server.interactions import Acknowledgement, Interaction, Modal
from tests.servers.discord_server.payloads import channel_json, guild_json, member_json, numbered, user_json
from tests.servers.discord_server.rules import (
    FOLLOW_UPS_OF_USER_INSTALLED,
    TOKEN_SECONDS,
    CallbackKind,
    ChannelKind,
    Flag,
    Intent,
    InteractionKind,
    Permission,
)
from tests.servers.discord_server.state import State
from tests.servers.discord_server.world import Channel, Guild, Json, Message

MESSAGE_CONTENT_LIMITED = 1 << 19
"""The flag of an application in few servers whose owner switched the Message Content Intent on
(https://docs.discord.com/developers/resources/application#application-object-application-flags)."""
NONCE_SECONDS = 300.0
"""Discord says "the past few minutes"."""
ENTRY_POINT = 4
"""The type of the command that opens an Activity."""

Answer = tuple[int, Any]

GATEWAY_ONLY = frozenset(
    [
        *("channels", "guild_scheduled_events", "joined_at", "large", "member_count", "members", "presences"),
        *("soundboard_sounds", "stage_instances", "threads", "unavailable", "voice_states"),
    ]
)
"""Fields of a server that only GUILD_CREATE has (https://docs.discord.com/developers/events/gateway-events)."""


class Endpoints:
    """Handlers of the operations. Each gets the body and the path parameters, and returns a status and an answer."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def gateway(self, incoming: Incoming) -> Answer:
        """The gateway's address."""
        return 200, {"url": self._state.gateway.url}

    async def gateway_of_bot(self, incoming: Incoming) -> Answer:
        """The gateway's address and the session start limit."""
        gateway = self._state.gateway
        limit = {
            "total": 1000,
            "remaining": gateway.sessions_left,
            "reset_after": 14_400_000,
            "max_concurrency": gateway.max_concurrency,
        }
        return 200, {"url": gateway.url, "shards": gateway.advised_shards, "session_start_limit": limit}

    async def me(self, incoming: Incoming) -> Answer:
        """The bot's user."""
        return 200, user_json(self._state.bot) | {"mfa_enabled": False, "locale": "en-US", "verified": True}

    async def user(self, incoming: Incoming, id: str) -> Answer:
        """A user."""
        if (user := self._state.user(int(id))) is None:
            raise Refused(404, 10013, "Unknown User")
        return 200, user_json(user)

    async def member(self, incoming: Incoming, guild: str, id: str) -> Answer:
        """A member of a server."""
        place = next((own for own in self._state.guilds if own.id == int(guild)), None)
        if place is None:
            raise Refused(404, 10004, "Unknown Guild")
        if (user := next((member for member in place.members if member.id == int(id)), None)) is None:
            raise Refused(404, 10007, "Unknown Member")
        return 200, member_json(user)

    async def guild(self, incoming: Incoming, id: str) -> Answer:
        """A server, without what only the gateway tells."""
        place = self._guild(id)
        told = guild_json(place, [], self._state.bot)
        return 200, {
            **{name: value for name, value in told.items() if name not in GATEWAY_ONLY},
            "home_header": None,
            "region": "deprecated",
            "widget_enabled": False,
            "widget_channel_id": None,
            "max_presences": None,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "nsfw": False,
            "incidents_data": None,
        }

    async def guilds(self, incoming: Incoming) -> Answer:
        """The bot's servers, in short, with its permissions there, in the order of their ids."""
        after, limit = int(incoming.query.get("after", "0")), int(incoming.query.get("limit", "200"))
        return 200, [
            {
                "id": str(place.id),
                "name": place.name,
                "icon": None,
                "banner": None,
                "owner": False,
                "permissions": str(int(place.permissions)),
                "features": [],
            }
            for place in sorted(self._state.guilds, key=lambda guild: guild.id)
            if place.id > after
        ][:limit]

    async def guild_channels(self, incoming: Incoming, id: str) -> Answer:
        """The channels of a server, without its threads."""
        place = self._guild(id)
        return 200, [channel_json(each) for each in self._state.channels if each.guild is place and not each.parent]

    def _guild(self, id: str) -> Guild:
        place = next((own for own in self._state.guilds if own.id == int(id)), None)
        if place is None:
            raise Refused(404, 10004, "Unknown Guild")
        return place

    async def application(self, incoming: Incoming) -> Answer:
        """The bot's application."""
        state = self._state
        return 200, {
            "id": str(state.application_id),
            "name": state.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": user_json(state.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": state.verify_key,
            "flags": 0 if state.gateway.disallowed & Intent.MESSAGE_CONTENT else MESSAGE_CONTENT_LIMITED,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": state.endpoint_url,
            "role_connections_verification_url": None,
            "owner": user_json(state.users[0]),
            "approximate_guild_count": len(state.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }

    async def open_direct_channel(self, incoming: Incoming) -> Answer:
        """The direct message channel with one person."""
        user = self._state.user(int(incoming.body["recipient_id"]))
        if user is None or user.bot:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        return 200, channel_json(self._state.direct_channel(user))

    async def commands(self, incoming: Incoming, application: str, guild: str | None = None) -> Answer:
        """The registered commands, with translations only if they are asked for."""
        listed = [*self._state.commands.get(int(guild) if guild else None, [])]
        if guild is None and self._state.entry_point:
            listed.append(self._state.entry_point)
        if incoming.query.get("with_localizations") != "true":
            listed = [{key: value for key, value in each.items() if "localizations" not in key} for each in listed]
        return 200, listed

    async def set_commands(self, incoming: Incoming, application: str, guild: str | None = None) -> Answer:
        """Replaces all commands. One that stays as it is keeps its id and its version."""
        state = self._state
        self._check(commands_faults(incoming.body))
        place = int(guild) if guild else None
        entry_points = [command for command in incoming.body if command.get("type") == ENTRY_POINT]
        if place is None and state.entry_point and not entry_points:
            raise Refused(400, 50240, "You cannot remove this app's Entry Point command in a bulk update operation.")
        before = {(command["type"], command["name"]): command for command in state.commands.get(place, [])}
        after = []
        for command in incoming.body:
            if command.get("type") == ENTRY_POINT:
                continue
            told = {
                "application_id": application,
                "default_member_permissions": None,
                "type": 1,
                "description": "",
                "nsfw": False,
                **({"guild_id": guild} if guild else {}),
                **{key: value for key, value in command.items() if value is not None},
            }
            if told["default_member_permissions"] is not None:
                told["default_member_permissions"] = str(told["default_member_permissions"])
            known = before.get((told["type"], told["name"]), {})
            id = known.get("id", str(state.snowflakes.new()))
            same = known == told | {"id": id, "version": known.get("version")}
            after.append(told | {"id": id, "version": known["version"] if same else str(state.snowflakes.new())})
        state.commands[place] = after
        state.command_syncs += 1
        return 200, [*after, *([state.entry_point] if place is None and state.entry_point else [])]

    async def answer_interaction(self, incoming: Incoming, id: str, token: str) -> Answer:
        """The response that acknowledges an interaction."""
        state, body = self._state, incoming.body
        interaction = state.interactions.get(token)
        waited = state.clock() - interaction.started if interaction else 0.0
        if interaction is None or interaction.id != int(id):
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.answer:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if waited > state.acknowledge_seconds:
            raise Refused(404, 10062, "Unknown interaction")
        self._check(callback_faults(body))
        kind, told = CallbackKind(body["type"]), body.get("data") or {}
        self._check_fits(interaction, kind)
        await self._carry_out(interaction, kind, told, incoming)
        flags = interaction.original.flags if interaction.original else Flag(0)
        interaction.answer = Acknowledgement(kind, waited, bool(flags & Flag.EPHEMERAL))
        state.changes.happened()
        if incoming.query.get("with_response", "").lower() not in ("1", "true"):
            return 204, None
        return 200, self._acknowledged_json(interaction, kind)

    async def follow_up(self, incoming: Incoming, application: str, token: str) -> Answer:
        """A follow-up message of an interaction."""
        interaction = self._alive(token)
        if interaction.user_installed and len(interaction.followups) >= FOLLOW_UPS_OF_USER_INSTALLED:
            raise Refused(400, 40094, "Maximum number of follow-up messages reached")
        message = self._new_message(interaction.channel, incoming.body, incoming, webhook=True)
        interaction.followups.append(message)
        await self._state.add(message)
        return 200, self._state.message_json(message)

    async def webhook_message(self, incoming: Incoming, application: str, token: str, which: str) -> Answer:
        """A message of an interaction."""
        return 200, self._state.message_json(self._message_of(token, which))

    async def edit_webhook_message(self, incoming: Incoming, application: str, token: str, which: str) -> Answer:
        """Edits a message of an interaction; the first edit ends its loading state."""
        message = self._message_of(token, which)
        await self._edit(message, incoming.body, incoming)
        return 200, self._state.message_json(message)

    async def delete_webhook_message(self, incoming: Incoming, application: str, token: str, which: str) -> Answer:
        """Deletes a message of an interaction."""
        await self._state.remove(self._message_of(token, which))
        return 204, None

    async def channel(self, incoming: Incoming, id: str) -> Answer:
        """A channel."""
        return 200, channel_json(self._channel(id))

    async def create_message(self, incoming: Incoming, id: str) -> Answer:
        """Creates a message outside interactions."""
        channel = self._channel(id)
        in_thread = channel.kind is ChannelKind.PUBLIC_THREAD
        self._allow(channel, Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES)
        if channel.locked:
            raise Refused(400, 160005, "This thread is locked")
        if incoming.uploads:
            self._allow(channel, Permission.ATTACH_FILES)
        if (incoming.body or {}).get("message_reference") and not channel.granted & Permission.READ_MESSAGE_HISTORY:
            raise Refused(400, 160002, "Cannot reply without permission to read message history")
        nonce = str(incoming.body.get("nonce") or "") if incoming.body.get("enforce_nonce") else ""
        earlier, since = self._state.nonces.get(nonce, (None, 0.0))
        if earlier is not None and self._state.clock() - since < NONCE_SECONDS:
            return 200, self._state.message_json(earlier)
        message = self._new_message(channel, incoming.body, incoming, webhook=False)
        if nonce:
            self._state.nonces[nonce] = (message, self._state.clock())
        channel.archived = False
        await self._state.add(message)
        return 200, self._state.message_json(message)

    async def messages(self, incoming: Incoming, id: str) -> Answer:
        """The latest messages, newest first."""
        channel = self._channel(id)
        self._allow(channel, Permission.READ_MESSAGE_HISTORY)
        state, limit = self._state, int(incoming.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise Refused(400, 50035, "Invalid Form Body: limit: 1 to 100")
        before = int(incoming.query.get("before", 0)) or None
        there = [
            message
            for message in state.messages.values()
            if message.channel is channel and not message.deleted and not message.ephemeral
        ]
        earlier = [message for message in reversed(there) if before is None or message.id < before][:limit]
        allowed = not state.gateway.disallowed & Intent.MESSAGE_CONTENT
        return 200, [state.readable(state.message_json(message), message, allowed=allowed) for message in earlier]

    async def message(self, incoming: Incoming, channel: str, id: str) -> Answer:
        """One message."""
        self._allow(self._channel(channel), Permission.READ_MESSAGE_HISTORY)
        state, message = self._state, self._message(channel, id)
        allowed = not state.gateway.disallowed & Intent.MESSAGE_CONTENT
        return 200, state.readable(state.message_json(message), message, allowed=allowed)

    async def edit_message(self, incoming: Incoming, channel: str, id: str) -> Answer:
        """Edits a message of the bot."""
        message = self._message(channel, id)
        if message.author is not self._state.bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        if incoming.uploads:
            self._allow(message.channel, Permission.ATTACH_FILES)
        await self._edit(message, incoming.body, incoming)
        return 200, self._state.message_json(message)

    async def delete_message(self, incoming: Incoming, channel: str, id: str) -> Answer:
        """Deletes a message."""
        message = self._message(channel, id)
        if message.author is not self._state.bot:
            raise Refused(403, 50013, "Missing Permissions")
        await self._state.remove(message)
        return 204, None

    async def typing(self, incoming: Incoming, id: str) -> Answer:
        """Shows for ten seconds that the bot is typing."""
        self._state.typing.append(self._channel(id))
        return 204, None

    async def create_thread(self, incoming: Incoming, id: str, message: str | None = None) -> Answer:
        """Creates a thread, with or without a message."""
        state, parent = self._state, self._channel(id)
        self._allow(parent, Permission.CREATE_PUBLIC_THREADS)
        number = self._message(id, message).id if message else state.snowflakes.new()
        if state.channel(number):
            raise Refused(400, 160004, "A thread has already been created for this message")
        name = incoming.body["name"]
        thread = Channel(
            number, name, ChannelKind.PUBLIC_THREAD, parent.guild, parent, nsfw=parent.nsfw, opened_by=state.bot
        )
        state.channels.append(thread)
        await state.tell_channel(thread, "THREAD_CREATE")
        return 201, channel_json(thread)

    def _check(self, faults: list[str]) -> None:
        if faults:
            self._state.violations += faults
            raise Refused(400, 50035, "Invalid Form Body: " + "; ".join(faults))

    def _check_fits(self, interaction: Interaction, kind: CallbackKind) -> None:
        """Checks that the answer fits the kind of interaction."""
        if (kind is CallbackKind.AUTOCOMPLETE) != (interaction.kind is InteractionKind.AUTOCOMPLETE):
            self._check([f"{interaction.name}: answered with {kind.name}"])
        if kind is CallbackKind.MODAL and interaction.kind is InteractionKind.MODAL_SUBMIT:
            self._check([f"{interaction.name}: a form after a form"])
        if kind in (CallbackKind.UPDATE, CallbackKind.DEFERRED_UPDATE) and interaction.source is None:
            self._check([f"{interaction.name}: nothing to update"])

    async def _carry_out(self, interaction: Interaction, kind: CallbackKind, told: Json, incoming: Incoming) -> None:
        state = self._state
        match kind:
            case CallbackKind.MESSAGE:
                interaction.original = self._new_message(interaction.channel, told, incoming, webhook=True)
                await state.add(interaction.original)
            case CallbackKind.DEFERRED_MESSAGE:
                flags = Flag(told.get("flags", 0)) & Flag.EPHEMERAL | Flag.LOADING
                interaction.original = Message(
                    state.snowflakes.new(),
                    interaction.channel,
                    state.bot,
                    flags=flags,
                    webhook=True,
                    sent_at=state.clock(),
                )
                await state.add(interaction.original)
            case CallbackKind.DEFERRED_UPDATE:
                interaction.original = interaction.source
            case CallbackKind.UPDATE:
                assert interaction.source
                interaction.original = interaction.source
                await self._edit(interaction.source, told, incoming)
            case CallbackKind.AUTOCOMPLETE:
                interaction.choices = told.get("choices") or []
            case CallbackKind.MODAL:
                interaction.modal = Modal(told["custom_id"], told["title"], told["components"])
            case CallbackKind.PONG:
                self._check([f"{interaction.name}: a pong"])

    def _acknowledged_json(self, interaction: Interaction, kind: CallbackKind) -> Json:
        told: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
        answer: Json = {"interaction": told}
        if kind in (CallbackKind.MESSAGE, CallbackKind.DEFERRED_MESSAGE, CallbackKind.UPDATE):
            assert interaction.original
            told |= {
                "response_message_id": str(interaction.original.id),
                "response_message_loading": interaction.original.loading,
                "response_message_ephemeral": interaction.original.ephemeral,
                "channel_id": str(interaction.channel.id),
            }
            if kind is not CallbackKind.DEFERRED_MESSAGE:
                answer["resource"] = {"type": int(kind), "message": self._state.message_json(interaction.original)}
        return answer

    def _alive(self, token: str) -> Interaction:
        interaction = self._state.interactions.get(token)
        if interaction is None:
            raise Refused(404, 10015, "Unknown Webhook")
        if self._state.clock() - interaction.started > TOKEN_SECONDS:
            raise Refused(401, 50027, "Invalid Webhook Token")
        if interaction.answer is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return interaction

    def _message_of(self, token: str, which: str) -> Message:
        interaction = self._alive(token)
        shown = [message for message in (interaction.original, interaction.source, *interaction.followups) if message]
        message = next((own for own in shown if which in ("@original", str(own.id))), None)
        if message is None or message.deleted or (which == "@original" and interaction.original is None):
            raise Refused(404, 10008, "Unknown Message")
        return message

    def _channel(self, id: str) -> Channel:
        channel = self._state.channel(int(id))
        if channel is None:
            raise Refused(404, 10003, "Unknown Channel")
        self._allow(channel, Permission.VIEW_CHANNEL)
        return channel

    def _message(self, channel: str, id: str) -> Message:
        message = self._state.messages.get(int(id))
        if message is None or message.deleted or message.ephemeral or message.channel is not self._channel(channel):
            raise Refused(404, 10008, "Unknown Message")
        return message

    def _allow(self, channel: Channel, permission: Permission) -> None:
        if not channel.granted & permission:
            code, message = (50001, "Missing Access") if permission is Permission.VIEW_CHANNEL else (
                50013, "Missing Permissions",
            )  # fmt: skip
            raise Refused(403, code, message)

    def _new_message(self, channel: Channel, body: Json, incoming: Incoming, *, webhook: bool) -> Message:
        state = self._state
        flags = state.visible_flags(body.get("flags") or 0)
        files = incoming.files(body, (), state.snowflakes)
        self._check(message_faults(body, flags=flags, files=files))
        if flags & Flag.VOICE:
            self._allow(channel, Permission.SEND_VOICE_MESSAGES)
        if not (body.get("content") or body.get("embeds") or files or body.get("components") or body.get("poll")):
            raise Refused(400, 50006, "Cannot send an empty message")
        earlier = state.messages.get(int((body.get("message_reference") or {}).get("message_id", 0)))
        reply_to = earlier.id if earlier and not earlier.deleted else None
        wanted = body.get("message_reference")
        if wanted and reply_to is None and wanted.get("fail_if_not_exists", True):
            raise Refused(400, 50035, "Invalid Form Body: message_reference: Unknown message")
        notified, everybody = state.pinged(body, replied_to=earlier.author if earlier and reply_to else None)
        message = Message(
            state.snowflakes.new(),
            channel,
            state.bot,
            body.get("content") or "",
            body.get("embeds") or [],
            numbered(body.get("components") or []),
            files,
            flags,
            reply_to,
            notified,
            webhook,
            state.clock(),
        )
        message.pinged_everybody = everybody
        return message

    async def _edit(self, message: Message, body: Json, incoming: Incoming) -> None:
        state = self._state
        if message.channel.archived:
            raise Refused(400, 50083, "Thread is archived")
        asked = state.visible_flags(body.get("flags") or 0)
        if message.flags & Flag.COMPONENTS_V2 and "flags" in body and not asked & Flag.COMPONENTS_V2 and body["flags"]:
            self._check(["the flag of components V2 can never be taken away"])
        flags = message.flags & ~Flag.LOADING | asked & (Flag.COMPONENTS_V2 | Flag.SUPPRESS_EMBEDS)
        files = incoming.files(body, message.files, state.snowflakes)
        voice = bool(message.flags & Flag.VOICE)
        after = {
            "content": body.get("content", message.content),
            "embeds": body.get("embeds", message.embeds),
            "components": body.get("components", message.components),
        }
        if asked & Flag.COMPONENTS_V2 and not message.flags & Flag.COMPONENTS_V2:
            # When a message changes to components V2, Discord requires that its other parts are emptied.
            after = {key: after[key] for key in after if key in body or not after[key]} | {
                "content": after["content"],
                "components": body.get("components") or [],
            }
        self._check(message_faults({**body, **after}, flags=flags, files=files, editing=voice))
        if not (after["content"] or after.get("embeds") or files or after["components"]):
            raise Refused(400, 50006, "Cannot send an empty message")
        if message.loading:
            # Only new messages notify; edits never do.
            message.mentions, message.pinged_everybody = state.pinged(body)
        message.content = after["content"] or ""
        message.embeds = after.get("embeds") or []
        message.components = numbered(after["components"] or [])
        message.files = files
        message.flags = flags
        await state.revise(message)
