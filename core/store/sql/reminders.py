"""Refused requests that wait for room, in SQL."""

import logging
from collections.abc import Sequence

from core.domain.request import Request
from core.store.sql.mentions import note_quotes, note_use
from core.store.sql.tables import Tables, blob_references, touch_blobs
from core.store.sql.transaction import Transaction

logger = logging.getLogger(__name__)


class SqlReminderStore(Tables):
    """Implements `ReminderStore`."""

    async def save_reminder(self, request: Request, due_at: float) -> None:
        """As `ReminderStore.save_reminder`."""
        content = request.model_dump_json()
        digests = blob_references(content)

        def unit(transaction: Transaction) -> None:
            transaction.execute(
                "INSERT INTO reminder (id, user_key, request, due_at, place_scope) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at",
                (request.id, request.caller.key, content, due_at, request.place.scopes[-1]),
            )
            touch_blobs(transaction, digests, due_at)
            note_quotes(transaction, "reminder", request.id, request.quoted)
            note_use(transaction, request.id, digests)

        await self._database.write(unit)

    async def due_reminders(self, before: float) -> Sequence[Request]:
        """As `ReminderStore.due_reminders`."""

        query = "SELECT id, request FROM reminder WHERE due_at <= ? ORDER BY due_at, id"
        rows = await self._database.read(
            lambda transaction: transaction.execute(query, (transaction.now(before),)).fetchall()
        )
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
            lambda transaction: transaction.execute("DELETE FROM reminder WHERE id = ?", (id,)).rowcount
        )
