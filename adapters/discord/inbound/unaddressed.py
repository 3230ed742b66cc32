"""Messages that do not mention the bot, in channels in which administrators let it answer them."""

from typing import TYPE_CHECKING

from adapters.discord.inbound.context import DiscordInboundContext
from adapters.discord.inbound.surroundings import cached_channel, granted_permissions, is_thread
from adapters.discord.message_payloads import Message
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from core.preferences.answering import UnaddressedMessage
from core.text.sanitising import one_line, shorten

if TYPE_CHECKING:
    import discord

POSTS = frozenset({"forum", "media"})
"""The types of channels in which each thread is a post."""
OPENS_THREADS = frozenset({"text", "news"})
"""The types of channels in which a message can open a thread
(https://docs.discord.com/developers/resources/channel#start-thread-from-message)."""
TITLE_LIMIT = 100


def unaddressed_message(message: Message, guild: "discord.Guild | None", me: str) -> UnaddressedMessage:
    """Reads a message of a server. A reply to the bot without a ping is not for others."""
    channel = cached_channel(guild, str(message["channel_id"]))
    replied = message.get("referenced_message") or {}
    others = [*(message.get("mentions") or ()), *(message.get("mention_roles") or ())]
    parent = getattr(getattr(channel, "parent", None), "type", None)
    return UnaddressedMessage(
        in_thread=is_thread(channel),
        joined=str(getattr(channel, "owner_id", "")) == me or getattr(parent, "name", "") in POSTS,
        to_others=bool(others or message.get("mention_everyone"))
        or (message.get("message_reference") is not None and str((replied.get("author") or {}).get("id")) != me),
        empty=not any(message.get(part) for part in ("content", "attachments", "message_snapshots", "sticker_items")),
    )


def in_new_thread(context: DiscordInboundContext, guild: "discord.Guild | None", title: str) -> DiscordInboundContext:
    """The context of a question that gets a thread of its own; the same context where none can be opened.

    A thread has the id of the message from which it is opened. The running job opens it.
    """
    target = DiscordReplyTarget.from_address(context.address)
    channel = cached_channel(guild, target.channel)
    granted = granted_permissions(guild, channel)
    kind = getattr(getattr(channel, "type", None), "name", "")
    if kind not in OPENS_THREADS or target.message is None:
        return context
    if granted is not None and not (granted.create_public_threads and granted.send_messages_in_threads):
        return context
    opening = target.model_copy(
        update={
            "channel": target.message,
            "opened_in": target.channel,
            "thread_title": shorten(one_line(title), TITLE_LIMIT) or "?",
        }
    )
    return DiscordInboundContext(
        caller=context.caller,
        place=context.place.model_copy(update={"thread": target.message}),
        address=opening.address,
        may_write=context.may_write,
    )
