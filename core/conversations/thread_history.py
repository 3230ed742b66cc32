"""The history of a thread from before the bot was called into it."""

from core.conversations.conversation import REMEMBERED_TURNS, Conversation
from core.domain.request import Request
from core.domain.sentences import Sentence, say
from core.platform import Platform, ReadsThreads
from core.store.ports import Preferences


async def catch_up(
    conversation: Conversation, request: Request, platform: Platform, store: Preferences, at: float
) -> tuple[Sentence, ...]:
    """Reads a thread that is new to the bot into its conversation, once; returns what it could not read.

    Nothing is read outside of threads, for a private answer, where anything is remembered of the thread, where people
    made the bot forget it, or where the platform reads no threads.
    """
    if not isinstance(platform, ReadsThreads) or not await conversation.is_new_thread(store):
        return ()
    heard = await platform.read_thread(request, REMEMBERED_TURNS)
    if heard is None or not (heard.messages or heard.unreadable):
        return ()
    await conversation.append_history(heard.messages, at)
    notes = []
    count = len(heard.messages)
    if count and heard.truncated:
        if heard.lacks_newest:
            notes.append(say("thread-broken-off", count=count))
        elif heard.has_root and count > 1:
            notes.append(say("thread-cut-root", count=count - 1))
        else:
            notes.append(say("thread-cut", count=count))
    if heard.unreadable:
        notes.append(say("thread-unreadable", count=heard.unreadable))
    return tuple(notes)
