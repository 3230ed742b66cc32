"""A thread as Discord hands it over, made into what was said in it."""

from collections.abc import Sequence

from adapters.discord.config import NAME
from adapters.discord.message_payloads import Message, message_text
from core.domain.request import Caller
from core.platform import Said, ThreadHistory
from core.text.sanitising import one_line, shorten

ORDINARY, REPLY, COMMAND, STARTER = 0, 19, 20, 21
"""Types of messages in which something is said (https://docs.discord.com/developers/resources/message#message-types).
The first message of a thread that hangs on a message of its channel stands for that."""


def thread_history(messages: Sequence[Message], me: str, tenant: str, limit: int) -> ThreadHistory:
    """What messages, newest first and one more than `limit` where there are as many, say; `me` is the bot's user id.

    Without the Message Content Intent, Discord empties messages of others that do not mention the bot, so that one with
    nothing in it is one that may not be read.
    """
    said, unreadable = [], 0
    for message in reversed(messages[:limit]):
        kind = message.get("type")
        shown = message.get("referenced_message") if kind == STARTER else message
        if shown is None or kind not in (ORDINARY, REPLY, COMMAND, STARTER):
            continue
        author = shown["author"]
        own = str(author["id"]) == me
        text = message_text(shown, me)
        if text:
            name = shorten(one_line(_name(shown)), 80) or "?"
            caller = Caller(platform=NAME, tenant=tenant, user=str(author["id"]), name=name)
            said.append(Said(author=caller.key, name=name, text=text, own=own))
        elif not own and not shown.get("attachments"):
            unreadable += 1
    return ThreadHistory(messages=said, cut=len(messages) > limit, unreadable=unreadable)


def _name(message: Message) -> str:
    author = message["author"]
    member = message.get("member") or {}
    return str(member.get("nick") or author.get("global_name") or author["username"])
