"""Facts of a place that the gateway's cache knows: its channels and roles, and the bot's permissions there."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from adapters.discord.markdown import DiscordNames

if TYPE_CHECKING:
    import discord

    CachedChannel = discord.abc.GuildChannel | discord.Thread


def cached_channel(guild: "discord.Guild | None", id: str) -> "CachedChannel | None":
    """Returns a channel or thread of a server; None if it is not in the cache."""
    return guild.get_channel_or_thread(int(id)) if guild is not None else None


def granted_permissions(guild: "discord.Guild | None", channel: "CachedChannel | None") -> "discord.Permissions | None":
    """Returns the bot's permissions in a channel, which are few during a timeout; None if they are not known."""
    me = guild.me if guild is not None else None
    # A thread has the permissions of its channel.
    if me is None or channel is None or (is_thread(channel) and getattr(channel, "parent", None) is None):
        return None
    return channel.permissions_for(me)


def may_write(channel: Any, granted: "discord.Permissions | None") -> bool:
    """Tells if the bot may write in a channel. What is not known counts as allowed: Discord has the last word.

    In a locked thread only those may write who manage threads
    (https://docs.discord.com/developers/resources/channel#thread-metadata-object).
    """
    if granted is None:
        return True
    if not is_thread(channel):
        return granted.view_channel and granted.send_messages
    unlocked = granted.manage_threads or not getattr(channel, "locked", False)
    return granted.view_channel and granted.send_messages_in_threads and unlocked


def is_thread(channel: Any) -> bool:
    """True for a thread of any kind."""
    return getattr(getattr(channel, "type", None), "name", "").endswith("thread")


def manages_server(guild: "discord.Guild | None", user: str, roles: Collection[str]) -> bool:
    """Tells if somebody with these roles may manage a server."""
    if guild is None:
        return False
    held = [guild.default_role, *(guild.get_role(int(role)) for role in roles)]
    granted = [role.permissions for role in held if role is not None]
    return str(guild.owner_id) == user or any(each.administrator or each.manage_guild for each in granted)


def names_in_place(
    guild: "discord.Guild | None", users: Mapping[str, str], **resolved: Mapping[str, Any]
) -> DiscordNames:
    """Returns the names that markup in a place stands for. `resolved` are `roles` and `channels` of an interaction."""
    roles = {str(role.id): role.name for role in guild.roles} if guild is not None else {}
    places = [*guild.channels, *guild.threads] if guild is not None else []
    channels = {str(channel.id): channel.name for channel in places}
    return DiscordNames(
        users=users,
        roles=roles | _names(resolved.get("roles")),
        channels=channels | _names(resolved.get("channels")),
    )


def _names(objects: Mapping[str, Any] | None) -> dict[str, str]:
    return {str(id): str(each["name"]) for id, each in (objects or {}).items() if each.get("name")}
