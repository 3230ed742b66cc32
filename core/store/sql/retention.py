"""Deletion of everything about a person on request, and of everybody's old data."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from core.store.sql.allowances import lock_charges_of, settle
from core.store.sql.blobs import SqlBlobStore, mark_for_deletion
from core.store.sql.cached_answers import forget_answers
from core.store.sql.inbox import ANONYMISE_SPEND, DELETED_AT_END, cut_off_job, forget_ended_job, job_digest
from core.store.sql.locks import file_key, job_key, person_key, room_key
from core.store.sql.memberships import forget_place, left_before, places_of
from core.store.sql.mentions import SOURCES, fill_in_all, forget_old_uses, rows_quoting
from core.store.sql.message_log import ChangeNotifier, append_erased
from core.store.sql.provider_queues import forget_calls
from core.store.sql.tables import after_prefix, blob_references, from_stored, person_digest, to_json
from core.store.sql.transaction import Transaction, Upkeep

_BATCH = 100
"""The files that are deleted in one statement."""


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

    def read(self, transaction: Transaction) -> None:
        """Reads all of it. Raises the database's error at the first table that is damaged, or not there yet."""
        self.jobs.update(transaction.execute("SELECT digest, accepted_at FROM forgotten_job"))
        self.erased.update(transaction.execute("SELECT room, reply FROM log_entry WHERE author = ''"))
        jobs = transaction.execute("SELECT id, state, ended_at FROM job WHERE ended_at IS NOT NULL")
        self.ended.update((id, (state, at)) for id, state, at in jobs)
        self.forgotten.update(transaction.execute("SELECT digest, at FROM forgotten_person"))
        self.left.update(transaction.execute("SELECT scope, left_at FROM membership"))


class SqlRetention(SqlBlobStore):
    """Deletions across all subjects."""

    _notifier: ChangeNotifier

    async def forget_person(self, user: str, at: float, *, sparing: str | None = None) -> int:
        """As `Store.forget_person`.

        Of unfinished jobs, only what withdraws their replies stays until they end. Backups from before a migration are
        not rewritten: `expire` deletes them.
        """

        def forget(transaction: Transaction, erased: set[tuple[str, str]]) -> int:
            transaction.execute(
                "INSERT INTO forgotten_person VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET at = excluded.at",
                (person_digest(user), at),
            )
            return _forget(transaction, user, erased, sparing)

        return await self._delete(forget, at)

    async def forgotten_at(self, user: str) -> float | None:
        """As `Store.forgotten_at`."""
        query = "SELECT at FROM forgotten_person WHERE digest = ?"
        row = await self._database.read(
            lambda transaction: transaction.execute(query, (person_digest(user),)).fetchone()
        )
        return float(row[0]) if row is not None else None

    async def delete_left(self, scopes: Collection[str], before: float, at: float) -> int:
        """As `Store.delete_left`."""

        def forget(transaction: Transaction, erased: set[tuple[str, str]]) -> int:
            left = [scope for scope in left_before(transaction, before, at) if scope in scopes]
            _remember(transaction, {_place_digest(scope): at for scope in left})
            return sum(_forget_place(transaction, scope, at, erased) for scope in left)

        return await self._delete(forget, at)

    async def delete_place(self, scope: str, at: float) -> int:
        """As `Store.delete_place`."""

        def forget(transaction: Transaction, erased: set[tuple[str, str]]) -> int:
            _remember(transaction, {_place_digest(scope): at})
            return _forget_place(transaction, scope, at, erased)

        return await self._delete(forget, at)

    async def rewrite_if_due(self) -> None:
        """As `Store.rewrite_if_due`."""
        due = (
            "SELECT 1 FROM rewrite_due WHERE NOT EXISTS "
            "(SELECT 1 FROM job WHERE forget > 0 AND ended_at IS NULL) LIMIT 1"
        )
        if await self._database.read(lambda transaction: transaction.execute(due).fetchone()) is not None:
            # The mark goes last: a process that is killed meanwhile leaves it to the next one.
            await self._database.write(lambda _: None, lambda upkeep: upkeep.rewrite(), long=True)
            await self._database.write(lambda transaction: transaction.execute("DELETE FROM rewrite_due").rowcount)

    async def catch_up(self, afterwards: Afterwards, since: float, at: float) -> int:
        """Brings a copy of the store up to the deletions that happened after it was made; returns how many rows went.

        The store must be the only one with its files, and run no jobs.
        """
        return await self._delete(lambda transaction, erased: _catch_up(transaction, afterwards, since, at, erased), at)

    async def _delete(self, forget: Callable[[Transaction, set[tuple[str, str]]], int], at: float) -> int:
        """Runs `forget` in one transaction, notifies the rooms, and removes all copies from the files."""
        deleted = 0
        erased: set[tuple[str, str]] = set()

        def unit(transaction: Transaction) -> int:
            nonlocal deleted
            erased.clear()
            deleted = forget(transaction, erased)
            transaction.lock(*{room_key(room) for room, _ in erased})
            for room, reply in sorted(erased):
                append_erased(transaction, room, reply, at)
            return deleted

        def scrub(upkeep: Upkeep) -> None:
            for room in {room for room, _ in erased}:
                self._notifier.notify(room)
            self._delete_marked(upkeep)
            if deleted:
                upkeep.rewrite()
            else:
                upkeep.empty_log()

        return await self._database.write(unit, scrub, long=True)

    async def expire(self, before: float) -> int:
        """As `Store.expire`.

        Bytes stay as long as anything younger refers to them.
        """
        abandoned = [] if self._files is None else await asyncio.to_thread(self._files.untouched_since, before)

        def unit(transaction: Transaction) -> int:
            mark_for_deletion(transaction, _without_row(transaction, abandoned))
            return _expire(transaction, before)

        def scrub(upkeep: Upkeep) -> None:
            self._delete_marked(upkeep)
            upkeep.empty_log()

        return await self._database.write(unit, scrub, long=True)


def _forget(transaction: Transaction, user: str, erased: set[tuple[str, str]], sparing: str | None = None) -> int:
    """Deletes the rows of a person and adds the room and id of each of their replies to `erased`.

    The job `sparing` runs to its end.
    """
    transaction.lock(person_key(user))
    fill_in_all(transaction)
    unlocked = transaction.execute("SELECT id FROM job WHERE user_key = ? ORDER BY id", (user,)).fetchall()
    transaction.lock(*(job_key(id) for (id,) in unlocked))
    transaction.execute("UPDATE job SET forget = ? WHERE id = ? AND forget = 0", (DELETED_AT_END, sparing))
    jobs = transaction.execute(
        "SELECT id, ended_at IS NOT NULL FROM job WHERE user_key = ? AND id <> ?", (user, sparing or "")
    ).fetchall()
    count = _forget_quotes(transaction, user) + forget_answers(transaction, user)
    for id, ended in jobs:
        count += _delete_lines(transaction, "reply = :reply AND author != ''", {"reply": id}, erased)
        count += forget_ended_job(transaction, id) if ended else cut_off_job(transaction, id)
    needed, texts = _needed(transaction, user), transaction.dialect.texts.format(":needed")
    for deletion in (
        "DELETE FROM turn WHERE author = :user",
        "DELETE FROM preference WHERE scope = :user",
        "DELETE FROM conversation WHERE owner = :user AND shared = 0",
        "DELETE FROM conversation_mark WHERE user_key = :user",
        "DELETE FROM feedback WHERE user_key = :user",
        "DELETE FROM feedback WHERE job IN (SELECT job FROM spend WHERE user_key = :user)",
        f"{ANONYMISE_SPEND} WHERE user_key = :user",
        "DELETE FROM reminder WHERE user_key = :user",
        "DELETE FROM stored_action WHERE requester = :user AND job <> :sparing",
    ):
        count += transaction.execute(deletion, {"user": user, "sparing": sparing or ""}).rowcount
    disowned = transaction.execute(
        f"DELETE FROM blob_owner WHERE owner = :user AND sha256 NOT IN ({texts}) RETURNING sha256",  # noqa: S608
        {"user": user, "needed": needed},
    ).fetchall()
    count += len(disowned)
    unfinished = "SELECT 1 FROM job WHERE id = log_entry.reply AND ended_at IS NULL"
    theirs = f"(author = :user OR audience = :user) AND NOT EXISTS ({unfinished})"
    count += _delete_lines(transaction, theirs, {"user": user}, erased)
    _forget_stops(transaction, user)
    forget_calls(transaction, user)
    _forget_shared_conversations(transaction, user)
    return count + _remove_ownerless(transaction, (sha256 for (sha256,) in disowned))


def _forget_stops(transaction: Transaction, user: str) -> None:
    """Removes the name of a person from the jobs of others that they have stopped."""
    lines = f"SELECT number, content FROM log_entry WHERE reply IN (SELECT id FROM job WHERE {_STOPPED})"  # noqa: S608
    for number, text in transaction.execute(lines, (user,)).fetchall():
        content = from_stored(text, f"log entry {number}")
        if isinstance(content, dict) and content.get("event") == "stopped":
            content["by"] = ""
            transaction.execute("UPDATE log_entry SET content = ? WHERE number = ?", (to_json(content), number))
    transaction.execute(f"UPDATE job SET stop_by = '', stop_user = '' WHERE {_STOPPED}", (user,))  # noqa: S608


def _forget_shared_conversations(transaction: Transaction, user: str) -> None:
    """Leaves the shared conversations of a person to the others, without their name and their words."""
    for change in (
        "UPDATE conversation SET title = '', titled_by = '', title_at = NULL WHERE titled_by = ? AND titled_by <> ''",
        "UPDATE conversation SET owner = '' WHERE owner = ?",
    ):
        transaction.execute(change, (user,))


def _forget_quotes(transaction: Transaction, user: str) -> int:
    """Removes a person's messages from the requests of others who pointed at them; returns from how many."""
    changed = 0
    for table, id, text in rows_quoting(transaction, user):
        column, _ = SOURCES[table]
        content = from_stored(text, f"{column} of {id}")
        if not isinstance(content, dict) or not isinstance(messages := content.get("quoted"), list):
            continue
        content["quoted"] = [each for each in messages if not isinstance(each, dict) or each.get("author") != user]
        transaction.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (to_json(content), id))  # noqa: S608
        changed += 1
    return changed


def _forget_place(transaction: Transaction, scope: str, at: float, erased: set[tuple[str, str]]) -> int:
    """Deletes the rows of a place and, of a tenant, those of all its people."""
    count, jobs, lines, disowned = forget_place(transaction, scope, at)
    erased.update(lines)
    for id in jobs:
        count += _delete_lines(transaction, "reply = :reply AND author != ''", {"reply": id}, erased)
    if scope.count(":") == 1:
        count += sum(_forget(transaction, user, erased) for user in sorted(_people(transaction, f"{scope}:")))
    return count + _remove_ownerless(transaction, disowned)


def _place_digest(scope: str) -> bytes:
    return hashlib.sha256(f"tenant {scope}".encode()).digest()


def _remember(transaction: Transaction, forgotten: dict[bytes, float]) -> None:
    transaction.execute_many(
        "INSERT INTO forgotten_person VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET at = "
        "CASE WHEN excluded.at > forgotten_person.at THEN excluded.at ELSE forgotten_person.at END",
        list(forgotten.items()),
    )


def _catch_up(
    transaction: Transaction, afterwards: Afterwards, since: float, at: float, erased: set[tuple[str, str]]
) -> int:
    people = _people(transaction)
    places = {key[:end] for key in people for end, letter in enumerate(key) if letter == ":"}
    places |= places_of(transaction)
    later = {digest for digest, when in afterwards.forgotten.items() if when >= since}
    forgotten = sorted(key for key in people if person_digest(key) in later)
    removed = sorted(key for key in places if _place_digest(key) in later)
    _remember(transaction, afterwards.forgotten)
    transaction.execute_many(
        "INSERT INTO forgotten_job VALUES (?, ?) ON CONFLICT DO NOTHING", list(afterwards.jobs.items())
    )
    unfinished = transaction.execute("SELECT id, user_key FROM job WHERE ended_at IS NULL").fetchall()
    for id, user in unfinished:
        gone = (
            job_digest(id) in afterwards.jobs or user in forgotten or user.startswith(tuple(f"{t}:" for t in removed))
        )
        if gone or id in afterwards.ended:
            state, ended_at = afterwards.ended.get(id, ("stopped", at))
            transaction.execute("UPDATE job SET state = ?, ended_at = ? WHERE id = ?", (state, ended_at, id))
            transaction.execute("DELETE FROM checkpoint WHERE job = ?", (id,))
            settle(transaction, id, lock_charges_of(transaction, id))
    count = sum(_forget(transaction, user, erased) for user in forgotten)
    count += sum(_forget_place(transaction, place, at, erased) for place in removed)
    transaction.execute_many(
        "INSERT INTO membership VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET left_at = excluded.left_at",
        list(afterwards.left.items()),
    )
    for (id,) in transaction.execute("SELECT id FROM job").fetchall():
        if job_digest(id) in afterwards.jobs:
            count += _delete_lines(transaction, "reply = :reply AND author != ''", {"reply": id}, erased)
            count += forget_ended_job(transaction, id)
    for room, reply in afterwards.erased:
        which = "room = :room AND reply = :reply AND author != ''"
        count += _delete_lines(transaction, which, {"room": room, "reply": reply}, erased)
    return count + _remove_ownerless(transaction, _ownerless(transaction))


_PEOPLE = (
    ("job", "user_key"),
    ("turn", "author"),
    ("preference", "scope"),
    ("stored_action", "requester"),
    ("blob_owner", "owner"),
    ("spend", "user_key"),
    ("feedback", "user_key"),
    ("reminder", "user_key"),
    ("cached_answer_user", "user_key"),
    ("conversation", "owner"),
    ("conversation", "titled_by"),
    ("conversation_mark", "user_key"),
    ("log_entry", "author"),
    ("log_entry", "audience"),
)
"""The columns with the keys of people, and the scopes of preferences, which begin with a tenant, too."""


def _people(transaction: Transaction, prefix: str = "") -> set[str]:
    """The keys of all people of a database that begin with a prefix."""
    found = set[str]()
    for table, column in _PEOPLE:
        known = f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"  # noqa: S608 - our own names
        if prefix:
            values = {"prefix": prefix, "others": after_prefix(prefix)}
            rows = transaction.execute(f"{known} AND {column} >= :prefix AND {column} < :others", values)
        else:
            rows = transaction.execute(known)
        found.update(key for (key,) in rows.fetchall())
    return found


_STOPPED = "stop_user = ? AND stop_user <> ''"
"""The jobs that somebody has stopped, as their index finds them."""


def _delete_lines(transaction: Transaction, which: str, values: dict[str, str], erased: set[tuple[str, str]]) -> int:
    lines = transaction.execute(f"DELETE FROM log_entry WHERE {which} RETURNING room, reply", values).fetchall()  # noqa: S608
    erased.update(lines)
    return len(lines)


def _expire(transaction: Transaction, before: float) -> int:
    count = 0
    for deletion in (
        "DELETE FROM turn WHERE at < :before",
        "DELETE FROM job WHERE ended_at < :before",
        "DELETE FROM receipt WHERE job NOT IN (SELECT id FROM job)",
        "DELETE FROM reply_message WHERE job NOT IN (SELECT id FROM job)",
        "DELETE FROM stored_action WHERE at < :before",
        "DELETE FROM log_entry WHERE at < :before",
        "DELETE FROM forgotten_job WHERE accepted_at < :before",
        "DELETE FROM cached_answer WHERE until < :before",
        "DELETE FROM lease WHERE until < :before",
        "DELETE FROM conversation WHERE coalesce(asked_at, created_at) < :before",
    ):
        count += transaction.execute(deletion, {"before": before}).rowcount
    # A title that somebody gave stays as long as its conversation.
    made = "UPDATE conversation SET title = '', titled_by = '', title_at = NULL WHERE title_at < ?"
    transaction.execute(made, (before,))
    needed = _needed(transaction)
    count += transaction.execute(
        "DELETE FROM blob_owner WHERE sha256 IN (SELECT sha256 FROM blob WHERE used_at < ?) "  # noqa: S608
        f"AND sha256 NOT IN ({transaction.dialect.texts.format('?')})",
        (before, needed),
    ).rowcount
    forget_old_uses(transaction)
    return count + _remove_ownerless(transaction, _ownerless(transaction))


def _needed(transaction: Transaction, user: str | None = None) -> str:
    """The digests of the bytes that unfinished jobs (of a user) refer to, as a JSON list."""
    jobs = "FROM job WHERE ended_at IS NULL" + (" AND user_key = :user" if user is not None else "")
    unfinished = transaction.execute(
        f"SELECT request {jobs} UNION ALL SELECT content FROM checkpoint WHERE job IN (SELECT id {jobs})",  # noqa: S608
        {"user": user},
    ).fetchall()
    return json.dumps(sorted(blob_references(*(text for (text,) in unfinished))))


def _ownerless(transaction: Transaction) -> list[str]:
    query = "SELECT sha256 FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM blob_owner)"
    return [sha256 for (sha256,) in transaction.execute(query).fetchall()]


def _remove_ownerless(transaction: Transaction, digests: Iterable[str]) -> int:
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


def _without_row(transaction: Transaction, digests: list[str]) -> list[str]:
    rows = transaction.execute(
        f"SELECT value FROM ({transaction.dialect.texts.format('?')}) AS found "  # noqa: S608
        "WHERE value NOT IN (SELECT sha256 FROM blob)",
        (json.dumps(digests),),
    )
    return [digest for (digest,) in rows]
