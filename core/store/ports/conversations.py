"""The port of the conversations that people opened beside a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class ConversationRecord:
    """A conversation that somebody opened beside a place: a thread of its own, with a room of the log.

    `room` is the last of `Place.scopes`. `owner` is a `Caller.key`, empty once that person was forgotten. Nobody but
    the owner reads one that is not `shared`. `title` is empty until the first question; `asked_at` is the time of the
    newest one. `pinned` and `archived` are the marks of the person who asks for it.
    """

    room: str
    owner: str
    shared: bool
    title: str = ""
    created_at: float
    asked_at: float | None = None
    pinned: bool = False
    archived: bool = False


class ConversationList(Protocol):
    """Conversations that people opened beside a place, with titles, and each person's marks."""

    async def create_conversation(self, room: str, owner: str, at: float, *, shared: bool) -> None:
        """Adds a conversation, unless it exists."""
        ...

    async def conversation(self, room: str, viewer: str) -> ConversationRecord | None:
        """Returns a conversation with the marks of `viewer`; None if there is none that they may read."""
        ...

    async def conversations(self, channel: str, viewer: str) -> Sequence[ConversationRecord]:
        """Returns those of a place (`Place.key`) that `viewer` may read, with their marks, the newest first."""
        ...

    async def name_conversation(self, room: str, title: str, by: str) -> None:
        """Gives a title, in the words of a person (`Caller.key`)."""
        ...

    async def note_asked(self, room: str, title: str, by: str, at: float) -> None:
        """Notes a question, and makes the title from it if there is none."""
        ...

    async def mark_conversation(self, room: str, user: str, *, pinned: bool, archived: bool) -> None:
        """Sets the marks of a person on a conversation that exists."""
        ...
