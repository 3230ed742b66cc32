"""The history of a thread from before the bot was called into it."""

from collections.abc import AsyncGenerator, Sequence
from collections.abc import Set as AbstractSet

from core.conversations.conversation import REMEMBERED_TURNS, Conversation
from core.conversations.reply_chain import ChainStore, wrote_before_forgotten
from core.domain.request import Request
from core.domain.sentences import Sentence, say
from core.platform import Platform, ReadsThreads, ThreadMessage


async def catch_up(
    conversation: Conversation,
    request: Request,
    platform: Platform,
    store: ChainStore,
    at: float,
    *,
    blocked: AbstractSet[str] = frozenset(),
) -> tuple[Sentence, ...]:
    """Reads a thread that is new to the bot into its conversation, once; returns what it could not read.

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
    await conversation.append_history(messages, at)
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


async def _readable(
    messages: Sequence[ThreadMessage], store: ChainStore, blocked: AbstractSet[str]
) -> AsyncGenerator[ThreadMessage, None]:
    is_left_out = False
    for each in messages:
        if not each.own:
            is_left_out = each.author.rpartition(":")[2] in blocked or await wrote_before_forgotten(each, store)
        if not is_left_out:
            yield each
