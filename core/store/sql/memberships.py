"""The places that the bot is in or was removed from, and the deletion of all that is kept of one, in SQL."""

import json
from collections.abc import Collection, Iterator, Sequence

from pydantic import JsonValue

from core.domain.request import Place
from core.store.sql.allowances import lock_charges_of, settle
from core.store.sql.inbox import ANONYMISE_SPEND, forget_ended_job
from core.store.sql.locks import job_key
from core.store.sql.tables import Tables, after_prefix, blob_references, from_stored, unlike
from core.store.sql.transaction import Transaction

_PLACE_OF_JOB = "coalesce(reply_to, request)"
_WITHIN = "{0} >= :prefix AND {0} < :others"


class SqlMemberships(Tables):
    """Implements `Memberships`."""

    async def note_joined(self, scopes: Sequence[str]) -> None:
        """As `Memberships.note_joined`."""
        change = "INSERT INTO membership VALUES (?, NULL) ON CONFLICT (scope) DO UPDATE SET left_at = NULL"
        await self._database.write(
            lambda transaction: transaction.execute_many(change, [(scope,) for scope in sorted(scopes)])
        )

    async def note_left(self, scope: str, at: float, *, seconds_ago: float = 0.0) -> Sequence[str]:
        """As `Memberships.note_left`."""
        change = (
            "INSERT INTO membership VALUES (?, ?) "
            "ON CONFLICT (scope) DO UPDATE SET left_at = coalesce(membership.left_at, excluded.left_at)"
        )

        def unit(transaction: Transaction) -> list[str]:
            left_at = transaction.now(at) - seconds_ago
            transaction.execute_later(change, (scope, left_at))
            accepted = "ended_at IS NULL AND accepted_at <= ?"
            return list(_in_place(transaction, "job", _PLACE_OF_JOB, scope, accepted, left_at))

        return await self._database.write(unit)

    async def joined_tenants(self, platform: str) -> Sequence[str]:
        """As `Memberships.joined_tenants`."""
        rows = await self._database.read(
            lambda transaction: transaction.execute("SELECT scope FROM membership WHERE left_at IS NULL").fetchall()
        )
        return [
            scope.partition(":")[2] for (scope,) in rows if scope.startswith(f"{platform}:") and scope.count(":") == 1
        ]


def left_before(transaction: Transaction, before: float, waiting: Collection[str]) -> list[str]:
    """Returns the places that were left before a time, without those of some platforms."""
    rows = transaction.execute("SELECT scope FROM membership WHERE left_at < ? ORDER BY scope", (before,))
    return [scope for (scope,) in rows if scope.partition(":")[0] not in waiting]


def forget_place(transaction: Transaction, scope: str, at: float) -> tuple[int, list[str], set[tuple[str, str]]]:
    """Deletes the rows of a place, except those of its people that are about no place.

    Ends the jobs in it, without a word: there is nobody to tell. Returns how many rows were deleted, the jobs, and
    the room and id of each reply of its logs.
    """
    jobs = list(_in_place(transaction, "job", _PLACE_OF_JOB, scope))
    reminders = list(_in_place(transaction, "reminder", "request", scope))
    actions = list(_in_place(transaction, "stored_action", "place", scope))
    is_tenant, is_thread = scope.count(":") == 1, "|" in scope
    prefix = f"{scope}:" if is_tenant else f"{scope}|"
    values = {"scope": scope, "prefix": prefix, "others": after_prefix(prefix)}
    in_room = f"(room = :scope OR {_WITHIN.format('room')})"
    transaction.lock(*(job_key(id) for id in sorted(jobs)))
    turns = transaction.execute(f"SELECT media FROM turn WHERE {_WITHIN.format('conversation')}", values)  # noqa: S608
    files = blob_references(*(text for (text,) in turns))
    lines = transaction.execute(
        f"DELETE FROM log_entry WHERE author <> '' AND {in_room} RETURNING room, reply, content",  # noqa: S608
        values,
    ).fetchall()
    files |= blob_references(*(content for _, _, content in lines))
    count = len(lines)
    for id in actions:
        (action,) = transaction.execute("DELETE FROM stored_action WHERE id = ? RETURNING action", (id,)).fetchone()
        files |= blob_references(action)
        count += 1
    for id in reminders:
        count += transaction.execute("DELETE FROM reminder WHERE id = ?", (id,)).rowcount
    for id in jobs:
        files |= _files_of_job(transaction, id)
        ending = "UPDATE job SET state = 'stopped', ended_at = ? WHERE id = ? AND ended_at IS NULL"
        if transaction.execute(ending, (at, id)).rowcount:
            lock_charges_of(transaction, id)
            settle(transaction, id)
        count += transaction.execute("DELETE FROM checkpoint WHERE job = ?", (id,)).rowcount
        count += forget_ended_job(transaction, id)
    deletions = [
        f"DELETE FROM conversation WHERE {in_room}",  # noqa: S608
        f"DELETE FROM turn WHERE {_WITHIN.format('conversation')}",  # noqa: S608 - our own columns
        f"DELETE FROM membership WHERE scope = :scope OR {_WITHIN.format('scope')}",  # noqa: S608
    ]
    if is_thread:
        channel, _, thread = scope.partition("|")
        values |= {"channel": channel, "thread": f"%-thread-{unlike(thread)}"}
        deletions.append("DELETE FROM preference WHERE scope = :channel AND name LIKE :thread ESCAPE '!'")
    else:
        values["told"] = f'%"{unlike(scope)}{":" if is_tenant else chr(34)}%'
        deletions += [
            f"DELETE FROM preference WHERE scope = :scope OR {_WITHIN.format('scope')}",  # noqa: S608
            f"{ANONYMISE_SPEND} WHERE place = :scope OR {_WITHIN.format('place')}",
            "DELETE FROM preference WHERE scope IN ('bot:alerts', 'bot:errors') AND value LIKE :told ESCAPE '!'",
        ]
    if is_tenant:
        platform, _, tenant = scope.partition(":")
        values |= {"blocks": f"blocked:{platform}", "blocked": f"{unlike(tenant)}:%"}
        deletions.append("DELETE FROM preference WHERE scope = :blocks AND name LIKE :blocked ESCAPE '!'")
    count += sum(transaction.execute(deletion, values).rowcount for deletion in deletions)
    return count + _disown(transaction, files), jobs, {(room, reply) for room, reply, _ in lines}


def places_of(transaction: Transaction) -> set[str]:
    """Returns the scopes of all places of jobs and conversations, for a database that nobody waits for."""
    conversations = transaction.execute("SELECT DISTINCT conversation FROM turn").fetchall()
    places = {scope for (key,) in conversations for scope in (key.partition("|")[0], key.rpartition("|")[0])}
    places |= {room for (room,) in transaction.execute("SELECT room FROM conversation").fetchall()}
    for table, column in (("job", _PLACE_OF_JOB), ("reminder", "request"), ("stored_action", "place")):
        for (text,) in transaction.execute(f"SELECT {column} FROM {table}").fetchall():  # noqa: S608
            if (place := _place(from_stored(text, f"place of a {table}"))) is not None:
                places.update(place.scopes)
    return places


def _place(content: JsonValue) -> Place | None:
    """Reads a place, or the one of a request."""
    found = content.get("place", content) if isinstance(content, dict) else None
    try:
        return Place.model_validate(found)
    except ValueError:
        return None


def _in_place(
    transaction: Transaction, table: str, column: str, scope: str, condition: str = "1 = 1", *values: float
) -> Iterator[str]:
    """Yields the ids of the rows whose JSON has a place within a scope, at its top or under `place`."""
    tenant = scope.partition(":")[2].partition("|")[0].partition(":")[0]
    quoted = f'%"tenant":{unlike(json.dumps(tenant))}%'
    query = f"SELECT id, {column} FROM {table} WHERE {column} LIKE ? ESCAPE '!' AND {condition}"  # noqa: S608
    for id, text in transaction.execute(query, (quoted, *values)).fetchall():
        place = _place(from_stored(text, f"place of {id}"))
        if place is not None and scope in place.scopes:
            yield id


def _files_of_job(transaction: Transaction, id: str) -> set[str]:
    """The digests of the bytes that a job, its buttons and its turns refer to."""
    rows = transaction.execute(
        "SELECT request FROM job WHERE id = :id UNION ALL SELECT content FROM receipt WHERE job = :id "
        "UNION ALL SELECT content FROM checkpoint WHERE job = :id UNION ALL SELECT media FROM turn WHERE job = :id "
        "UNION ALL SELECT action FROM stored_action WHERE job = :id",
        {"id": id},
    )
    return blob_references(*(text for (text,) in rows))


def _disown(transaction: Transaction, files: set[str]) -> int:
    """Removes the owners of files to which nothing refers any more."""
    if not files:
        return 0
    rows = transaction.execute(
        "SELECT request FROM job UNION ALL SELECT content FROM receipt UNION ALL SELECT content FROM checkpoint "
        "UNION ALL SELECT media FROM turn UNION ALL SELECT action FROM stored_action UNION ALL SELECT request FROM "
        "reminder UNION ALL SELECT content FROM log_entry"
    )
    for (text,) in rows:
        files -= blob_references(text)
    return sum(transaction.execute("DELETE FROM blob_owner WHERE sha256 = ?", (digest,)).rowcount for digest in files)
