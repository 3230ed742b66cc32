"""Reply chains: a reply continues from the message that it replies to, and hears nothing but what is above that."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from core.conversations.conversation import Conversation, conversation_key
from core.domain.jobs import Job
from core.domain.request import QuotedMessage, Request
from core.platform import Platform, ReadsMessages, ThreadMessage
from core.store.ports.inbox import Inbox
from core.store.ports.preferences import Preferences
from core.store.ports.receipts import Receipts
from core.store.ports.turns import Turn, Turns

CHAIN_MESSAGES = 40
"""The longest chain that is read."""
LOOK_UPS = 5
"""The most requests to the platform for the messages of one chain, because somebody waits."""


class ChainStore(Inbox, Receipts, Turns, Preferences, Protocol):
    """The store of answers and their messages."""

    async def forgotten_at(self, user: str) -> float | None:
        """As `Store.forgotten_at`."""
        ...


@dataclass(frozen=True, kw_only=True)
class ReplyChain:
    """The messages above a reply, oldest first. `unreadable` counts those that could not be read, or may not be.

    `above` are those above the message that is replied to. That message is the last of `above` if it is an answer of
    the bot that the store has, and otherwise `parent`.
    """

    above: Sequence[Turn | QuotedMessage]
    parent: QuotedMessage | None = None
    unreadable: int = 0


class ReplyChains:
    """Reads the chain of one request, without people (`Caller.user`) who are blocked."""

    def __init__(
        self,
        request: Request,
        conversation: Conversation,
        store: ChainStore,
        platform: Platform,
        blocked: AbstractSet[str],
    ) -> None:
        self._blocked = blocked
        self._request = request
        self._conversation = conversation
        self._store = store
        self._platform = platform
        self._known = {each.id: each for each in request.quoted if each.id}
        self._looked_up = 0

    async def read(self) -> ReplyChain:
        """Reads the chain above the request: answers from the store, other messages from the event or a look-up."""
        found: list[Turn | QuotedMessage] = []
        unreadable, id, seen = 0, self._request.reply_to, set[str]()
        while id is not None and id not in seen and len(found) < CHAIN_MESSAGES:
            seen.add(id)
            job_id = await self._store.job_of_message(id)
            job = await self._store.job(job_id) if job_id is not None else None
            if job is not None:
                if job.id in seen:  # another message of the same answer
                    break
                seen.add(job.id)
                asker = job.request.caller
                if not self._is_for_these_ears(job):
                    unreadable += 1
                    break
                turns = await self._store.turns_of_job(job.id)
                if asker.user in self._blocked:
                    unreadable += 1
                elif turns:
                    found += reversed(turns)
                elif (message := await self._message(id)) is not None and _says_something(message):
                    found.append(message)
                else:
                    unreadable += 1
                id = job.request.reply_to
                continue
            message = await self._message(id)
            if message is None:
                unreadable += 1
                break
            # An answer that the store does not know was forgotten or has expired.
            if message.own or not _says_something(message) or await self._is_kept_out(message):
                unreadable += 1
            else:
                found.append(message)
            id = message.reply_to
        match found:
            case [QuotedMessage(id=first) as parent, *above] if first == self._request.reply_to:
                return ReplyChain(above=above[::-1], parent=parent, unreadable=unreadable)
        return ReplyChain(above=found[::-1], unreadable=unreadable)

    def _is_for_these_ears(self, job: Job) -> bool:
        """True for an answer of the same conversation, or a public one of the same place that a thread is part of."""
        there, here = job.request.place, self._request.place
        if job.private:
            return conversation_key(there, job.request.caller, private=True) == self._conversation.key
        return there.key == here.key and there.thread in (None, here.thread)

    async def _message(self, id: str) -> QuotedMessage | None:
        """A message by its id, if the platform tells."""
        if id not in self._known and self._looked_up < LOOK_UPS and isinstance(self._platform, ReadsMessages):
            self._looked_up += 1
            for each in await self._platform.read_messages(self._request, id):
                self._known.setdefault(each.id, each)
        return self._known.get(id)

    async def _is_kept_out(self, message: QuotedMessage) -> bool:
        return message.author.rpartition(":")[2] in self._blocked or await wrote_before_forgotten(message, self._store)


async def wrote_before_forgotten(message: QuotedMessage | ThreadMessage, store: ChainStore) -> bool:
    """True for a message of somebody who was forgotten after they wrote it."""
    if not message.author:
        return False
    forgotten = await store.forgotten_at(message.author)
    return forgotten is not None and (message.at is None or message.at <= forgotten)


def _says_something(message: QuotedMessage) -> bool:
    return bool(message.text.strip() or message.attachments)
