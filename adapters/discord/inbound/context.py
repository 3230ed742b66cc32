"""The caller, place and address of an event, read from its payload and the cache."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.inbound.surroundings import (
    cached_channel,
    granted_permissions,
    is_thread,
    manages_server,
    may_write,
)
from adapters.discord.message_payloads import Message, created_at, display_name
from adapters.discord.outbound.files import FILE_BYTES
from adapters.discord.outbound.reply_target import DIRECT, TOKEN_SECONDS, DiscordReplyTarget
from core.domain.request import Address, Caller, Place
from core.text.sanitising import one_line, shorten

if TYPE_CHECKING:
    import discord


@dataclass(frozen=True, kw_only=True)
class DiscordInboundContext:
    """The person, the place, and the address of the reply. `may_write` tells if the bot may reply there."""

    caller: Caller
    place: Place
    address: Address
    may_write: bool = True


def interaction_context(
    interaction: "discord.Interaction[Any]", config: DiscordConfig, *, home: bool
) -> DiscordInboundContext:
    """Reads an interaction's context. `home` says that the bot serves the caller there."""
    guild = str(interaction.guild_id) if interaction.guild_id else None
    user = interaction.user
    permissions = interaction.permissions
    granted = interaction.app_permissions
    installed = bool(interaction.is_guild_integration() if guild else interaction.context.dm_channel)
    place = _place(
        interaction.channel,
        str(interaction.channel_id),
        guild,
        home=home,
        own=not installed,
        takes_files=granted.attach_files,
    )
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


def message_context(
    message: Message, guild: "discord.Guild | None", config: DiscordConfig, *, home: bool
) -> DiscordInboundContext:
    """Reads the context of a message's payload. `guild` is its server, if that is in the cache.

    `home` says that the bot serves its author there.
    """
    guild_id = str(message["guild_id"]) if message.get("guild_id") else None
    channel_id = str(message["channel_id"])
    channel = cached_channel(guild, channel_id)
    granted = granted_permissions(guild, channel)
    author: Message = message["author"]
    member: Message = message.get("member") or {}
    user = str(author["id"])
    roles = frozenset(str(role) for role in member.get("roles") or ())
    target = DiscordReplyTarget(
        channel=channel_id,
        message=str(message["id"]),
        installed=True,
        voice=granted is None or granted.send_voice_messages,
        bytes_limit=_bytes_limit(guild),
    )
    caller = Caller(
        platform=NAME,
        tenant=guild_id or DIRECT,
        user=user,
        name=_name(display_name(author, member)),
        locale=str(guild.preferred_locale.value) if guild is not None else None,
        roles=roles,
        admin=user in config.admins or (guild_id in config.guilds and manages_server(guild, user, roles)),
    )
    place = _place(channel, channel_id, guild_id, home=home, takes_files=granted is None or granted.attach_files)
    return DiscordInboundContext(
        caller=caller, place=place, address=target.address, may_write=may_write(channel, granted)
    )


def _bytes_limit(guild: "discord.Guild | None") -> int:
    """The size of a file that a server takes. discord.py raises for a boost level that it does not know yet."""
    try:
        return guild.filesize_limit if guild is not None else FILE_BYTES
    except KeyError:
        return FILE_BYTES


def _place(
    channel: Any, channel_id: str, guild: str | None, *, home: bool, own: bool = False, takes_files: bool = True
) -> Place:
    parent = getattr(channel, "parent_id", None)
    in_thread = parent is not None and is_thread(channel)
    return Place(
        platform=NAME,
        tenant=guild or DIRECT,
        channel=str(parent) if in_thread else channel_id,
        thread=channel_id if in_thread else None,
        kind="channel" if guild or getattr(getattr(channel, "type", None), "name", "") == "group" else "direct",
        age_restricted=_is_restricted(channel, in_thread=in_thread) or (channel is None and guild is not None),
        home=home,
        own=own,
        # A direct message takes files, whatever its payload says.
        takes_files=takes_files or guild is None,
    )


def _is_restricted(channel: Any, *, in_thread: bool) -> bool:
    """Tells if a place is age-restricted. A thread is if its channel is; a channel that is not known counts, too."""
    parent = getattr(channel, "parent", None)
    return bool(parent is None or parent.nsfw) if in_thread else bool(getattr(channel, "nsfw", False))


def _is_admin(config: DiscordConfig, user: str, guild: str | None, permissions: "discord.Permissions | None") -> bool:
    """Tells if somebody is an admin. To manage a server counts only in listed ones, since everybody can create one."""
    return user in config.admins or (guild in config.guilds and permissions is not None and permissions.manage_guild)


def _roles(user: Any) -> frozenset[str]:
    """Returns the role ids of the payload; discord.py's public `roles` omits servers that are not in its cache."""
    return frozenset(str(role) for role in getattr(user, "_roles", ()))


def _name(name: str) -> str:
    return shorten(one_line(name), 80) or "?"
