"""The history of a thread from before the bot was called into it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from core.conversations.conversation import REMEMBERED_TURNS, Conversation
from core.conversations.reply_chain import ChainStore, wrote_before_forgotten
from core.domain.errors import UserError
from core.domain.request import Attachment, MediaRef, Request
from core.domain.sentences import Sentence, say
from core.platform import Platform, ReadsThreads, ThreadMessage
from core.text.sanitising import one_line

THREAD_FILES = 5
"""The most files of a thread that are read: those of its first message, then the newest."""
KeepFile = Callable[[Attachment, str], Awaitable[MediaRef]]
"""Fetches a file of a message, and stores it for the message's author. Raises `UserError` if no model can get it."""


async def catch_up(
    conversation: Conversation,
    request: Request,
    platform: Platform,
    store: ChainStore,
    at: float,
    *,
    keep: KeepFile,
    blocked: AbstractSet[str] = frozenset(),
) -> tuple[Sentence, ...]:
    """Reads a thread that is new to the bot into its conversation, once, with its files; returns what it could not
    read.

    Nothing is read outside of threads, for a private answer, where anything is remembered of the thread, where people
    made the bot forget it, or where the platform reads no threads. Messages of people (`Caller.user`) who are blocked,
    those from before their author was forgotten, and the bot's answers to both count as unreadable.
    """
    if not isinstance(platform, ReadsThreads) or not await conversation.is_new_thread(store):
        return ()
    heard = await platform.read_thread(request, REMEMBERED_TURNS)
    if heard is None or not (heard.messages or heard.unreadable):
        return ()
    messages = [each async for each in _readable(heard.messages, store, blocked)]
    files = await _kept_files(messages, keep)
    said = [
        (_with_names(each, files), [files[file] for file in each.attachments if file in files]) for each in messages
    ]
    await conversation.append_history(said, at)
    notes = []
    count = len(messages)
    unreadable = heard.unreadable + len(heard.messages) - count
    if count and heard.truncated:
        if heard.lacks_newest:
            notes.append(say("thread-broken-off", count=count))
        elif heard.has_root and count > 1:
            notes.append(say("thread-cut-root", count=count - 1))
        else:
            notes.append(say("thread-cut", count=count))
    if unreadable:
        notes.append(say("thread-unreadable", count=unreadable))
    return tuple(notes)


async def _kept_files(messages: Sequence[ThreadMessage], keep: KeepFile) -> Mapping[Attachment, MediaRef]:
    """The files of other people's messages that a model can get."""
    in_order = [*messages[:1], *reversed(messages[1:])]
    given = [(file, each.author) for each in in_order if not each.own for file in each.attachments]
    kept: dict[Attachment, MediaRef] = {}
    for file, author in given[:THREAD_FILES]:
        try:
            kept[file] = await keep(file, author)
        except UserError:
            continue  # its name is told to the model
    return kept


def _with_names(message: ThreadMessage, kept: Mapping[Attachment, MediaRef]) -> ThreadMessage:
    """A message with the names of those of its files that the model does not get."""
    names = [one_line(file.name) for file in message.attachments if file not in kept and not message.own]
    unread = [f"(With the file {name}, which you cannot see.)" for name in names]
    return replace(message, text="\n".join(filter(None, [message.text, *unread])))


async def _readable(
    messages: Sequence[ThreadMessage], store: ChainStore, blocked: AbstractSet[str]
) -> AsyncGenerator[ThreadMessage, None]:
    is_left_out = False
    for each in messages:
        if not each.own:
            is_left_out = each.author.rpartition(":")[2] in blocked or await wrote_before_forgotten(each, store)
        if not is_left_out:
            yield each
