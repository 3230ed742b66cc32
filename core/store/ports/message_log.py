"""The port of message logs, one for each room."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One entry of a room's log. `number` only grows within a room; `reply` groups the entries of one reply.

    `audience` is the `Caller.key` of the only person who may read it, or None for everybody.
    """

    number: int
    reply: str
    author: str
    audience: str | None
    at: float
    content: dict[str, JsonValue]


ERASED: Mapping[str, JsonValue] = {"event": "erased"}
"""The entry that replaces all entries of an erased or forgotten reply, without an author and readable by everybody."""


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """The entries of some successive replies of a room, in order, as they were at one moment.

    `newest` is the highest number in the room at that moment: a tail after it continues the page. `before` leads to the
    page with older replies, `after` to the one with newer replies; None if there are none.
    """

    entries: Sequence[LogEntry]
    newest: int
    before: int | None
    after: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoomHead:
    """The highest number in a room, 0 if it is empty; `private` is True if it has entries for one viewer alone."""

    newest: int
    private: bool


@dataclass(frozen=True, kw_only=True)
class FoundEntry:
    """An entry of a room with words that somebody looked for; `text` is the text that has them."""

    room: str
    entry: LogEntry
    text: str


class MessageLog(Protocol):
    """Append-only logs of rooms, for a platform whose messages are a log, such as the web.

    A room is a place, or a thread in it, as one string.
    """

    async def append(
        self,
        room: str,
        reply: str,
        author: str,
        audience: str | None,
        contents: Sequence[dict[str, JsonValue]],
        at: float,
        *,
        first: bool = False,
    ) -> int | None:
        """Adds entries and wakes everybody who tails the room; returns the number of the last entry.

        With `first` it adds nothing and returns None if the reply already has entries in the room: the process that
        accepts a job and the process that runs it may both open its reply, and only the first one does.
        """
        ...

    async def read(self, room: str, after: int, viewer: str, limit: int = 500) -> Sequence[LogEntry]:
        """Returns the entries after a number that `viewer` may read, in order."""
        ...

    async def openings(self, room: str) -> Sequence[LogEntry]:
        """Returns the first entry of each author's newest reply that everybody may read, in order."""
        ...

    async def room_head(self, room: str, viewer: str) -> RoomHead:
        """Returns how far the room goes, and whether any of it is for `viewer` alone."""
        ...

    async def read_back(self, room: str, viewer: str, replies: int, before: int | None = None) -> LogPage:
        """Returns the newest replies that `viewer` may read, or those that began before a number.

        A reply begins with its first entry. Replies that were erased, or whose first entry has expired, are left out.
        """
        ...

    async def read_on(self, room: str, viewer: str, replies: int, after: int) -> LogPage:
        """As `read_back`, with the replies that began after a number. `before` is None."""
        ...

    async def opening_of(self, room: str, reply: str, viewer: str) -> int | None:
        """Returns the number of the first entry of a reply; None if `viewer` may not read it, or it has none."""
        ...

    async def search(
        self, rooms: Collection[str], words: Sequence[str], viewer: str, limit: int
    ) -> Sequence[FoundEntry]:
        """Returns the entries that `viewer` may read and of which one text has all words, the newest first.

        Of a reply it returns one entry. Letters match in either case.
        """
        ...

    async def rooms_of_file(self, sha256: str, viewer: str) -> Sequence[str]:
        """Returns the rooms with an entry that names a file, by its digest under the key `sha256`, and of which
        nothing keeps `viewer` out but the room itself."""
        ...

    def tail(self, room: str, after: int, viewer: str) -> AsyncGenerator[Sequence[LogEntry], None]:
        """Yields the entries after a number in batches, then new ones as they arrive. It never ends by itself.

        However many listeners a room has, a new entry is read once. A listener may get several entries that were
        replaced meanwhile instead of the one that replaces them.
        """
        ...

    async def replace(self, room: str, reply: str, numbers: Sequence[int], content: dict[str, JsonValue]) -> None:
        """Replaces several entries of one reply by one, under the highest of their numbers."""
        ...

    async def erase(self, room: str, reply: str, at: float) -> None:
        """Deletes all entries of a reply and appends `ERASED`, so that everybody who tails the room learns of it."""
        ...
