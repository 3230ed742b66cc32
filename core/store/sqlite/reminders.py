"""Refused requests that wait for room, in SQLite."""

import sqlite3
from collections.abc import Sequence

from core.domain.request import Request
from core.store.sqlite.tables import SqliteTables, blob_references, touch_blobs


class SqliteReminderStore(SqliteTables):
    """Implements `ReminderStore`."""

    async def save_reminder(self, request: Request, due_at: float) -> None:
        """As `ReminderStore.save_reminder`."""
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
        """As `ReminderStore.due_reminders`."""

        def query(connection: sqlite3.Connection) -> list[Request]:
            rows = connection.execute("SELECT request FROM reminder WHERE due_at <= ? ORDER BY due_at, id", (before,))
            return [Request.model_validate_json(content) for (content,) in rows]

        return await self._database.read(query)

    async def delete_reminder(self, id: str) -> None:
        """As `ReminderStore.delete_reminder`."""
        await self._database.write(
            lambda connection: connection.execute("DELETE FROM reminder WHERE id = ?", (id,)).rowcount
        )
