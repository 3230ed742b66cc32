"""People's actions in their Discord client."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.servers.discord_server.incoming import guessed_type
from tests.servers.discord_server.interactions import Interaction, Modal, Posting
from tests.servers.discord_server.payloads import (
    bot_member_json,
    channel_json,
    file_json,
    member_json,
    snapshot_json,
    user_json,
)
from tests.servers.discord_server.rules import (
    OWNER_PERMISSIONS,
    USUAL_PERMISSIONS,
    ChannelKind,
    ComponentKind,
    Intent,
    InteractionKind,
    OptionKind,
    Permission,
)
from tests.servers.discord_server.state import State
from tests.servers.discord_server.world import Channel, File, Guild, Json, Message, User, walk

USER_INSTALLED = Permission.ATTACH_FILES | Permission.EMBED_LINKS
"""What an app may that only a person has installed
(https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-structure)."""


@dataclass(frozen=True)
class Attached:
    """A file from a person's machine; a voice message tells its duration and its waveform."""

    name: str
    bytes: bytes
    type: str = ""
    seconds: float | None = None
    waveform: str | None = None


class People:
    """Commands, clicks, forms and messages; by default of the usual user in the usual channel."""

    def __init__(self, state: State, user: User, channel: Channel) -> None:
        self.state = state
        self.uploads: list[File] = []
        """Uploaded files that belong to no message."""
        self._user = user
        self._channel = channel

    async def slash(
        self,
        name: str,
        *,
        by: User | None = None,
        at: Channel | None = None,
        user_installed: bool = False,
        permitted: bool = False,
        **options: str | float | bool | Attached | User,
    ) -> Interaction:
        """Runs a command, for example `troubadour about` in a group; option names use `_` for `-`.

        `permitted` says that the server's settings show the command to this person, whatever its default permissions.
        """
        command, nested, declared = self._declared(name)
        if not permitted and not self.sees(command["name"], by or self._user, at or self._channel):
            raise AssertionError(f"/{name}: Discord does not offer it to {(by or self._user).name}")
        options = {key.replace("_", "-"): value for key, value in options.items()}
        resolved: Json = {}
        given = self._given(name, declared, options, resolved)
        if missing := [own["name"] for own in declared if own.get("required") and own["name"] not in options]:
            raise AssertionError(f"/{name}: Discord does not send it without {missing}")
        data = self._command_data(command, nested, given)
        if resolved:
            data["resolved"] = resolved
        return await self._start(InteractionKind.COMMAND, f"/{name}", data, by, at, user_installed=user_installed)

    async def autocomplete(
        self, name: str, option: str, typed: str, *, by: User | None = None, **options: str | float | bool
    ) -> list[Json]:
        """Returns the choices for an option that somebody types."""
        command, nested, declared = self._declared(name)
        given = self._given(name, declared, options, {})
        focused = next(own for own in declared if own["name"] == option)
        assert focused.get("autocomplete"), f"/{name} {option}: suggests nothing"
        given.append({"name": option, "type": focused["type"], "value": typed, "focused": True})
        data = self._command_data(command, nested, given)
        started = await self._start(InteractionKind.AUTOCOMPLETE, f"/{name} {option}", data, by, None)
        return await started.suggested()

    async def menu(self, name: str, message: Message, *, by: User | None = None) -> Interaction:
        """Runs a command of a message's context menu."""
        command = self._command(name, 3)
        data = self._command_data(command, [], []) | {
            "type": 3,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): self.state.message_json(message)}},
        }
        del data["options"]
        return await self._start(InteractionKind.COMMAND, name, data, by, message.channel)

    async def press(self, message: Message, label: str, *, by: User | None = None) -> Interaction:
        """Presses a button, by its label or its custom id."""
        button = message.buttons.get(label) or next(
            (part for part in message.buttons.values() if part.get("custom_id") == label), None
        )
        assert button, f"no button {label!r} among {list(message.buttons)}"
        assert not button.get("disabled"), f"{label!r} is disabled"
        data = {"component_type": int(ComponentKind.BUTTON), "custom_id": button["custom_id"], "id": button["id"]}
        return await self._start(
            InteractionKind.COMPONENT,
            f"[{label}]",
            data,
            by,
            message.channel,
            source=message,
            user_installed=message.channel.kind is ChannelKind.GROUP
            or (message.channel.guild is not None and message.channel.guild not in self.state.guilds),
        )

    async def choose(self, message: Message, custom_id: str, *values: str, by: User | None = None) -> Interaction:
        """Selects entries of a select menu."""
        menu = next(part for part in walk(message.components) if part.get("custom_id") == custom_id)
        assert set(values) <= {entry["value"] for entry in menu["options"]}
        data = {
            "component_type": int(ComponentKind.STRING_SELECT),
            "custom_id": custom_id,
            "id": menu["id"],
            "values": list(values),
        }
        return await self._start(InteractionKind.COMPONENT, custom_id, data, by, message.channel, source=message)

    async def submit(self, opened: Interaction, **values: str) -> Interaction:
        """Sends the form of an interaction; the other fields keep their initial values."""
        modal = await opened.opened()
        assert values.keys() <= modal.fields.keys(), f"the form has {list(modal.fields)}"
        data = {"custom_id": modal.custom_id, "components": _submitted(modal, values)}
        return await self._start(
            InteractionKind.MODAL_SUBMIT, f"form {modal.title}", data, opened.user, opened.channel, source=opened.source
        )

    async def write(
        self,
        text: str,
        *,
        by: User | None = None,
        at: Channel | None = None,
        reply_to: Message | None = None,
        files: Sequence[Attached] = (),
        ping: bool = True,
        webhook: bool = False,
        extra: Json | None = None,
    ) -> Posting:
        """Posts a message, by a webhook if asked to. It notifies people whom it mentions, or replies to with `ping`.

        `extra` are other fields of the payload.
        """
        state, channel = self.state, at or self._channel
        mentions, everybody = state.pinged({"content": text}, replied_to=reply_to.author if reply_to and ping else None)
        message = Message(
            state.snowflakes.new(),
            channel,
            by or self._user,
            text,
            files=tuple(self._file(file) for file in files),
            reply_to=reply_to.id if reply_to else None,
            mentions=mentions,
            pinged_everybody=everybody,
            mentioned_roles=state.roles_in(text, channel.guild),
            extra=extra or {},
            webhook=webhook,
            sent_at=state.clock(),
        )
        await state.add(message)
        return Posting(state.changes, message, state.messages)

    async def forward(self, message: Message, **options: Any) -> Posting:
        """Forwards a message, which Discord sends without words of one's own."""
        reference = {"type": 1, "message_id": str(message.id), "channel_id": str(message.channel.id)}
        snapshots = [snapshot_json(message, self.state.urls(message.files))]
        return await self.write("", extra={"message_reference": reference, "message_snapshots": snapshots}, **options)

    async def mention(self, text: str, **options: Any) -> Posting:
        """Posts a message that mentions the bot first."""
        return await self.write(f"<@{self.state.bot.id}> {text}", **options)

    async def dm(self, text: str, *, by: User | None = None, **options: Any) -> Posting:
        """Sends the bot a direct message."""
        person = by or self._user
        channel = self.state.direct_channel(person)
        return await self.write(text, by=person, at=channel, **options)

    async def change(self, message: Message, text: str) -> None:
        """Edits a person's message."""
        message.content = text
        message.mentions, _ = self.state.pinged({"content": text})
        message.mentioned_roles = self.state.roles_in(text, message.channel.guild)
        await self.state.revise(message)

    async def delete(self, message: Message) -> None:
        """Deletes a message of anybody, as a moderator can."""
        await self.state.remove(message)

    async def delete_many(self, *messages: Message) -> None:
        """Deletes messages at once, as moderation bots and bans do."""
        channel = messages[0].channel
        assert channel.guild
        for message in messages:
            message.deleted = True
        told = {"ids": [str(each.id) for each in messages], "channel_id": str(channel.id)}
        told["guild_id"] = str(channel.guild.id)
        intent = Intent.GUILD_MESSAGES
        await self.state.gateway.dispatch("MESSAGE_DELETE_BULK", told, guild_id=channel.guild.id, intent=intent)

    async def delete_channel(self, channel: Channel) -> None:
        """Deletes a channel or a thread with all its messages, of which no event tells."""
        self.state.channels.remove(channel)
        event = "CHANNEL_DELETE"
        if channel.kind is ChannelKind.PUBLIC_THREAD:
            event = "THREAD_DELETE"
        await self.state.tell_channel(channel, event)

    async def remove_bot(self, guild: Guild) -> None:
        """Removes the bot from a server."""
        self.state.guilds.remove(guild)
        await self.state.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id)

    async def add_bot(self, guild: Guild) -> None:
        """Adds the bot to a server, perhaps again."""
        self.state.guilds.append(guild)
        await self.state.gateway.tell_guild(guild)

    async def outage(self, guild: Guild) -> None:
        """Makes a server unavailable, which is no removal."""
        told = {"id": str(guild.id), "unavailable": True}
        await self.state.gateway.dispatch("GUILD_DELETE", told, guild_id=guild.id)

    async def again(self, action: Interaction | Posting) -> None:
        """Delivers an interaction or a message a second time, as happens after a resume."""
        if isinstance(action, Posting):
            await self.state.tell_message(action.message)
        else:
            await self._deliver(action)

    async def permit(self, channel: Channel, permissions: Permission) -> None:
        """Sets the bot's permissions in a channel."""
        channel.permissions = permissions
        await self.state.tell_channel(channel)

    async def thread(self, name: str, *, at: Channel | None = None) -> Channel:
        """Opens a thread."""
        parent = at or self._channel
        thread = Channel(self.state.snowflakes.new(), name, ChannelKind.PUBLIC_THREAD, parent.guild, parent)
        self.state.channels.append(thread)
        await self.state.tell_channel(thread, "THREAD_CREATE")
        return thread

    async def post(self, title: str, text: str, *, at: Channel, by: User | None = None) -> "Posting":
        """Posts in a forum: a thread whose first message has its id."""
        author = by or self._user
        post = Channel(self.state.snowflakes.new(), title, ChannelKind.PUBLIC_THREAD, at.guild, at, opened_by=author)
        self.state.channels.append(post)
        await self.state.tell_channel(post, "THREAD_CREATE")
        return await self.write(text, by=author, at=post)

    async def archive(self, thread: Channel) -> None:
        """Archives a thread, until somebody writes in it."""
        thread.archived = True
        await self.state.tell_channel(thread, "THREAD_UPDATE")

    async def lock(self, thread: Channel) -> None:
        """Locks a thread."""
        thread.locked = True
        await self.state.tell_channel(thread, "THREAD_UPDATE")

    async def time_out(self, guild: Guild, until: str | None) -> None:
        """Forbids the bot to write in a server until a moment (ISO 8601), or allows it again."""
        guild.bot_timeout = until
        told = bot_member_json(guild, self.state.bot) | {"guild_id": str(guild.id)}
        await self.state.gateway.dispatch("GUILD_MEMBER_UPDATE", told, guild_id=guild.id)

    async def add_channel(
        self, name: str = "quiet", *, nsfw: bool = False, kind: ChannelKind = ChannelKind.TEXT
    ) -> Channel:
        """Adds a channel to the usual server."""
        channel = Channel(self.state.snowflakes.new(), name, kind, self._channel.guild, nsfw=nsfw)
        self.state.channels.append(channel)
        await self.state.tell_channel(channel, "CHANNEL_CREATE")
        return channel

    def add_guild(self, name: str, *members: User) -> Channel:
        """Adds a server with one channel and the bot, before the bot connects."""
        state = self.state
        guild = Guild(state.snowflakes.new(), name, members[0], list(members))
        channel = Channel(state.snowflakes.new(), "general", guild=guild)
        state.guilds.append(guild)
        state.channels.append(channel)
        return channel

    def abroad(self, owner: User, *members: User) -> Channel:
        """Adds a channel in a server without the bot; only user-installed apps work there."""
        guild = Guild(self.state.snowflakes.new(), "abroad", owner, [owner, *members])
        channel = Channel(self.state.snowflakes.new(), "general", guild=guild, permissions=USER_INSTALLED)
        self.state.channels.append(channel)
        return channel

    def group(self, owner: User) -> Channel:
        """Adds a group direct message; only user-installed apps work there."""
        channel = Channel(
            self.state.snowflakes.new(), "crew", ChannelKind.GROUP, recipient=owner, permissions=USER_INSTALLED
        )
        self.state.channels.append(channel)
        return channel

    def add_user(self, name: str, *, locale: str = "en-US") -> User:
        """Adds a person."""
        user = User(self.state.snowflakes.new(), name, locale=locale)
        self.state.users.append(user)
        return user

    def sees(self, name: str, by: User, at: Channel) -> bool:
        """True if Discord offers a chat command to a person in a channel, by the permissions that it needs by default.

        They count in servers only (https://docs.discord.com/developers/interactions/application-commands#permissions).
        """
        needed = int(self._command(name, 1).get("default_member_permissions") or 0)
        return at.guild is None or _permissions(by, at.guild) & needed == needed

    def _file(self, attached: Attached) -> File:
        file = File(
            self.state.snowflakes.new(),
            attached.name,
            attached.bytes,
            attached.type or guessed_type(attached.name),
            seconds=attached.seconds,
            waveform=attached.waveform,
        )
        self.uploads.append(file)
        return file

    def _command(self, name: str, kind: int) -> Json:
        everywhere = [command for commands in self.state.commands.values() for command in commands]
        for command in everywhere:
            if command["name"] == name and command["type"] == kind:
                return command
        raise AssertionError(f"{name!r} is not registered; there are {[command['name'] for command in everywhere]}")

    def _declared(self, name: str) -> tuple[Json, list[Json], list[Json]]:
        """Returns the command, the subcommands on the way to the named one, and its options."""
        first, *further = name.split()
        command = self._command(first, 1)
        options: list[Json] = command.get("options") or []
        nested = []
        for inner in further:
            found = next((option for option in options if option["name"] == inner), None)
            assert found, f"/{name}: {first} has {[option['name'] for option in options]}"
            nested.append(found)
            options = found.get("options") or []
        return command, nested, options

    def _given(self, name: str, declared: list[Json], options: dict[str, Any], resolved: Json) -> list[Json]:
        known = {option["name"]: option for option in declared}
        given = []
        for key, value in options.items():
            option = known.get(key)
            assert option, f"/{name} has no {key}; it has {list(known)}"
            _assert_pickable(f"/{name} {key}", option, value)
            if isinstance(value, Attached):
                file = self._file(value)
                resolved.setdefault("attachments", {})[str(file.id)] = file_json(
                    file, self.state.urls([file])[file.id], ephemeral=True
                )
                value = str(file.id)
            if isinstance(value, User):
                resolved.setdefault("users", {})[str(value.id)] = user_json(value)
                resolved.setdefault("members", {})[str(value.id)] = member_json(value, with_user=False)
                value = str(value.id)
            given.append({"name": key, "type": option["type"], "value": value})
        return given

    def _command_data(self, command: Json, nested: list[Json], options: list[Json]) -> Json:
        for inner in reversed(nested):
            options = [{"name": inner["name"], "type": inner["type"], "options": options}]
        data = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return data

    async def _start(
        self,
        kind: InteractionKind,
        name: str,
        data: Json,
        by: User | None,
        at: Channel | None,
        *,
        source: Message | None = None,
        user_installed: bool = False,
    ) -> Interaction:
        state = self.state
        interaction = Interaction(
            state.snowflakes.new(),
            secrets.token_urlsafe(120),
            kind,
            by or self._user,
            at or self._channel,
            state.changes,
            state.clock(),
            name,
            source=source,
            user_installed=user_installed,
        )
        interaction.payload = self._payload(interaction, data)
        state.interactions[interaction.token] = interaction
        await self._deliver(interaction)
        return interaction

    async def _deliver(self, interaction: Interaction) -> None:
        guild = interaction.channel.guild
        present = guild if guild in self.state.guilds else None
        await self.state.gateway.dispatch(
            "INTERACTION_CREATE", interaction.payload, guild_id=present.id if present else None
        )

    def _payload(self, interaction: Interaction, data: Json) -> Json:
        state, channel, user = self.state, interaction.channel, interaction.user
        told: Json = {
            "id": str(interaction.id),
            "application_id": str(state.application_id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": channel_json(channel) | {"permissions": str(int(USUAL_PERMISSIONS))},
            "app_permissions": str(int(channel.granted)),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {},
            "attachment_size_limit": state.told_file_bytes or state.file_bytes,
        }
        owners = told["authorizing_integration_owners"]
        if interaction.user_installed:
            owners["1"] = str(user.id)
        if guild := channel.guild:
            told |= {
                "context": 0,
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
                "guild_locale": "en-US",
                "member": member_json(user, permissions=_permissions(user, guild)),
            }
            if not interaction.user_installed:
                owners["0"] = str(guild.id)
        else:
            told |= {"context": 2 if channel.kind is ChannelKind.GROUP else 1, "user": user_json(user)}
            if not interaction.user_installed:
                owners["0"] = "0"
        if interaction.source:
            told["message"] = state.message_json(interaction.source)
        return told


def _assert_pickable(what: str, option: Json, value: Any) -> None:
    """Checks that a client lets people enter this value."""
    if choices := option.get("choices"):
        assert value in [choice["value"] for choice in choices], f"{what}: none of its choices"
    if option["type"] in (OptionKind.INTEGER, OptionKind.NUMBER) and not isinstance(value, str):
        low, high = option.get("min_value", value), option.get("max_value", value)
        assert low <= value <= high, f"{what}: {value} is not within {low} and {high}"
    if option["type"] == OptionKind.STRING:
        low, high = option.get("min_length", 0), option.get("max_length", 6000)
        assert low <= len(value) <= high, f"{what}: {len(value)} characters, {low} to {high} are allowed"
    assert isinstance(value, Attached) == (option["type"] == OptionKind.ATTACHMENT), f"{what}: {option['type']}"
    assert isinstance(value, User) == (option["type"] == OptionKind.USER), f"{what}: {option['type']}"


def _submitted(modal: Modal, values: dict[str, str]) -> list[Json]:
    """The components as a client sends them: each input with its value."""

    def filled(part: Json) -> Json:
        told: Json = {"type": part["type"], "id": part.get("id", 0)}
        if "custom_id" in part:
            told["custom_id"] = part["custom_id"]
            told["value"] = values.get(part["custom_id"], part.get("value") or "")
        if part.get("component"):
            told["component"] = filled(part["component"])
        if part.get("components"):
            told["components"] = [filled(inner) for inner in part["components"]]
        return told

    return [filled(part) for part in modal.components]


def _permissions(user: User, guild: Guild) -> int:
    return OWNER_PERMISSIONS if guild.owner is user else USUAL_PERMISSIONS
