"""What was said in a thread before the bot was summoned into it."""

from core.context import Context
from core.conversation import REMEMBERED_TURNS
from core.messages import Sentence, say
from core.stage import ReadsThreads


async def catch_up(context: Context) -> tuple[Sentence, ...]:
    """Reads a thread that is new to the bot into its conversation, once; sentences about what it could not read.

    Nothing is read outside of threads, for a private answer, where anything is remembered of the thread, or where
    people made the bot forget it, and nothing where the platform gives nothing.
    """
    conversation, platform = context.conversation, context.platform
    if not isinstance(platform, ReadsThreads) or not await conversation.is_new_thread(context.store):
        return ()
    heard = await platform.read_thread(context.request, REMEMBERED_TURNS)
    if heard is None or not (heard.said or heard.unreadable):
        return ()
    await conversation.overhear(heard.said, context.clock.now())
    notes = []
    if heard.said and heard.cut:
        notes.append(say("thread-cut", count=len(heard.said)))
    if heard.unreadable:
        notes.append(say("thread-unreadable", count=heard.unreadable))
    return tuple(notes)
