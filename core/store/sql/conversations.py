"""The list of conversations that people opened beside a place, in SQL."""

from collections.abc import Sequence
from typing import Any

from core.store.ports.conversations import ConversationRecord
from core.store.sql.tables import Tables, after_prefix

_SELECT = (
    "SELECT conversation.room, owner, shared, title, created_at, asked_at, coalesce(pinned, 0), coalesce(archived, 0) "
    "FROM conversation LEFT JOIN conversation_mark AS mark "
    "ON mark.room = conversation.room AND mark.user_key = :viewer WHERE (shared = 1 OR owner = :viewer) AND "
)


class SqlConversationList(Tables):
    """Implements `ConversationList`."""

    async def create_conversation(self, room: str, owner: str, at: float, *, shared: bool) -> None:
        """As `ConversationList.create_conversation`."""
        change = (
            "INSERT INTO conversation (room, owner, shared, created_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (room) DO NOTHING"
        )
        values = (room, owner, int(shared), at)
        await self._database.write(lambda transaction: transaction.execute(change, values).rowcount)

    async def conversation(self, room: str, viewer: str) -> ConversationRecord | None:
        """As `ConversationList.conversation`."""
        query, values = f"{_SELECT} conversation.room = :room", {"room": room, "viewer": viewer}
        row = await self._database.read(lambda transaction: transaction.execute(query, values).fetchone())
        return None if row is None else _record(row)

    async def conversations(self, channel: str, viewer: str) -> Sequence[ConversationRecord]:
        """As `ConversationList.conversations`."""
        prefix = f"{channel}|"
        query = (
            f"{_SELECT} conversation.room >= :prefix AND conversation.room < :others "
            "ORDER BY coalesce(asked_at, created_at) DESC, conversation.room"
        )
        values = {"viewer": viewer, "prefix": prefix, "others": after_prefix(prefix)}
        rows = await self._database.read(lambda transaction: transaction.execute(query, values).fetchall())
        return [_record(row) for row in rows]

    async def name_conversation(self, room: str, title: str, by: str) -> None:
        """As `ConversationList.name_conversation`."""
        change = "UPDATE conversation SET title = ?, titled_by = ?, title_at = NULL WHERE room = ?"
        await self._database.write(lambda transaction: transaction.execute(change, (title, by, room)).rowcount)

    async def note_asked(self, room: str, title: str, by: str, at: float) -> None:
        """As `ConversationList.note_asked`."""
        values = {"room": room, "title": title, "by": by, "at": at}
        named = (
            "UPDATE conversation SET title = :title, titled_by = :by, title_at = :at WHERE room = :room AND title = ''"
        )
        asked = (
            "UPDATE conversation SET asked_at = CASE WHEN asked_at > :at THEN asked_at ELSE :at END WHERE room = :room"
        )
        await self._database.write(
            lambda transaction: [transaction.execute(change, values).rowcount for change in (named, asked)]
        )

    async def mark_conversation(self, room: str, user: str, *, pinned: bool, archived: bool) -> None:
        """As `ConversationList.mark_conversation`."""
        change = (
            "INSERT INTO conversation_mark SELECT room, ?, ?, ? FROM conversation WHERE room = ? "
            "ON CONFLICT (room, user_key) DO UPDATE SET pinned = excluded.pinned, archived = excluded.archived"
        )
        values = (user, int(pinned), int(archived), room)
        await self._database.write(lambda transaction: transaction.execute(change, values).rowcount)


def _record(row: tuple[Any, ...]) -> ConversationRecord:
    room, owner, shared, title, created_at, asked_at, pinned, archived = row
    return ConversationRecord(
        room=room,
        owner=owner,
        shared=bool(shared),
        title=title,
        created_at=created_at,
        asked_at=asked_at,
        pinned=bool(pinned),
        archived=bool(archived),
    )
