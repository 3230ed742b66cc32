"""Files that nobody owns any more, and those that unfinished jobs still need."""

import json
from collections.abc import Iterable

from core.store.sql.blobs import mark_for_deletion
from core.store.sql.locks import file_key
from core.store.sql.tables import blob_references
from core.store.sql.transaction import Transaction

_BATCH = 100
"""The files that are deleted in one statement."""


def needed_files(transaction: Transaction, user: str | None = None) -> str:
    """The digests of the bytes that unfinished jobs (of a user) refer to, as a JSON list."""
    jobs = "FROM job WHERE ended_at IS NULL" + (" AND user_key = :user" if user is not None else "")
    unfinished = transaction.execute(
        f"SELECT request {jobs} UNION ALL SELECT content FROM checkpoint WHERE job IN (SELECT id {jobs})",  # noqa: S608
        {"user": user},
    ).fetchall()
    return json.dumps(sorted(blob_references(*(text for (text,) in unfinished))))


def ownerless_files(transaction: Transaction) -> list[str]:
    """Returns the digests of all files without an owner."""
    query = "SELECT sha256 FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM blob_owner)"
    return [sha256 for (sha256,) in transaction.execute(query).fetchall()]


def remove_ownerless_files(transaction: Transaction, digests: Iterable[str]) -> int:
    """Deletes those of these files that have no owner."""
    candidates, count = sorted(set(digests)), 0
    # Whoever puts the same bytes meanwhile holds the lock until they have an owner.
    transaction.lock(*map(file_key, candidates))
    for first in range(0, len(candidates), _BATCH):
        batch = candidates[first : first + _BATCH]
        gone = transaction.execute(
            f"DELETE FROM blob WHERE sha256 IN ({', '.join('?' * len(batch))}) "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM blob_owner WHERE blob_owner.sha256 = blob.sha256) RETURNING sha256",
            batch,
        ).fetchall()
        transaction.execute_many("DELETE FROM blob_use WHERE sha256 = ?", gone)
        mark_for_deletion(transaction, [sha256 for (sha256,) in gone])
        count += len(gone)
    return count


def files_without_row(transaction: Transaction, digests: list[str]) -> list[str]:
    """Returns those of the digests that no row names."""
    rows = transaction.execute(
        f"SELECT value FROM ({transaction.dialect.texts.format('?')}) AS found "  # noqa: S608
        "WHERE value NOT IN (SELECT sha256 FROM blob)",
        (json.dumps(digests),),
    )
    return [digest for (digest,) in rows]
