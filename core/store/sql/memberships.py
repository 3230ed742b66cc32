"""The places that the bot is in or was removed from, and the deletion of all that is kept of one, in SQL."""

from collections.abc import Sequence

from core.store.sql.charge_locks import lock_charges_of
from core.store.sql.forgotten_jobs import ANONYMISE_SPEND, forget_ended_job
from core.store.sql.locks import job_key
from core.store.sql.mentions import (
    SOURCES,
    files_of_job,
    fill_in_all,
    is_used,
    place_range,
    read_place,
    rows_in_place,
    within,
)
from core.store.sql.settlement import settle
from core.store.sql.tables import Tables, blob_references, from_stored, unlike
from core.store.sql.transaction import Transaction

_JOBS_LEFT = (
    f"SELECT id FROM job WHERE {within('place_scope')} AND ended_at IS NULL AND accepted_at <= :left_at ORDER BY id"  # noqa: S608
)


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
            fill_in_all(transaction)
            jobs = transaction.execute(_JOBS_LEFT, {**place_range(scope), "left_at": left_at})
            return [id for (id,) in jobs.fetchall()]

        return await self._database.write(unit)

    async def joined_tenants(self, platform: str) -> Sequence[str]:
        """As `Memberships.joined_tenants`."""
        rows = await self._database.read(
            lambda transaction: transaction.execute("SELECT scope FROM membership WHERE left_at IS NULL").fetchall()
        )
        return [
            scope.partition(":")[2] for (scope,) in rows if scope.startswith(f"{platform}:") and scope.count(":") == 1
        ]

    async def left_places(self, before: float, at: float) -> Sequence[str]:
        """As `Memberships.left_places`."""
        ahead = "SELECT 1 FROM membership WHERE left_at > ? LIMIT 1"
        left, is_ahead = await self._database.read(
            lambda transaction: (
                left_before(transaction, before, at),
                transaction.execute(ahead, (transaction.now(at),)).fetchone() is not None,
            )
        )
        if is_ahead:
            change = "UPDATE membership SET left_at = :at WHERE left_at > :at"
            await self._database.write(
                lambda transaction: transaction.execute(change, {"at": transaction.now(at)}).rowcount
            )
        return left


def left_before(transaction: Transaction, before: float, at: float) -> list[str]:
    """Returns the places that were left before a time, which counts from `at`."""
    ago = transaction.now(at) - (at - before)
    rows = transaction.execute("SELECT scope FROM membership WHERE left_at < ?", (ago,)).fetchall()
    return sorted(scope for (scope,) in rows)


def forget_place(
    transaction: Transaction, scope: str, at: float
) -> tuple[int, list[str], set[tuple[str, str]], set[str]]:
    """Deletes the rows of a place, except those of its people that are about no place.

    Ends the jobs in it, without a word: there is nobody to tell. Returns how many rows were deleted, the jobs, the
    room and id of each reply of its logs, and the digests of the bytes that have no owner any more.
    """
    fill_in_all(transaction)
    jobs, reminders, actions = (rows_in_place(transaction, table, scope) for table in SOURCES)
    is_tenant, is_thread = scope.count(":") == 1, "|" in scope
    values = place_range(scope)
    transaction.lock(*(job_key(id) for id in jobs))
    turns = transaction.execute(f"SELECT media FROM turn WHERE {within('conversation')}", values)  # noqa: S608
    files = blob_references(*(text for (text,) in turns))
    lines = transaction.execute(
        f"DELETE FROM log_entry WHERE author <> '' AND {within('room')} RETURNING room, reply, content",  # noqa: S608
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
        files |= files_of_job(transaction, id)
        ending = "UPDATE job SET state = 'stopped', ended_at = ? WHERE id = ? AND ended_at IS NULL"
        if transaction.execute(ending, (at, id)).rowcount:
            settle(transaction, id, lock_charges_of(transaction, id))
        count += transaction.execute("DELETE FROM checkpoint WHERE job = ?", (id,)).rowcount
        count += forget_ended_job(transaction, id)
    deletions = [
        f"DELETE FROM conversation WHERE {within('room')}",  # noqa: S608
        f"DELETE FROM turn WHERE {within('conversation')}",  # noqa: S608 - our own columns
        f"DELETE FROM membership WHERE {within('scope')}",  # noqa: S608
    ]
    if is_thread:
        channel, _, thread = scope.partition("|")
        values |= {"channel": channel, "thread": f"%-thread-{unlike(thread)}"}
        deletions.append("DELETE FROM preference WHERE scope = :channel AND name LIKE :thread ESCAPE '!'")
    else:
        values["told"] = f'%"{unlike(scope)}{":" if is_tenant else chr(34)}%'
        deletions += [
            f"DELETE FROM preference WHERE {within('scope')}",  # noqa: S608
            f"{ANONYMISE_SPEND} WHERE {within('place')}",
            "DELETE FROM preference WHERE scope IN ('bot:alerts', 'bot:errors') AND value LIKE :told ESCAPE '!'",
        ]
    if is_tenant:
        platform, _, tenant = scope.partition(":")
        values |= {"blocks": f"blocked:{platform}", "blocked": f"{unlike(tenant)}:%"}
        deletions.append("DELETE FROM preference WHERE scope = :blocks AND name LIKE :blocked ESCAPE '!'")
    count += sum(transaction.execute(deletion, values).rowcount for deletion in deletions)
    disowned = {sha256 for sha256 in files if not is_used(transaction, sha256)}
    for sha256 in sorted(disowned):
        count += transaction.execute("DELETE FROM blob_owner WHERE sha256 = ?", (sha256,)).rowcount
    return count, jobs, {(room, reply) for room, reply, _ in lines}, disowned


def places_of(transaction: Transaction) -> set[str]:
    """Returns the scopes of all places of jobs and conversations, for a database that nobody waits for."""
    conversations = transaction.execute("SELECT DISTINCT conversation FROM turn").fetchall()
    places = {scope for (key,) in conversations for scope in (key.partition("|")[0], key.rpartition("|")[0])}
    places |= {room for (room,) in transaction.execute("SELECT room FROM conversation").fetchall()}
    for table, (_, column) in SOURCES.items():
        for (text,) in transaction.execute(f"SELECT {column} FROM {table}").fetchall():  # noqa: S608
            if (place := read_place(from_stored(text, f"place of a {table}"))) is not None:
                places.update(place.scopes)
    return places
