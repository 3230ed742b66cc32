"""The port of turns, which conversations consist of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from core.domain.request import MediaRef


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of a conversation. The `author` of an answer is the key of the person it answers.

    `ordinal` numbers the turns of one job, so that a job that runs twice adds each turn once.
    """

    conversation: str
    job: str
    ordinal: int
    role: Literal["user", "assistant"]
    author: str
    name: str
    text: str
    media: tuple[MediaRef, ...] = ()
    at: float


class Turns(Protocol):
    """Conversations."""

    async def append_turns(self, turns: Sequence[Turn]) -> None:
        """Adds turns, or replaces those with the same job and ordinal."""
        ...

    async def load_turns(self, conversation: str, limit: int) -> Sequence[Turn]:
        """Returns the last turns, oldest first."""
        ...

    async def turns_of_job(self, job: str) -> Sequence[Turn]:
        """Returns the turns of one job, in order."""
        ...

    async def delete_turns(self, job: str) -> int:
        """Deletes the turns of one job, whose reply was deleted; returns how many."""
        ...

    async def delete_conversation(self, conversation: str) -> int:
        """Deletes a conversation; returns how many turns it had. Turns that come meanwhile may stay."""
        ...
