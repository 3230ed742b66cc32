"""Requests that wait for room, in SQLite."""

import sqlite3
from collections.abc import Sequence

from core.domain.request import Request
from core.store.sqlite.tables import SqliteTables, blob_references, touch_blobs


class SqliteReminderStore(SqliteTables):
    """Implements `ReminderStore`."""

    async def save_reminder(self, request: Request, due_at: float) -> None:
        """Keeps a request until a time, or moves one that is kept to another."""
        content = request.model_dump_json()
        digests = blob_references(content)

        def unit(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO reminder VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at",
                (request.id, request.caller.key, content, due_at),
            )
            touch_blobs(connection, digests, due_at)

        await self._database.write(unit)

    async def due_reminders(self, before: float) -> Sequence[Request]:
        """Those that are due before a time, the earliest first."""

        def query(connection: sqlite3.Connection) -> list[Request]:
            rows = connection.execute("SELECT request FROM reminder WHERE due_at <= ? ORDER BY due_at, id", (before,))
            return [Request.model_validate_json(content) for (content,) in rows]

        return await self._database.read(query)

    async def delete_reminder(self, id: str) -> None:
        """Deletes one that was handed in."""
        await self._database.write(
            lambda connection: connection.execute("DELETE FROM reminder WHERE id = ?", (id,)).rowcount
        )
