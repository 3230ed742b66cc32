"""What was said, and who may hear it.

A conversation is keyed by platform, tenant, channel, thread or none, and whether it was public or private to one
person. Nothing crosses from one to another: what was said privately in a channel is not remembered in public.
"""

from collections.abc import Sequence
from typing import Literal

from core.domain.request import Caller, MediaRef, Place, Request
from core.inference.engine import ChatMessage
from core.platform import Said
from core.store.ports import Preferences, Turn, Turns

REMEMBERED_TURNS = 40
"""How many turns are read back for a model; trimming to its context comes after."""


def conversation_key(place: Place, caller: Caller, *, private: bool) -> str:
    """The conversation that a request belongs to."""
    ears = caller.key if private else "public"
    return "|".join((place.key, place.thread or "", ears))


class Conversation:
    """The conversation of one request: reads what was said before, and remembers this job's turns once."""

    def __init__(self, turns: Turns, request: Request, *, private: bool) -> None:
        self.key = conversation_key(request.place, request.caller, private=private)
        self._private = private
        self._turns = turns
        self._request = request

    async def load(self, limit: int = REMEMBERED_TURNS) -> Sequence[Turn]:
        """The turns before this job, oldest first."""
        turns = await self._turns.load_turns(self.key, limit)
        return [turn for turn in turns if turn.job != self._request.id]

    async def messages(self, limit: int = REMEMBERED_TURNS) -> list[ChatMessage]:
        """The same as messages for a model; who speaks is named, since several people may."""
        return [
            ChatMessage(role=turn.role, text=turn.text, name=turn.name if turn.role == "user" else None)
            for turn in await self.load(limit)
            if turn.text
        ]

    async def last_picture(self) -> MediaRef | None:
        """The newest picture that was given or made here."""
        for turn in reversed(await self.load()):
            for media in reversed(turn.media):
                if media.media_type.startswith("image/"):
                    return media
        return None

    async def append(
        self, question: str, answer: str, at: float, *, given: Sequence[MediaRef] = (), made: Sequence[MediaRef] = ()
    ) -> None:
        """Adds what was asked and what was answered."""
        await self._turns.append_turns(
            [
                self._turn(0, "user", self._request.caller.name, question, given, at),
                self._turn(1, "assistant", "Troubadour", answer, made, at),
            ]
        )

    async def is_new_thread(self, store: Preferences) -> bool:
        """Whether it is the public conversation of a thread of which nothing is known, and nothing was forgotten."""
        thread = self._request.place.thread
        if thread is None or self._private or await self._turns.load_turns(self.key, 1):
            return False
        return _forgotten(thread) not in await store.preferences(self._request.place.key)

    async def append_history(self, said: Sequence[Said], at: float) -> None:
        """Remembers what was said in a thread before, under its authors; an answer, under whom it answered."""
        turns, asker = [], ""
        for ordinal, each in enumerate(said):
            asker = asker if each.own else each.author
            turns.append(
                Turn(
                    conversation=self.key,
                    job=f"thread:{self.key}",  # the same however often it is read
                    ordinal=ordinal,
                    role="assistant" if each.own else "user",
                    author=asker,
                    name=each.name,
                    text=each.text,
                    at=at,
                )
            )
        await self._turns.append_turns(turns)

    async def forget(self, store: Preferences) -> int:
        """Forgets the conversation; how many turns it had. A thread is not read again after that."""
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


def _forgotten(thread: str) -> str:
    """The preference of a place that says that a thread was forgotten."""
    return f"forgotten-thread-{thread}"
