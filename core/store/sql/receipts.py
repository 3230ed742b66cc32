"""Receipts of renderers, in SQL."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from core.store.sql.mentions import note_use
from core.store.sql.tables import Tables, blob_references, from_stored, to_json
from core.store.sql.transaction import Transaction


class SqlReceipts(Tables):
    """Implements `Receipts`."""

    async def receipt(self, job: str) -> dict[str, JsonValue]:
        """As `Receipts.receipt`."""
        row = await self._database.read(
            lambda transaction: transaction.execute("SELECT content FROM receipt WHERE job = ?", (job,)).fetchone()
        )
        content = from_stored(row[0], f"receipt of job {job}") if row else {}
        return content if isinstance(content, dict) else {}

    async def save_receipt(self, job: str, content: Mapping[str, JsonValue], messages: Sequence[str] = ()) -> None:
        """As `Receipts.save_receipt`."""
        change = "INSERT INTO receipt VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET content = excluded.content"
        text = to_json(dict(content))
        digests = blob_references(text)

        def unit(transaction: Transaction) -> None:
            transaction.execute(change, (job, text))
            note_use(transaction, job, digests)
            transaction.execute_many(
                "INSERT INTO reply_message VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET job = excluded.job",
                [(message, job) for message in sorted(messages)],
            )

        await self._database.write(unit)

    async def job_of_message(self, message: str) -> str | None:
        """As `Receipts.job_of_message`."""
        query = "SELECT job FROM reply_message WHERE message = ?"
        row = await self._database.read(lambda transaction: transaction.execute(query, (message,)).fetchone())
        return str(row[0]) if row is not None else None
