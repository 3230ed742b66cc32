"""Refused requests that wait for room, in SQLite."""

import logging
import sqlite3
from collections.abc import Sequence

from core.domain.request import Request
from core.store.sqlite.tables import SqliteTables, blob_references, touch_blobs

logger = logging.getLogger(__name__)


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

        query = "SELECT id, request FROM reminder WHERE due_at <= ? ORDER BY due_at, id"
        rows = await self._database.read(lambda connection: connection.execute(query, (before,)).fetchall())
        due = []
        for id, content in rows:
            try:
                due.append(Request.model_validate_json(content))
            except ValueError:
                logger.error("the reminder %s is damaged and is deleted", id)  # noqa: TRY400 - it would be quoted
                await self.delete_reminder(id)
        return due

    async def delete_reminder(self, id: str) -> None:
        """As `ReminderStore.delete_reminder`."""
        await self._database.write(
            lambda connection: connection.execute("DELETE FROM reminder WHERE id = ?", (id,)).rowcount
        )
