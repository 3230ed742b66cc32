"""Conversations: what was said in a place, kept apart by audience.

The key of a conversation is the platform, tenant, channel, thread (or none) and the audience: public, or private to one
person. Nothing crosses from one conversation to another: private words in a channel are not remembered in public.
"""

from collections.abc import Sequence
from typing import Literal

from core.domain.request import Caller, MediaRef, Place, Request
from core.inference.requests import ChatMessage
from core.platform import ThreadMessage
from core.store.ports.preferences import Preferences
from core.store.ports.turns import Turn, Turns

REMEMBERED_TURNS = 40
"""The number of turns read back for a model, before they are trimmed to its context."""


def conversation_key(place: Place, caller: Caller, *, private: bool) -> str:
    """The conversation that a request belongs to."""
    ears = caller.key if private else "public"
    return "|".join((place.key, place.thread or "", ears))


async def takes_part(turns: Turns, place: Place) -> bool:
    """True for a thread in which the bot has answered lately, in public."""
    key = "|".join((place.key, place.thread or "", "public"))
    return any(turn.role == "assistant" for turn in await turns.load_turns(key, REMEMBERED_TURNS))


class Conversation:
    """The conversation of one request. It loads earlier turns, and appends the turns of this job once."""

    def __init__(self, turns: Turns, request: Request, *, private: bool) -> None:
        self.key = conversation_key(request.place, request.caller, private=private)
        self._private = private
        self._turns = turns
        self._request = request

    async def load(self, limit: int = REMEMBERED_TURNS) -> Sequence[Turn]:
        """Loads the turns before this job, oldest first: those of `Request.above`, or else all of the conversation."""
        if self._request.above is not None:
            return await self._load_above(self._request.above, limit)
        turns = await self._turns.load_turns(self.key, limit)
        return [turn for turn in turns if turn.job != self._request.id]

    async def _load_above(self, jobs: Sequence[str], limit: int) -> Sequence[Turn]:
        found: list[Turn] = []
        for job in reversed(dict.fromkeys(jobs)):
            turns = await self._turns.turns_of_job(job)
            found[:0] = [turn for turn in turns if turn.conversation == self.key and job != self._request.id]
            if len(found) >= limit:
                break
        return found[-limit:]

    async def messages(self, limit: int = REMEMBERED_TURNS) -> list[ChatMessage]:
        """The same turns as messages for a model."""
        return messages_of(await self.load(limit))

    async def last_picture(self) -> MediaRef | None:
        """The newest picture of the conversation."""
        for turn in reversed(await self.load()):
            for media in reversed(turn.media):
                if media.media_type.startswith("image/"):
                    return media
        return None

    async def append(
        self, question: str, answer: str, at: float, *, given: Sequence[MediaRef] = (), made: Sequence[MediaRef] = ()
    ) -> None:
        """Appends the question and the answer."""
        await self._turns.append_turns(
            [
                self._turn(0, "user", self._request.caller.name, question, given, at),
                self._turn(1, "assistant", "Troubadour", answer, made, at),
            ]
        )

    async def is_new_thread(self, store: Preferences) -> bool:
        """True for the public conversation of a thread without any turns, unless people made the bot forget it."""
        thread = self._request.place.thread
        if thread is None or self._private or await self._turns.load_turns(self.key, 1):
            return False
        return _forgotten(thread) not in await store.preferences(self._request.place.key)

    async def append_history(self, said: Sequence[tuple[ThreadMessage, Sequence[MediaRef]]], at: float) -> None:
        """Appends earlier messages of a thread and their files under their authors; an answer of the bot is kept under
        the person it answered."""
        turns, asker = [], ""
        for ordinal, (each, files) in enumerate(said):
            asker = asker if each.own else each.author
            turns.append(
                Turn(
                    conversation=self.key,
                    job=_thread_job(self.key),
                    ordinal=ordinal,
                    role="assistant" if each.own else "user",
                    author=asker,
                    name=each.name,
                    text=each.text,
                    media=tuple(files),
                    at=at,
                )
            )
        await self._turns.append_turns(turns)

    async def forget(self, store: Preferences) -> int:
        """Deletes the conversation and returns how many turns it had. A forgotten thread is not read again."""
        thread = self._request.place.thread
        if thread is not None and not self._private:
            await store.set_preference(self._request.place.key, _forgotten(thread), True)
        return await self._turns.delete_conversation(self.key)

    def _turn(
        self,
        ordinal: int,
        role: Literal["user", "assistant"],
        name: str,
        text: str,
        media: Sequence[MediaRef],
        at: float,
    ) -> Turn:
        return Turn(
            conversation=self.key,
            job=self._request.id,
            ordinal=ordinal,
            role=role,
            author=self._request.caller.key,
            name=name,
            text=text,
            media=tuple(media),
            at=at,
        )


def messages_of(turns: Sequence[Turn]) -> list[ChatMessage]:
    """Turns as messages for a model. Each names its speaker, because there may be several."""
    return [
        ChatMessage(role=turn.role, text=turn.text, name=turn.name if turn.role == "user" else None)
        for turn in turns
        if turn.text
    ]


def is_of_thread(turn: Turn) -> bool:
    """True for a message of a thread from before the bot was called into it."""
    return turn.job == _thread_job(turn.conversation)


def _thread_job(conversation: str) -> str:
    """The id under which the earlier messages of a thread are kept, the same however often it is read."""
    return f"thread:{conversation}"


def _forgotten(thread: str) -> str:
    """The name of the preference that marks a thread of a place as forgotten."""
    return f"forgotten-thread-{thread}"
