"""The messages of a thread, read from the payloads of Discord's API."""

from collections.abc import Sequence

from adapters.discord.config import NAME
from adapters.discord.message_payloads import Message, created_at, display_name, message_attachments, message_text
from core.domain.request import Caller
from core.platform import ThreadHistory, ThreadMessage
from core.text.sanitising import one_line, shorten

ORDINARY, REPLY, COMMAND, STARTER = 0, 19, 20, 21
"""Types of messages that have content (https://docs.discord.com/developers/resources/message#message-types).
A thread that was started from a message begins with a `STARTER`, which refers to that message."""


def thread_history(messages: Sequence[Message], me: str, tenant: str, limit: int) -> ThreadHistory:
    """Reads a thread. `messages` are newest first, with one more than `limit` if there are as many; `me` is the bot.

    Without the Message Content Intent, Discord removes the content of messages that do not mention the bot. A message
    without content therefore counts as unreadable.
    """
    found, unreadable = [], 0
    for message in reversed(messages[:limit]):
        kind = message.get("type")
        shown = message.get("referenced_message") if kind == STARTER else message
        if shown is None or kind not in (ORDINARY, REPLY, COMMAND, STARTER):
            continue
        author = shown["author"]
        own = str(author["id"]) == me
        text, files = message_text(shown, me), () if own else tuple(message_attachments(shown))
        if text or files:
            name = shorten(one_line(display_name(author, shown.get("member"))), 80) or "?"
            caller = Caller(platform=NAME, tenant=tenant, user=str(author["id"]), name=name)
            sent = created_at(str(shown["id"]))
            found.append(ThreadMessage(author=caller.key, name=name, text=text, own=own, at=sent, attachments=files))
        elif not own:
            unreadable += 1
    return ThreadHistory(messages=found, truncated=len(messages) > limit, unreadable=unreadable)
