"""Discord's objects as JSON."""

from itertools import count

from tests.servers.discord_server.rules import USUAL_PERMISSIONS, ChannelKind, ComponentKind, Flag, Permission
from tests.servers.discord_server.world import Channel, File, Guild, Json, Message, User, stamp, walk

JOINED = "2024-01-01T00:00:00+00:00"


def user_json(user: User) -> Json:
    """A user."""
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0",
        "global_name": None if user.bot else user.name.title(),
        "avatar": None,
        "banner": None,
        "accent_color": None,
        "bot": user.bot,
        "public_flags": 0,
        "flags": 0,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }


def entry_point_json(id: int, application_id: int) -> Json:
    """The Entry Point command of an app with Activities, as Discord creates it."""
    return {
        "id": str(id),
        "application_id": str(application_id),
        "version": str(id),
        "default_member_permissions": None,
        "type": 4,
        "name": "launch",
        "name_localizations": None,
        "description": "",
        "description_localizations": None,
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
        "nsfw": False,
        "handler": 2,
    }


def member_json(user: User, *, with_user: bool = True, permissions: int | None = None) -> Json:
    """A member of a server. Messages leave out the user; interactions add permissions."""
    member: Json = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": JOINED,
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": [str(role) for role in user.roles],
        "mute": False,
        "deaf": False,
    }
    if with_user:
        member["user"] = user_json(user)
    if permissions is not None:
        member["permissions"] = str(int(permissions))
    return member


def channel_json(channel: Channel) -> Json:
    """A channel."""
    told: Json = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "flags": 0,
        "last_message_id": None,
    }
    if channel.kind is ChannelKind.DIRECT:
        assert channel.recipient
        return told | {"recipients": [user_json(channel.recipient)]}
    if channel.kind is ChannelKind.GROUP:
        assert channel.recipient
        owner = channel.recipient
        return told | {"recipients": [user_json(owner)], "name": channel.name, "icon": None, "owner_id": str(owner.id)}
    assert channel.guild
    told |= {"guild_id": str(channel.guild.id), "name": channel.name, "rate_limit_per_user": 0}
    if channel.kind is ChannelKind.PUBLIC_THREAD:
        assert channel.parent
        return told | {
            "parent_id": str(channel.parent.id),
            "owner_id": str((channel.opened_by or channel.guild.owner).id),
            "message_count": 1,
            "member_count": 1,
            "total_message_sent": 1,
            "thread_metadata": {
                "archived": channel.archived,
                "archive_timestamp": JOINED,
                "auto_archive_duration": 1440,
                "locked": channel.locked,
                "create_timestamp": JOINED,
            },
        }
    denied = USUAL_PERMISSIONS & ~channel.permissions
    return told | {
        "parent_id": None,
        "position": 0,
        "topic": None,
        "nsfw": channel.nsfw,
        "permission_overwrites": [
            *([{"id": str(channel.guild.id), "type": 0, "allow": "0", "deny": str(int(denied))}] if denied else []),
            *(
                {"id": str(user.id), "type": 1, "allow": "0", "deny": str(int(Permission.VIEW_CHANNEL))}
                for user in channel.hidden_from
            ),
        ],
    }


def role_json(id: int, name: str, *, permissions: int = 0, app: User | None = None) -> Json:
    """A role; that of an app is managed, and names the app's bot."""
    role: Json = {
        "id": str(id),
        "name": name,
        "permissions": str(int(permissions)),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": app is not None,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return role | ({"tags": {"bot_id": str(app.id)}} if app else {})


def bot_member_json(guild: Guild, bot: User) -> Json:
    """The bot as a member of a server, with its own role."""
    roles = [str(role.id) for role in guild.roles if role.app is bot]
    return member_json(bot) | {"roles": roles, "communication_disabled_until": guild.bot_timeout}


def guild_json(guild: Guild, channels: list[Channel], bot: User) -> Json:
    """A server as in GUILD_CREATE."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "description": None,
        "owner_id": str(guild.owner.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": [
            role_json(guild.id, "@everyone", permissions=USUAL_PERMISSIONS),
            *(role_json(role.id, role.name, app=role.app) for role in guild.roles),
        ],
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "banner": None,
        "premium_tier": guild.premium_tier,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "safety_alerts_channel_id": None,
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members) + 1,
        "members": [bot_member_json(guild, bot), *map(member_json, guild.members)],
        "channels": [channel_json(channel) for channel in channels if channel.kind is ChannelKind.TEXT],
        "threads": [channel_json(channel) for channel in channels if channel.kind is ChannelKind.PUBLIC_THREAD],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def file_json(file: File, url: str, *, ephemeral: bool = False) -> Json:
    """An attachment. Pictures have a width and a height; discord.py and the clients rely on them."""
    told: Json = {
        "id": str(file.id),
        "filename": file.name,
        "size": len(file.bytes),
        "url": url,
        "proxy_url": url,
        "content_type": file.type,
    }
    if file.description is not None:
        told["description"] = file.description
    if file.seconds is not None:
        told["duration_secs"] = file.seconds
    if file.waveform is not None:
        told["waveform"] = file.waveform
    if file.type.startswith("image/"):
        told |= {"width": 512, "height": 512}
    if ephemeral:
        told["ephemeral"] = True
    return told


def message_json(message: Message, urls: dict[int, str], *, application_id: int) -> Json:
    """A message; `urls` are the addresses of its files, by file id.

    A message of components names its files in them alone (https://github.com/discord/discord-api-docs/issues/8277).
    """
    listed = [] if message.flags & Flag.COMPONENTS_V2 else message.files
    told: Json = {
        "id": str(message.id),
        "type": 19 if message.reply_to else 0,
        "channel_id": str(message.channel.id),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": stamp(message.sent_at),
        "edited_timestamp": None if message.edited_at is None else stamp(message.edited_at),
        "tts": False,
        "mention_everyone": message.pinged_everybody,
        "mentions": [user_json(user) for user in message.mentions],
        "mention_roles": [str(role.id) for role in message.mentioned_roles],
        "attachments": [file_json(file, urls[file.id], ephemeral=message.ephemeral) for file in listed],
        "embeds": [{"type": "rich", **embed} for embed in message.embeds],
        "components": [answered_component(component, urls, message) for component in message.components],
        "pinned": False,
        "flags": int(message.flags),
    }
    if message.webhook:
        told |= {"webhook_id": str(application_id), "application_id": str(application_id)}
    if message.reply_to:
        told["message_reference"] = {
            "type": 0,
            "channel_id": str(message.channel.id),
            "message_id": str(message.reply_to),
        }
        if message.channel.guild:
            told["message_reference"]["guild_id"] = str(message.channel.guild.id)
    return told | message.extra


def snapshot_json(message: Message, urls: dict[int, str]) -> Json:
    """A forwarded message: its content without its author
    (https://docs.discord.com/developers/resources/message#message-snapshot-object)."""
    whole = message_json(message, urls, application_id=0)
    hidden = ("id", "channel_id", "author", "tts", "mention_everyone", "pinned", "message_reference")
    return {"message": {name: value for name, value in whole.items() if name not in hidden}}


def numbered(components: list[Json]) -> list[Json]:
    """The components, where those without a number get one, as Discord does it."""
    numbers = count(1)
    taken = {part["id"] for part in walk(components) if part.get("id")}

    def number(part: Json) -> Json:
        own = part.get("id") or next(n for n in numbers if n not in taken)
        whole = part | {"id": own}
        if part.get("components"):
            whole["components"] = [number(inner) for inner in part["components"]]
        if part.get("accessory"):
            whole["accessory"] = number(part["accessory"])
        return whole

    return [number(component) for component in components]


def answered_component(part: Json, urls: dict[int, str], message: Message) -> Json:
    """A component as in Discord's responses: complete, with addresses of its media."""
    by_name = {file.name: file for file in message.files}

    def media(given: Json) -> Json:
        url = str(given["url"])
        if not url.startswith("attachment://"):
            return {"id": str(message.id), "url": url, "proxy_url": url}
        file = by_name[url.removeprefix("attachment://")]
        told: Json = {
            "id": str(file.id),
            "url": urls[file.id],
            "proxy_url": urls[file.id],
            "content_type": file.type,
            "attachment_id": str(file.id),
        }
        if file.type.startswith("image/"):
            told |= {"width": 512, "height": 512}
        return told

    told = dict(part)
    match part["type"]:
        case ComponentKind.CONTAINER:
            told |= {"accent_color": part.get("accent_color"), "spoiler": part.get("spoiler", False)}
        case ComponentKind.MEDIA_GALLERY:
            told["items"] = [
                {
                    "media": media(item["media"]),
                    "description": item.get("description"),
                    "spoiler": item.get("spoiler", False),
                }
                for item in part["items"]
            ]
        case ComponentKind.FILE:
            file = by_name[str(part["file"]["url"]).removeprefix("attachment://")]
            told |= {
                "file": media(part["file"]),
                "name": file.name,
                "size": len(file.bytes),
                "spoiler": part.get("spoiler", False),
            }
        case ComponentKind.THUMBNAIL:
            told |= {
                "media": media(part["media"]),
                "description": part.get("description"),
                "spoiler": part.get("spoiler", False),
            }
        case ComponentKind.SEPARATOR:
            told |= {"spacing": part.get("spacing", 1), "divider": part.get("divider", True)}
    if part.get("components"):
        told["components"] = [answered_component(inner, urls, message) for inner in part["components"]]
    if part.get("accessory"):
        told["accessory"] = answered_component(part["accessory"], urls, message)
    return told
