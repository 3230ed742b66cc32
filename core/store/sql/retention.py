"""Deletion of everything about a person on request, and of everybody's old data."""

import asyncio
from collections.abc import Callable, Collection

from core.store.sql.blobs import SqlBlobStore, mark_for_deletion
from core.store.sql.forgetting import forget_person, forget_place_and_people, place_digest, remember_forgotten
from core.store.sql.later_changes import LaterChanges, catch_up_with
from core.store.sql.locks import room_key
from core.store.sql.memberships import left_before
from core.store.sql.mentions import forget_old_uses
from core.store.sql.message_log import ChangeNotifier, append_erased
from core.store.sql.ownerless_files import files_without_row, needed_files, ownerless_files, remove_ownerless_files
from core.store.sql.tables import person_digest
from core.store.sql.transaction import Transaction, Upkeep


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
            return forget_person(transaction, user, erased, sparing)

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
            remember_forgotten(transaction, {place_digest(scope): at for scope in left})
            return sum(forget_place_and_people(transaction, scope, at, erased) for scope in left)

        return await self._delete(forget, at)

    async def delete_place(self, scope: str, at: float) -> int:
        """As `Store.delete_place`."""

        def forget(transaction: Transaction, erased: set[tuple[str, str]]) -> int:
            remember_forgotten(transaction, {place_digest(scope): at})
            return forget_place_and_people(transaction, scope, at, erased)

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

    async def catch_up(self, changes: LaterChanges, since: float, at: float) -> int:
        """Brings a copy of the store up to the deletions that happened after it was made; returns how many rows went.

        The store must be the only one with its files, and run no jobs.
        """
        return await self._delete(
            lambda transaction, erased: catch_up_with(transaction, changes, since, at, erased), at
        )

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
            mark_for_deletion(transaction, files_without_row(transaction, abandoned))
            return _expire(transaction, before)

        def scrub(upkeep: Upkeep) -> None:
            self._delete_marked(upkeep)
            upkeep.empty_log()

        return await self._database.write(unit, scrub, long=True)


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
    needed = needed_files(transaction)
    count += transaction.execute(
        "DELETE FROM blob_owner WHERE sha256 IN (SELECT sha256 FROM blob WHERE used_at < ?) "  # noqa: S608
        f"AND sha256 NOT IN ({transaction.dialect.texts.format('?')})",
        (before, needed),
    ).rowcount
    forget_old_uses(transaction)
    return count + remove_ownerless_files(transaction, ownerless_files(transaction))
