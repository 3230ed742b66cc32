"""Checkpoints of unfinished jobs, in SQL."""

from collections.abc import Mapping

from pydantic import JsonValue

from core.store.sql.locks import job_key
from core.store.sql.mentions import note_use
from core.store.sql.tables import Tables, blob_references, from_stored, to_json
from core.store.sql.transaction import Transaction


class SqlCheckpoints(Tables):
    """Implements `Checkpoints`."""

    async def checkpoints(self, job: str) -> Mapping[str, JsonValue]:
        """As `Checkpoints.checkpoints`."""
        query = "SELECT name, content FROM checkpoint WHERE job = ?"
        rows = await self._database.read(lambda transaction: transaction.execute(query, (job,)).fetchall())
        found = ((name, from_stored(content, f"checkpoint of job {job}")) for name, content in rows)
        return {name: content for name, content in found if content is not None}

    async def save_checkpoint(self, job: str, name: str, content: JsonValue) -> None:
        """As `Checkpoints.save_checkpoint`."""
        change = (
            "INSERT INTO checkpoint SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM job WHERE id = ? AND ended_at IS NULL) "
            "ON CONFLICT (job, name) DO UPDATE SET content = excluded.content"
        )
        values = (job, name, to_json(content), job)
        digests = blob_references(values[2])

        def unit(transaction: Transaction) -> None:
            transaction.lock(job_key(job))
            transaction.execute(change, values)
            note_use(transaction, job, digests)

        await self._database.write(unit)
