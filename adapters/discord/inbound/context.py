"""The caller, place and address of an event, read from its payload and the cache."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.message_payloads import SPOILER_PREFIX, is_spoiler
from adapters.discord.outbound.files import FILE_BYTES
from adapters.discord.outbound.reply_target import DIRECT, TOKEN_SECONDS, DiscordReplyTarget
from core.domain.request import Address, Attachment, Caller, Place
from core.text.sanitising import one_line, shorten

if TYPE_CHECKING:
    import discord

EPOCH_MILLISECONDS = 1_420_070_400_000
"""Discord's epoch (https://docs.discord.com/developers/reference#snowflakes)."""


@dataclass(frozen=True, kw_only=True)
class DiscordInboundContext:
    """The person, the place, and the address of the reply."""

    caller: Caller
    place: Place
    address: Address


def created_at(snowflake: int | str) -> float:
    """Returns the creation time of an id, in seconds since the Unix epoch."""
    return ((int(snowflake) >> 22) + EPOCH_MILLISECONDS) / 1000


def interaction_context(
    interaction: "discord.Interaction[Any]", config: DiscordConfig, *, home: bool
) -> DiscordInboundContext:
    """Reads an interaction's context. `home` says that the bot serves the caller there."""
    guild = str(interaction.guild_id) if interaction.guild_id else None
    user = interaction.user
    permissions = interaction.permissions
    granted = interaction.app_permissions
    installed = bool(interaction.is_guild_integration() if guild else interaction.context.dm_channel)
    place = _place(interaction.channel, str(interaction.channel_id), guild, home=home, own=not installed)
    may_write = granted.send_messages if place.thread is None else granted.send_messages_in_threads
    target = DiscordReplyTarget(
        channel=str(interaction.channel_id),
        application=str(interaction.application_id),
        token=interaction.token,
        expires=created_at(interaction.id) + TOKEN_SECONDS,
        installed=installed and (guild is None or bool(may_write)),
        voice=guild is None or bool(granted.send_voice_messages),
        bytes_limit=interaction.filesize_limit or FILE_BYTES,
    )
    caller = Caller(
        platform=NAME,
        tenant=guild or DIRECT,
        user=str(user.id),
        name=_name(user.display_name),
        locale=str(interaction.locale.value),
        roles=_roles(user),
        admin=_is_admin(config, str(user.id), guild, permissions),
    )
    return DiscordInboundContext(caller=caller, place=place, address=target.address)


def message_context(message: "discord.Message", config: DiscordConfig, *, home: bool) -> DiscordInboundContext:
    """Reads the context of a message. `home` says that the bot serves its author there."""
    guild = message.guild
    author = message.author
    me = guild.me if guild is not None else None
    granted = message.channel.permissions_for(me) if me is not None else None
    target = DiscordReplyTarget(
        channel=str(message.channel.id),
        message=str(message.id),
        installed=True,
        voice=granted is None or bool(granted.send_voice_messages),
        bytes_limit=guild.filesize_limit if guild is not None else FILE_BYTES,
    )
    caller = Caller(
        platform=NAME,
        tenant=str(guild.id) if guild is not None else DIRECT,
        user=str(author.id),
        name=_name(author.display_name),
        locale=str(guild.preferred_locale.value) if guild is not None else None,
        roles=_roles(author),
        admin=_is_admin(config, str(author.id), str(guild.id) if guild else None, _permissions(author)),
    )
    place = _place(message.channel, target.channel, str(guild.id) if guild is not None else None, home=home)
    return DiscordInboundContext(caller=caller, place=place, address=target.address)


def attachment_from_event(file: "discord.Attachment") -> Attachment:
    """Converts a file of a message; its bytes are fetched while the job runs."""
    media_type = (file.content_type or "application/octet-stream").partition(";")[0].strip()
    return Attachment(
        name=file.filename.removeprefix(SPOILER_PREFIX),
        media_type=media_type,
        size=file.size,
        source=NAME,
        locator=file.url,
        spoiler=is_spoiler(file.filename, file.flags.value),
    )


def _place(channel: Any, channel_id: str, guild: str | None, *, home: bool, own: bool = False) -> Place:
    parent = getattr(channel, "parent_id", None)
    in_thread = parent is not None and getattr(getattr(channel, "type", None), "name", "").endswith("thread")
    return Place(
        platform=NAME,
        tenant=guild or DIRECT,
        channel=str(parent) if in_thread else channel_id,
        thread=channel_id if in_thread else None,
        kind="channel" if guild or getattr(getattr(channel, "type", None), "name", "") == "group" else "direct",
        age_restricted=_is_restricted(channel, in_thread=in_thread),
        home=home,
        own=own,
    )


def _is_restricted(channel: Any, *, in_thread: bool) -> bool:
    """Tells if a place is age-restricted. A thread is if its channel is, which over HTTP is unknown: then it counts."""
    parent = getattr(channel, "parent", None)
    return bool(parent is None or parent.nsfw) if in_thread else bool(getattr(channel, "nsfw", False))


def _is_admin(config: DiscordConfig, user: str, guild: str | None, permissions: "discord.Permissions | None") -> bool:
    """Tells if somebody is an admin. To manage a server counts only in listed ones, since everybody can create one."""
    return user in config.admins or (guild in config.guilds and permissions is not None and permissions.manage_guild)


def _permissions(author: Any) -> "discord.Permissions | None":
    return getattr(author, "guild_permissions", None)


def _roles(user: Any) -> frozenset[str]:
    """Returns the role ids of the payload; discord.py's public `roles` omits servers that are not in its cache."""
    return frozenset(str(role) for role in getattr(user, "_roles", ()))


def _name(name: str) -> str:
    return shorten(one_line(name), 80) or "?"
