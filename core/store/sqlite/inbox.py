"""Accepted requests and the receipts of their renderers, in SQLite."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import JsonValue

from core.domain.jobs import Job, Outcome
from core.domain.layout import Layout
from core.domain.limits import Charge
from core.domain.request import Request
from core.store.sqlite.allowances import admit, restart, settle
from core.store.sqlite.tables import SqliteTables, blob_references, to_json, touch_blobs

_State = Literal["accepted", "running", "done", "stopped", "failed"]

_COLUMNS = "id, request, private, layout, accepted_at, state, attempt, stop_by"
_SELECT = f"SELECT {_COLUMNS} FROM job WHERE id = ?"  # noqa: S608 - our own columns
ANONYMISE_SPEND = "UPDATE spend SET user_key = '', tenant = '', place = '', job = ''"
"""Keeps the amounts that a provider has counted and removes the person, the place and the job."""
_START = (
    "UPDATE job SET state = 'running', attempt = attempt + 1 WHERE id = ? AND ended_at IS NULL "  # noqa: S608 - ours
    f"RETURNING {_COLUMNS}"
)


class SqliteInbox(SqliteTables):
    """Implements `Inbox`."""

    async def accept(
        self,
        request: Request,
        charges: Sequence[Charge],
        at: float,
        *,
        private: bool = False,
        layout: Layout = Layout.TEXT,
    ) -> bool:
        """As `Inbox.accept`."""
        content = request.model_dump_json()
        digests = blob_references(content)

        def unit(connection: sqlite3.Connection) -> bool:
            added = connection.execute(
                "INSERT INTO job (id, user_key, request, accepted_at, private, layout) SELECT ?, ?, ?, ?, ?, ? "
                "WHERE NOT EXISTS (SELECT 1 FROM forgotten_job WHERE digest = ?) ON CONFLICT (id) DO NOTHING",
                (request.id, request.caller.key, content, at, private, layout.value, job_digest(request.id)),
            ).rowcount
            if not added:
                return False
            admit(connection, request.id, charges, at)
            touch_blobs(connection, digests, at)
            return True

        return await self._database.write(unit)

    async def job(self, id: str) -> Job | None:
        """As `Inbox.job`."""
        return _job(await self._database.read(lambda connection: connection.execute(_SELECT, (id,)).fetchone()))

    async def start_job(self, id: str) -> Job | None:
        """As `Inbox.start_job`."""

        def unit(connection: sqlite3.Connection) -> Job | None:
            job = _job(connection.execute(_START, (id,)).fetchone())
            if job is not None:
                restart(connection, id)
            return job

        return await self._database.write(unit)

    async def finish_job(self, id: str, outcome: Outcome, at: float) -> None:
        """As `Inbox.finish_job`. Deletes the job if its requester was forgotten meanwhile."""

        def unit(connection: sqlite3.Connection) -> None:
            row = connection.execute(
                "UPDATE job SET state = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL RETURNING forget",
                (outcome, at, id),
            ).fetchone()
            if row is not None:
                settle(connection, id)
            if row and row[0]:
                forget_ended_job(connection, id)

        await self._database.write(unit)

    async def unfinished_jobs(self) -> Sequence[str]:
        """As `Inbox.unfinished_jobs`."""
        return await self._database.read(
            lambda connection: _first_column(
                connection.execute("SELECT id FROM job WHERE ended_at IS NULL ORDER BY accepted_at, number")
            )
        )

    async def request_stop(self, id: str, by: str) -> bool:
        """As `Inbox.request_stop`."""
        change = "UPDATE job SET stop_by = coalesce(stop_by, ?) WHERE id = ? AND ended_at IS NULL"
        return await self._database.write(lambda connection: connection.execute(change, (by, id)).rowcount > 0)


class SqliteReceipts(SqliteTables):
    """Implements `Receipts`."""

    async def receipt(self, job: str) -> dict[str, JsonValue]:
        """As `Receipts.receipt`."""
        row = await self._database.read(
            lambda connection: connection.execute("SELECT content FROM receipt WHERE job = ?", (job,)).fetchone()
        )
        content: dict[str, JsonValue] = json.loads(row[0]) if row else {}
        return content

    async def save_receipt(self, job: str, content: Mapping[str, JsonValue]) -> None:
        """As `Receipts.save_receipt`."""
        change = "INSERT INTO receipt VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET content = excluded.content"
        text = to_json(dict(content))
        await self._database.write(lambda connection: connection.execute(change, (job, text)).rowcount)


def job_digest(job: str) -> bytes:
    """Returns the digest of a forgotten job's id, which is kept so that a late second delivery is still a duplicate."""
    return hashlib.sha256(job.encode()).digest()


def forget_ended_job(connection: sqlite3.Connection, id: str) -> int:
    """Deletes a job and everything that belongs to it except the log entries of its reply; returns how many rows."""
    connection.execute(
        "INSERT OR IGNORE INTO forgotten_job SELECT ?, accepted_at FROM job WHERE id = ?", (job_digest(id), id)
    )
    return sum(
        connection.execute(deletion, (id,)).rowcount
        for deletion in (
            "DELETE FROM receipt WHERE job = ?",
            "DELETE FROM stored_action WHERE job = ?",
            "DELETE FROM turn WHERE job = ?",
            "DELETE FROM feedback WHERE job = ?",
            f"{ANONYMISE_SPEND} WHERE job = ?",
            "DELETE FROM job WHERE id = ?",
        )
    )


def _job(row: tuple[str, str, int, str, float, _State, int, str | None] | None) -> Job | None:
    if row is None:
        return None
    id, request, private, layout, accepted_at, state, attempt, stop_by = row
    return Job(
        id=id,
        request=Request.model_validate_json(request),
        private=bool(private),
        layout=Layout(layout),
        accepted_at=accepted_at,
        state=state,
        attempt=attempt,
        stop_by=stop_by,
    )


def _first_column(rows: sqlite3.Cursor) -> list[str]:
    return [row[0] for row in rows]
