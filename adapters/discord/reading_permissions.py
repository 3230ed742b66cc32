"""The permissions of a person in a channel, computed as Discord computes them
(https://docs.discord.com/developers/topics/permissions#permission-overwrites)."""

from collections.abc import Mapping
from typing import Any

ADMINISTRATOR, VIEW_CHANNEL, READ_MESSAGE_HISTORY = 1 << 3, 1 << 10, 1 << 16
READING = VIEW_CHANNEL | READ_MESSAGE_HISTORY
THREADS = frozenset((10, 11, 12))
PRIVATE_THREAD = 12
"""Types of channels (https://docs.discord.com/developers/resources/channel#channel-object-channel-types)."""
MANAGE_THREADS = 1 << 34

Payload = Mapping[str, Any]


def permissions_in(channel: Payload, guild: Payload, member: Payload) -> int:
    """Returns the permissions of a member in a channel of a server; for a thread, pass the channel that it is in.

    `guild` has its roles; the role with the server's id is everybody's.
    """
    user = str(member["user"]["id"])
    if str(guild.get("owner_id")) == user:
        return ~0
    own = {str(guild["id"]), *map(str, member.get("roles") or ())}
    granted = 0
    for role in guild.get("roles") or ():
        if str(role["id"]) in own:
            granted |= int(role["permissions"])
    if granted & ADMINISTRATOR:
        return ~0
    overwrites = {str(each["id"]): each for each in channel.get("permission_overwrites") or ()}
    everybody = overwrites.get(str(guild["id"]))
    steps = [
        [everybody] if everybody else [],
        [each for id, each in overwrites.items() if id in own and each is not everybody],
        [overwrites[user]] if user in overwrites else [],
    ]
    for step in steps:
        denied = allowed = 0
        for each in step:
            denied |= int(each.get("deny") or 0)
            allowed |= int(each.get("allow") or 0)
        granted = granted & ~denied | allowed
    return granted
