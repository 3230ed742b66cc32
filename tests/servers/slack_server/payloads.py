"""People, channels, messages and files as JSON: https://docs.slack.dev/reference/objects."""

import re

from tests.servers.slack_server.world import Channel, File, Json, Message, Team, User, View

TYPED_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def user_json(user: User, *, seen_from: Team, locale: bool = False) -> Json:
    """A person; people of other workspaces are strangers."""
    told: Json = {
        "id": user.id,
        "team_id": user.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.name.title(),
        "tz": user.zone,
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": {
            "real_name": user.name.title(),
            "display_name": user.name,
            "real_name_normalized": user.name.title(),
            "display_name_normalized": user.name,
            "team": user.team.id,
        },
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": 1700000000,
    }
    if user.team is not seen_from:
        told["is_stranger"] = True
    if locale:
        told["locale"] = user.locale
    return told


def channel_json(channel: Channel) -> Json:
    """A conversation."""
    told: Json = {
        "id": channel.id,
        "created": 1700000000,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "public",
        "is_ext_shared": channel.shared,
        "is_org_shared": False,
        "context_team_id": channel.team.id,
    }
    if channel.kind == "im":
        other = next(member for member in channel.members if not member.bot)
        return told | {"user": other.id, "is_user_deleted": False, "priority": 0}
    return told | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_general": channel.name == "general",
        "is_member": channel.has_bot,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def file_json(file: File, *, base: str, shared_from: Team | None = None, channels: dict[str, Channel]) -> Json:
    """A file. The bot must ask for the details of files from other workspaces."""
    if shared_from is not None and file.owner.team is not shared_from:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    place = f"{base}/files-pri/{file.owner.team.id}-{file.id}"
    told: Json = {
        "id": file.id,
        "created": 1700000000,
        "timestamp": 1700000000,
        "name": file.name,
        "title": file.title,
        "mimetype": file.type if file.ready else "",
        "filetype": file.name.rpartition(".")[2] if file.ready else "",
        "pretty_type": "",
        "user": file.owner.id,
        "user_team": file.owner.team.id,
        "editable": False,
        "size": len(file.bytes),
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": f"{place}/{file.name}",
        "url_private_download": f"{place}/download/{file.name}",
        "permalink": f"{base}/files/{file.owner.id}/{file.id}/{file.name}",
        "has_rich_preview": False,
        "file_access": "visible",
        "channels": [id for id in file.shares if channels[id].kind == "public"],
        "groups": [id for id in file.shares if channels[id].kind == "private"],
        "ims": [id for id in file.shares if channels[id].kind == "im"],
        "shares": {},
    }
    for id, shares in file.shares.items():
        side = "public" if channels[id].kind == "public" else "private"
        told["shares"].setdefault(side, {})[id] = [
            {"ts": ts, "channel_name": channels[id].name, "team_id": channels[id].team.id} for ts in shares
        ]
    if file.alt:
        told["alt_txt"] = file.alt
    return told | file.more


def message_json(message: Message, *, base: str, app: str, channels: dict[str, Channel]) -> Json:
    """A message as in events, clicks and `conversations.*`."""
    author = message.author
    told: Json = {"type": "message", "user": author.id, "text": message.body or message.markdown, "ts": message.ts}
    if author.bot:
        told |= {"bot_id": author.team.bot_id, "app_id": app, "team": author.team.id}
    else:
        told |= {"client_msg_id": f"00000000-0000-4000-8000-{message.born:012d}", "team": author.team.id}
    blocks = list(message.blocks)
    if message.markdown:
        blocks.insert(0, {"type": "markdown", "text": message.markdown, "block_id": "markdown"})
    if not author.bot and message.body and not message.blocks:
        blocks = [rich_text(message.body)]
    if blocks:
        told["blocks"] = blocks
    if message.thread:
        told["thread_ts"] = message.thread
    if message.files:
        told["files"] = [
            file_json(file, base=base, shared_from=message.channel.team, channels=channels) for file in message.files
        ]
        told |= {"upload": False, "display_as_bot": False}
    if message.attachments:
        told["attachments"] = message.attachments
    if message.edited:
        told["edited"] = {"user": author.id, "ts": message.edited_ts or message.ts}
    if message.metadata:
        told["metadata"] = message.metadata
    if message.reactions:
        told["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    if message.streaming:
        told["streaming_state"] = "in_progress"
    return told


def rich_text(text: str) -> Json:
    """A person's typed text, as their client sends it."""
    elements = [
        {"type": "user", "user_id": part} if number % 2 else {"type": "text", "text": part}
        for number, part in enumerate(TYPED_MENTION.split(text))
        if part
    ]
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}


def view_json(view: View, *, team: Team, app: str) -> Json:
    """A view as in responses and submissions."""
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view.payload,
        "id": view.id,
        "team_id": team.id,
        "app_id": app,
        "app_installed_team_id": team.id,
        "bot_id": team.bot_id,
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
    }
