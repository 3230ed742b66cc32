"""Deletion of everything about a person on request, and of everybody's old data."""

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Callable

from core.store.sqlite.blobs import SqliteBlobStore, mark_for_deletion
from core.store.sqlite.inbox import ANONYMISE_SPEND, forget_ended_job
from core.store.sqlite.message_log import ChangeNotifier, append_erased
from core.store.sqlite.migrations import backups
from core.store.sqlite.tables import blob_references


class SqliteRetention(SqliteBlobStore):
    """Deletions across all subjects."""

    _notifier: ChangeNotifier

    async def forget_person(self, user: str, at: float) -> int:
        """As `Store.forget_person`.

        Unfinished jobs stay, with their buttons, receipts, inputs and log entries; when a job ends, all of that except
        its log entries is deleted. Backups from before a migration are not rewritten: `expire` deletes them.
        """

        def forget(connection: sqlite3.Connection, erased: set[tuple[str, str]]) -> int:
            connection.execute("INSERT OR REPLACE INTO forgotten_person VALUES (?, ?)", (person_digest(user), at))
            return _forget(connection, user, erased)

        return await self._delete(forget, at)

    async def forgotten_at(self, user: str) -> float | None:
        """As `Store.forgotten_at`."""
        query = "SELECT at FROM forgotten_person WHERE digest = ?"
        row = await self._database.read(lambda connection: connection.execute(query, (person_digest(user),)).fetchone())
        return float(row[0]) if row is not None else None

    async def forget_tenant(self, tenant: str, at: float) -> int:
        """As `Store.forget_tenant`. Jobs that still run there are deleted when they end."""
        return await self._delete(lambda connection, erased: _forget_tenant(connection, tenant, erased), at)

    async def _delete(self, forget: Callable[[sqlite3.Connection, set[tuple[str, str]]], int], at: float) -> int:
        """Runs `forget` in one transaction, notifies the rooms, and removes all copies from the files."""
        deleted = 0
        erased: set[tuple[str, str]] = set()

        def unit(connection: sqlite3.Connection) -> int:
            nonlocal deleted
            erased.clear()
            deleted = forget(connection, erased)
            for room, reply in sorted(erased):
                append_erased(connection, room, reply, at)
            return deleted

        def scrub(connection: sqlite3.Connection) -> None:
            for room in {room for room, _ in erased}:
                self._notifier.notify(room)
            self._delete_marked(connection)
            if deleted:
                # SQLite overwrites deleted rows (`secure_delete`), but not the copies that page balancing left
                # behind. Only rewriting the file does, which takes about a second for 100 MB.
                connection.execute("VACUUM")
            _empty_log(connection)

        return await self._database.write(unit, scrub)

    async def expire(self, before: float) -> int:
        """As `Store.expire`.

        Bytes stay as long as anything younger refers to them. Backups of the database older than the time go, too.
        """
        abandoned = await asyncio.to_thread(self._files.untouched_since, before)

        def unit(connection: sqlite3.Connection) -> int:
            mark_for_deletion(connection, _without_row(connection, abandoned))
            return _expire(connection, before)

        def scrub(connection: sqlite3.Connection) -> None:
            self._delete_marked(connection)
            _empty_log(connection)

        count = await self._database.write(unit, scrub)
        await asyncio.to_thread(self._remove_backups, before)
        return count

    def _remove_backups(self, before: float) -> None:
        for file in backups(self._database.path).values():
            if file.stat().st_mtime < before:
                file.unlink(missing_ok=True)


def person_digest(user: str) -> bytes:
    """Returns the digest of a person's key."""
    return hashlib.sha256(user.encode()).digest()


def _empty_log(connection: sqlite3.Connection) -> None:
    """Checkpoints the write-ahead log and truncates it, which removes the older pages in it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _forget(connection: sqlite3.Connection, user: str, erased: set[tuple[str, str]]) -> int:
    """Deletes the rows of a person and adds the room and id of each of their replies to `erased`."""
    connection.execute("UPDATE job SET forget = 1 WHERE user_key = ? AND ended_at IS NULL", (user,))
    needed = _needed(connection, user)
    ended = connection.execute("SELECT id FROM job WHERE user_key = ? AND ended_at IS NOT NULL", (user,)).fetchall()
    count = 0
    for (id,) in ended:
        count += _delete_lines(connection, "reply = :reply AND author != ''", {"reply": id}, erased)
        count += forget_ended_job(connection, id)
    for deletion in (
        "DELETE FROM turn WHERE author = :user",
        "DELETE FROM preference WHERE scope = :user",
        "DELETE FROM feedback WHERE user_key = :user OR job IN (SELECT job FROM spend WHERE user_key = :user)",
        f"{ANONYMISE_SPEND} WHERE user_key = :user",
        "DELETE FROM reminder WHERE user_key = :user",
        "DELETE FROM stored_action WHERE requester = :user AND job NOT IN (SELECT id FROM job WHERE ended_at IS NULL)",
        "DELETE FROM blob_owner WHERE owner = :user AND sha256 NOT IN (SELECT value FROM json_each(:needed))",
    ):
        count += connection.execute(deletion, {"user": user, "needed": needed}).rowcount
    theirs = "(author = :user OR audience = :user) AND reply NOT IN (SELECT id FROM job WHERE ended_at IS NULL)"
    count += _delete_lines(connection, theirs, {"user": user}, erased)
    connection.execute("UPDATE job SET stop_by = '' WHERE stop_by = ? AND ended_at IS NOT NULL", (user,))
    return count + _remove_ownerless(connection)


def _forget_tenant(connection: sqlite3.Connection, tenant: str, erased: set[tuple[str, str]]) -> int:
    """Deletes the rows of all people of a tenant, and the preferences of its places."""
    of_tenant = {"prefix": f"{tenant}:"}
    people = connection.execute(
        """
        SELECT user_key FROM job WHERE substr(user_key, 1, length(:prefix)) = :prefix
        UNION SELECT author FROM turn WHERE substr(author, 1, length(:prefix)) = :prefix
        UNION SELECT requester FROM stored_action WHERE substr(requester, 1, length(:prefix)) = :prefix
        UNION SELECT owner FROM blob_owner WHERE substr(owner, 1, length(:prefix)) = :prefix
        UNION SELECT user_key FROM spend WHERE substr(user_key, 1, length(:prefix)) = :prefix
        UNION SELECT user_key FROM feedback WHERE substr(user_key, 1, length(:prefix)) = :prefix
        """,
        of_tenant,
    ).fetchall()
    count = sum(_forget(connection, user, erased) for (user,) in people)
    choices = "DELETE FROM preference WHERE substr(scope, 1, length(:prefix)) = :prefix"
    return count + connection.execute(choices, of_tenant).rowcount


def _delete_lines(
    connection: sqlite3.Connection, which: str, values: dict[str, str], erased: set[tuple[str, str]]
) -> int:
    lines = connection.execute(f"DELETE FROM log_entry WHERE {which} RETURNING room, reply", values).fetchall()  # noqa: S608
    erased.update(lines)
    return len(lines)


def _expire(connection: sqlite3.Connection, before: float) -> int:
    count = 0
    for deletion in (
        "DELETE FROM turn WHERE at < :before",
        "DELETE FROM job WHERE ended_at < :before",
        "DELETE FROM receipt WHERE job NOT IN (SELECT id FROM job)",
        "DELETE FROM reply_message WHERE job NOT IN (SELECT id FROM job)",
        "DELETE FROM stored_action WHERE at < :before",
        "DELETE FROM log_entry WHERE at < :before",
        "DELETE FROM forgotten_job WHERE accepted_at < :before",
    ):
        count += connection.execute(deletion, {"before": before}).rowcount
    needed = _needed(connection)
    count += connection.execute(
        "DELETE FROM blob_owner WHERE sha256 IN (SELECT sha256 FROM blob WHERE used_at < ?) "
        "AND sha256 NOT IN (SELECT value FROM json_each(?))",
        (before, needed),
    ).rowcount
    return count + _remove_ownerless(connection)


def _needed(connection: sqlite3.Connection, user: str | None = None) -> str:
    """The digests of the bytes that unfinished jobs (of a user) refer to, as a JSON list."""
    unfinished = connection.execute(
        "SELECT request FROM job WHERE ended_at IS NULL AND coalesce(:user, user_key) = user_key UNION ALL "
        "SELECT content FROM checkpoint JOIN job ON job.id = checkpoint.job WHERE coalesce(:user, user_key) = user_key",
        {"user": user},
    ).fetchall()
    return json.dumps(sorted(blob_references(*(text for (text,) in unfinished))))


def _remove_ownerless(connection: sqlite3.Connection) -> int:
    gone = connection.execute(
        "DELETE FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM blob_owner) RETURNING sha256"
    ).fetchall()
    mark_for_deletion(connection, [sha256 for (sha256,) in gone])
    return len(gone)


def _without_row(connection: sqlite3.Connection, digests: list[str]) -> list[str]:
    rows = connection.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT sha256 FROM blob)", (json.dumps(digests),)
    )
    return [digest for (digest,) in rows]
