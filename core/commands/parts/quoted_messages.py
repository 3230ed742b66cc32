"""Messages that a request points at, as a model reads them: the one that it replies to, and those that it forwards."""

from collections.abc import Sequence

from core.conversations.reply_chain import ChainStore, ReplyChain, wrote_before_forgotten
from core.domain.request import Attachment, QuotedMessage, Request
from core.domain.sentences import Sentence, say
from core.inference.requests import ChatMessage
from core.moderation.blocked import blocked_in
from core.store.ports.preferences import Preferences
from core.store.ports.turns import Turn
from core.text.sanitising import one_line

QUOTE_CHARACTERS = 12_000
"""The longest quoted text that goes to a model."""
TOLD = "told-quoted"
"""The preference of people who were told that messages they point at are sent to the model."""
_COMPARED_CHARACTERS = 200


async def readable_quotes(
    request: Request, chain: ReplyChain, history: Sequence[ChatMessage], store: ChainStore
) -> tuple[QuotedMessage, ...]:
    """Returns the quoted messages that a model may read: the one that is replied to, and those that are forwarded.

    Left out are messages of people who are blocked in the place, what people wrote before they were forgotten, and
    answers of the bot that the conversation has.
    """
    others = [each for each in request.quoted if not each.id and (each.text.strip() or each.attachments)]
    quoted = [chain.parent] if chain.parent is not None else []
    if others:
        blocked = {person.user for person in await blocked_in(store, request.place)}
        answers = [one_line(message.text) for message in history if message.role == "assistant"]
        for each in others:
            kept_out = _is_blocked(each, blocked) or await wrote_before_forgotten(each, store)
            if not kept_out and not _is_known(each, answers):
                quoted.append(each)
    return tuple(quoted)


def quote_in_words(message: QuotedMessage, unread: Sequence[Attachment] = ()) -> str:
    """Quotes a message for a model: its author, its lines, and the files that the model does not get."""
    heading = f"{message.name or 'Somebody'} wrote:"
    if message.forwarded:
        heading = f"A message forwarded from {message.name}:" if message.name else "A forwarded message:"
    text = message.text.strip()
    lines = text[:QUOTE_CHARACTERS].splitlines()
    if len(text) > QUOTE_CHARACTERS:
        lines.append(f"(The message goes on for {len(text) - QUOTE_CHARACTERS} more characters.)")
    lines += [f"(With the file {one_line(file.name)}, which you cannot see.)" for file in unread]
    return "\n".join([heading, *(f"> {line}" for line in lines)]) if lines else ""


async def quoting_note(
    request: Request, used: Sequence[QuotedMessage | Turn], store: Preferences
) -> tuple[Sentence, ...]:
    """Says below somebody's first answer that used other people's words that these were sent to the model."""
    others = [each for each in used if _is_somebody_elses(each, request.caller.key)]
    if not others or (await store.preferences(request.caller.key)).get(TOLD):
        return ()
    await store.set_preference(request.caller.key, TOLD, True)
    return (say("quoted-sent"),)


def _is_somebody_elses(message: QuotedMessage | Turn, caller: str) -> bool:
    if isinstance(message, Turn):
        return message.role == "user" and message.author != caller
    return not message.own and message.author != caller


def _is_blocked(message: QuotedMessage, blocked: set[str]) -> bool:
    return message.author.rpartition(":")[2] in blocked


def _is_known(message: QuotedMessage, answers: Sequence[str]) -> bool:
    beginning = one_line(message.text)[:_COMPARED_CHARACTERS]
    return message.own and not message.attachments and any(beginning in answer for answer in answers)
