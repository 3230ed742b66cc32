"""Deletion of everything about a person on request, and of everybody's old data."""

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from core.store.sqlite.allowances import settle
from core.store.sqlite.blobs import SqliteBlobStore, mark_for_deletion
from core.store.sqlite.inbox import ANONYMISE_SPEND, DELETED_AT_END, cut_off_job, forget_ended_job, job_digest
from core.store.sqlite.memberships import forget_place, left_before, places_of
from core.store.sqlite.message_log import ChangeNotifier, append_erased
from core.store.sqlite.migrations import backups
from core.store.sqlite.tables import blob_references, empty_log, from_stored, rewrite_file, to_json


@dataclass(kw_only=True)
class Afterwards:
    """The changes in a database that is to be replaced by an older copy of itself.

    `forgotten` has the time of each digest of a person or a place, `jobs` the digests of forgotten jobs, `ended` the
    state of each job that has ended, `erased` the room and id of each erased reply, `left` the time at which each
    place was left.
    """

    forgotten: dict[bytes, float] = field(default_factory=dict)
    jobs: dict[bytes, float] = field(default_factory=dict)
    ended: dict[str, tuple[str, float]] = field(default_factory=dict)
    erased: set[tuple[str, str]] = field(default_factory=set)
    left: dict[str, float | None] = field(default_factory=dict)

    def read(self, connection: sqlite3.Connection) -> None:
        """Reads all of it. Raises `sqlite3.Error` at the first table that is damaged, or not there yet."""
        self.jobs.update(connection.execute("SELECT digest, accepted_at FROM forgotten_job"))
        self.erased.update(connection.execute("SELECT room, reply FROM log_entry WHERE author = ''"))
        jobs = connection.execute("SELECT id, state, ended_at FROM job WHERE ended_at IS NOT NULL")
        self.ended.update((id, (state, at)) for id, state, at in jobs)
        self.forgotten.update(connection.execute("SELECT digest, at FROM forgotten_person"))
        self.left.update(connection.execute("SELECT scope, left_at FROM membership"))


class SqliteRetention(SqliteBlobStore):
    """Deletions across all subjects."""

    _notifier: ChangeNotifier

    async def forget_person(self, user: str, at: float, *, sparing: str | None = None) -> int:
        """As `Store.forget_person`.

        Of unfinished jobs, only what withdraws their replies stays until they end. Backups from before a migration are
        not rewritten: `expire` deletes them.
        """

        def forget(connection: sqlite3.Connection, erased: set[tuple[str, str]]) -> int:
            connection.execute("INSERT OR REPLACE INTO forgotten_person VALUES (?, ?)", (person_digest(user), at))
            return _forget(connection, user, erased, sparing)

        return await self._delete(forget, at)

    async def forgotten_at(self, user: str) -> float | None:
        """As `Store.forgotten_at`."""
        query = "SELECT at FROM forgotten_person WHERE digest = ?"
        row = await self._database.read(lambda connection: connection.execute(query, (person_digest(user),)).fetchone())
        return float(row[0]) if row is not None else None

    async def delete_left(self, before: float, at: float, *, waiting: Collection[str] = ()) -> int:
        """As `Store.delete_left`."""

        def forget(connection: sqlite3.Connection, erased: set[tuple[str, str]]) -> int:
            left = left_before(connection, before, waiting)
            _remember(connection, {_place_digest(scope): at for scope in left})
            return sum(_forget_place(connection, scope, at, erased) for scope in left)

        ahead = "SELECT 1 FROM membership WHERE left_at > ? LIMIT 1"
        left, is_ahead = await self._database.read(
            lambda connection: (
                left_before(connection, before, waiting),
                connection.execute(ahead, (at,)).fetchone() is not None,
            )
        )
        if is_ahead:
            change = "UPDATE membership SET left_at = :at WHERE left_at > :at"
            await self._database.write(lambda connection: connection.execute(change, {"at": at}).rowcount)
        return await self._delete(forget, at) if left else 0

    async def rewrite_if_due(self) -> None:
        """As `Store.rewrite_if_due`."""
        due = (
            "SELECT 1 FROM rewrite_due WHERE NOT EXISTS "
            "(SELECT 1 FROM job WHERE forget > 0 AND ended_at IS NULL) LIMIT 1"
        )
        if await self._database.read(lambda connection: connection.execute(due).fetchone()) is not None:
            # The mark goes last: a process that is killed meanwhile leaves it to the next one.
            await self._database.write(lambda _: None, rewrite_file)
            await self._database.write(lambda connection: connection.execute("DELETE FROM rewrite_due").rowcount)

    async def catch_up(self, afterwards: Afterwards, since: float, at: float) -> int:
        """Brings a copy of the store up to the deletions that happened after it was made; returns how many rows went.

        The store must be the only one with its files, and run no jobs.
        """
        return await self._delete(lambda connection, erased: _catch_up(connection, afterwards, since, at, erased), at)

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
                rewrite_file(connection)
            else:
                empty_log(connection)

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
            empty_log(connection)

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


def _forget(connection: sqlite3.Connection, user: str, erased: set[tuple[str, str]], sparing: str | None = None) -> int:
    """Deletes the rows of a person and adds the room and id of each of their replies to `erased`.

    The job `sparing` runs to its end.
    """
    connection.execute("UPDATE job SET forget = ? WHERE id = ? AND forget = 0", (DELETED_AT_END, sparing))
    jobs = connection.execute(
        "SELECT id, ended_at IS NOT NULL FROM job WHERE user_key = ? AND id IS NOT ?", (user, sparing)
    ).fetchall()
    count = _forget_quotes(connection, user)
    for id, ended in jobs:
        count += _delete_lines(connection, "reply = :reply AND author != ''", {"reply": id}, erased)
        count += forget_ended_job(connection, id) if ended else cut_off_job(connection, id)
    needed = _needed(connection, user)
    for deletion in (
        "DELETE FROM turn WHERE author = :user",
        "DELETE FROM preference WHERE scope = :user",
        "DELETE FROM feedback WHERE user_key = :user OR job IN (SELECT job FROM spend WHERE user_key = :user)",
        f"{ANONYMISE_SPEND} WHERE user_key = :user",
        "DELETE FROM reminder WHERE user_key = :user",
        "DELETE FROM stored_action WHERE requester = :user AND job IS NOT :sparing",
        "DELETE FROM blob_owner WHERE owner = :user AND sha256 NOT IN (SELECT value FROM json_each(:needed))",
    ):
        count += connection.execute(deletion, {"user": user, "needed": needed, "sparing": sparing}).rowcount
    theirs = "(author = :user OR audience = :user) AND reply NOT IN (SELECT id FROM job WHERE ended_at IS NULL)"
    count += _delete_lines(connection, theirs, {"user": user}, erased)
    connection.execute(_NAMELESS_STOPS, (user,))
    connection.execute("UPDATE job SET stop_by = '', stop_user = '' WHERE stop_user = ?", (user,))
    return count + _remove_ownerless(connection)


_NAMELESS_STOPS = (
    "UPDATE log_entry SET content = json_replace(content, '$.by', '') WHERE json_valid(content) "
    "AND content ->> '$.event' = 'stopped' AND reply IN (SELECT id FROM job WHERE stop_user = ?)"
)
"""The log does not tell who has stopped the jobs of others."""


def _forget_quotes(connection: sqlite3.Connection, user: str) -> int:
    """Removes a person's messages from the requests of others who pointed at them; returns from how many."""
    changed = 0
    quoted = f'%"author":{json.dumps(user)}%'
    for table, column in (("job", "request"), ("reminder", "request"), ("stored_action", "action")):
        rows = connection.execute(f"SELECT id, {column} FROM {table} WHERE {column} LIKE ?", (quoted,)).fetchall()  # noqa: S608
        for id, text in rows:
            content = from_stored(text, f"{column} of {id}")
            if not isinstance(content, dict) or not isinstance(messages := content.get("quoted"), list):
                continue
            content["quoted"] = [each for each in messages if not isinstance(each, dict) or each.get("author") != user]
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (to_json(content), id))  # noqa: S608
            changed += 1
    return changed


def _forget_place(connection: sqlite3.Connection, scope: str, at: float, erased: set[tuple[str, str]]) -> int:
    """Deletes the rows of a place and, of a tenant, those of all its people."""
    count, jobs = forget_place(connection, scope, at)
    for id in jobs:
        count += _delete_lines(connection, "reply = :reply AND author != ''", {"reply": id}, erased)
    if scope.count(":") == 1:
        people = connection.execute(_PEOPLE).fetchall()
        count += sum(_forget(connection, user, erased) for (user,) in people if user.startswith(f"{scope}:"))
    return count + _remove_ownerless(connection)


def _place_digest(scope: str) -> bytes:
    return hashlib.sha256(f"tenant {scope}".encode()).digest()


def _remember(connection: sqlite3.Connection, forgotten: dict[bytes, float]) -> None:
    connection.executemany(
        "INSERT INTO forgotten_person VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET at = max(at, excluded.at)",
        list(forgotten.items()),
    )


def _catch_up(
    connection: sqlite3.Connection, afterwards: Afterwards, since: float, at: float, erased: set[tuple[str, str]]
) -> int:
    people = {key for (key,) in connection.execute(_PEOPLE)}
    places = {key[:end] for key in people for end, letter in enumerate(key) if letter == ":"}
    places |= places_of(connection)
    later = {digest for digest, when in afterwards.forgotten.items() if when >= since}
    forgotten = sorted(key for key in people if person_digest(key) in later)
    removed = sorted(key for key in places if _place_digest(key) in later)
    _remember(connection, afterwards.forgotten)
    connection.executemany("INSERT OR IGNORE INTO forgotten_job VALUES (?, ?)", list(afterwards.jobs.items()))
    unfinished = connection.execute("SELECT id, user_key FROM job WHERE ended_at IS NULL").fetchall()
    for id, user in unfinished:
        gone = (
            job_digest(id) in afterwards.jobs or user in forgotten or user.startswith(tuple(f"{t}:" for t in removed))
        )
        if gone or id in afterwards.ended:
            state, ended_at = afterwards.ended.get(id, ("stopped", at))
            connection.execute("UPDATE job SET state = ?, ended_at = ? WHERE id = ?", (state, ended_at, id))
            connection.execute("DELETE FROM checkpoint WHERE job = ?", (id,))
            settle(connection, id)
    count = sum(_forget(connection, user, erased) for user in forgotten)
    count += sum(_forget_place(connection, place, at, erased) for place in removed)
    connection.executemany("INSERT OR REPLACE INTO membership VALUES (?, ?)", list(afterwards.left.items()))
    for (id,) in connection.execute("SELECT id FROM job").fetchall():
        if job_digest(id) in afterwards.jobs:
            count += _delete_lines(connection, "reply = :reply AND author != ''", {"reply": id}, erased)
            count += forget_ended_job(connection, id)
    for room, reply in afterwards.erased:
        which = "room = :room AND reply = :reply AND author != ''"
        count += _delete_lines(connection, which, {"room": room, "reply": reply}, erased)
    return count + _remove_ownerless(connection)


_PEOPLE = """
    SELECT user_key FROM job UNION SELECT author FROM turn UNION SELECT scope FROM preference
    UNION SELECT requester FROM stored_action UNION SELECT owner FROM blob_owner UNION SELECT user_key FROM spend
    UNION SELECT user_key FROM feedback UNION SELECT user_key FROM reminder
    UNION SELECT author FROM log_entry UNION SELECT audience FROM log_entry WHERE audience IS NOT NULL
"""
"""The keys of all people of a database, and the scopes of preferences, which begin with a tenant, too."""


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
