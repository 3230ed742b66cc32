"""The state of this Discord, and the events that tell the bot about its changes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.changes import Changes
from tests.servers.clock import Clock
from tests.servers.discord_server.gateway import Gateway
from tests.servers.discord_server.interactions import Interaction
from tests.servers.discord_server.payloads import channel_json, member_json, message_json
from tests.servers.discord_server.rules import ACKNOWLEDGE_SECONDS, ChannelKind, Flag, Intent, Permission
from tests.servers.discord_server.world import (
    Channel,
    File,
    Guild,
    Json,
    Message,
    Role,
    Snowflakes,
    User,
)

MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")


@dataclass(frozen=True)
class Call:
    """A request of the bot and its answer."""

    at: float
    method: str
    path: str
    body: Any
    files: tuple[str, ...]
    status: int


@dataclass(eq=False)
class State:
    """All state of the server."""

    clock: Clock
    snowflakes: Snowflakes
    changes: Changes
    gateway: Gateway
    bot: User
    application_id: int
    users: list[User]
    guilds: list[Guild]
    channels: list[Channel]
    messages: dict[int, Message] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    """By token."""
    commands: dict[int | None, list[Json]] = field(default_factory=dict)
    """By server; None holds the global commands, without the Entry Point command."""
    entry_point: Json | None = None
    """The command that opens the app's Activity: it has one by itself as soon as Activities are switched on
    (https://docs.discord.com/developers/interactions/application-commands#entry-point-commands)."""
    command_syncs: int = 0
    typing: list[Channel] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    """Violations of Discord's rules, by the bot or by this server."""
    acknowledge_seconds: float = ACKNOWLEDGE_SECONDS
    """The time within which an interaction needs a response."""
    base: str = ""
    """This server's address, without a slash at the end."""
    nonces: dict[str, tuple[Message, float]] = field(default_factory=dict)
    """The first message of each nonce and its time. For `NONCE_SECONDS`, `enforce_nonce` returns it in place of a
    second one, in every channel (https://docs.discord.com/developers/resources/message#create-message)."""
    upload_faults: list[Literal["status", "reset"]] = field(default_factory=lambda: ["status"])
    """What the next requests with files meet: a server error or a connection that breaks. A kind server has none."""
    file_bytes: int = 10 * 1024 * 1024
    """The size limit of a file."""
    told_file_bytes: int | None = None
    """The size limit that interactions name, if it is a different one."""
    verify_key: str = "0" * 64
    """The application's public key."""
    endpoint_url: str | None = None
    """The endpoint of interactions, which replaces the gateway for them."""

    def user(self, id: int) -> User | None:
        """The user with this id, the bot among them."""
        return next((user for user in [*self.users, self.bot] if user.id == id), None)

    def channel(self, id: int) -> Channel | None:
        """The channel with this id."""
        return next((channel for channel in self.channels if channel.id == id), None)

    def direct_channel(self, user: User) -> Channel:
        """The direct message channel with this person, created on first use."""
        direct = (channel for channel in self.channels if channel.kind is ChannelKind.DIRECT)
        known = next((channel for channel in direct if channel.recipient is user), None)
        if known is None:
            known = Channel(self.snowflakes.new(), user.name, ChannelKind.DIRECT, recipient=user)
            self.channels.append(known)
        return known

    def urls(self, files: Sequence[File]) -> dict[int, str]:
        """The addresses of files, signed like Discord's."""
        return {file.id: f"{self.base}/attachments/{file.id}/{file.name}?ex=1&is=1&hm=1" for file in files}

    def message_json(self, message: Message) -> Json:
        """A message as in REST responses, with the message that it replies to."""
        told = message_json(message, self.urls(message.files), application_id=self.application_id)
        if message.reply_to:
            earlier = self.messages.get(message.reply_to)
            told["referenced_message"] = (
                message_json(earlier, self.urls(earlier.files), application_id=self.application_id)
                if earlier and not earlier.deleted
                else None
            )
            if earlier and not earlier.deleted and "message_snapshots" in earlier.extra:
                # By the OpenAPI file, a referenced message refers to replies only.
                del told["referenced_message"]["message_reference"]
        return told

    async def add(self, message: Message) -> None:
        """Adds a message to its channel and sends the event."""
        self.messages[message.id] = message
        message.look_now(self.clock())
        await self.tell_message(message)
        self.changes.happened()

    async def tell_message(self, message: Message) -> None:
        """Sends the event for a new message."""
        await self._tell("MESSAGE_CREATE", message)

    async def revise(self, message: Message) -> None:
        """Sends the event for an edited message."""
        message.edited_at = self.clock()
        message.look_now(message.edited_at)
        await self._tell("MESSAGE_UPDATE", message)
        self.changes.happened()

    async def remove(self, message: Message) -> None:
        """Deletes a message and sends the event."""
        message.deleted = True
        if not message.ephemeral:
            guild = message.channel.guild
            told = {"id": str(message.id), "channel_id": str(message.channel.id)}
            if guild:
                told["guild_id"] = str(guild.id)
            await self.gateway.dispatch(
                "MESSAGE_DELETE",
                told,
                guild_id=guild.id if guild else None,
                intent=Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES,
            )
        self.changes.happened()

    async def _tell(self, event: str, message: Message) -> None:
        if message.ephemeral or not message.channel.granted & Permission.VIEW_CHANNEL:
            return
        guild = message.channel.guild
        told = self.message_json(message)
        if guild:
            told["guild_id"] = str(guild.id)
            if not message.webhook:
                told["member"] = member_json(message.author, with_user=False)
            allowed = any(session.intents & Intent.MESSAGE_CONTENT for session in self.gateway.connected)
            told = self.readable(told, message, allowed=allowed)
        told["mentions"] = [
            user | {"member": member_json(self.bot, with_user=False)} if guild else user for user in told["mentions"]
        ]
        await self.gateway.dispatch(
            event,
            told,
            guild_id=guild.id if guild else None,
            intent=Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES,
        )

    def readable(self, told: Json, message: Message, *, allowed: bool) -> Json:
        """The message without its content, unless it mentions the bot or the intent is allowed."""
        named = self.bot in message.mentions or any(role.app is self.bot for role in message.mentioned_roles)
        if allowed or named or message.author is self.bot or message.channel.guild is None:
            return told
        hidden: Json = {"content": "", "attachments": [], "embeds": [], "components": []}
        above = told.get("referenced_message")
        if above and (earlier := self.messages[int(above["id"])]).author is not self.bot:
            hidden["referenced_message"] = self.readable(above, earlier, allowed=False)
        return told | hidden

    async def tell_channel(self, channel: Channel, event: str = "CHANNEL_UPDATE") -> None:
        """Sends the event for a new or changed channel."""
        guild = channel.guild
        await self.gateway.dispatch(event, channel_json(channel), guild_id=guild.id if guild else None)

    def pinged(self, body: Json, *, replied_to: User | None = None) -> tuple[list[User], bool]:
        """The people whom a message of the bot notifies, and whether it notifies everyone."""
        content = body.get("content") or ""
        allowed = body.get("allowed_mentions")
        named = [user for found in MENTION.findall(content) if (user := self.user(int(found)))]
        if allowed is None:
            return [*named, *([replied_to] if replied_to else [])], "@everyone" in content or "@here" in content
        parse = allowed.get("parse") or []
        listed = {int(id) for id in allowed.get("users") or []}
        notified = [user for user in named if "users" in parse or user.id in listed]
        if replied_to and allowed.get("replied_user"):
            notified.append(replied_to)
        return notified, "everyone" in parse and ("@everyone" in content or "@here" in content)

    def roles_in(self, content: str, guild: Guild | None) -> list[Role]:
        """The roles of a server that a message of a person mentions."""
        named = {int(id) for id in ROLE_MENTION.findall(content)}
        return [role for role in guild.roles if role.id in named] if guild else []

    def visible_flags(self, asked: int) -> Flag:
        """The flags that a bot may set, out of those that it asks for."""
        return Flag(asked) & (
            Flag.SUPPRESS_EMBEDS | Flag.EPHEMERAL | Flag.SUPPRESS_NOTIFICATIONS | Flag.VOICE | Flag.COMPONENTS_V2
        )
