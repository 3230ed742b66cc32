"""Answers that may be given again, in SQL."""

import json
from collections.abc import Collection

from pydantic import JsonValue

from core.store.sql.locks import person_key
from core.store.sql.tables import Tables, from_stored, person_digest, to_json
from core.store.sql.transaction import Transaction

_KEEP_WITHIN = (
    "DELETE FROM cached_answer WHERE key IN (SELECT key FROM "
    "(SELECT key, sum(size) OVER (ORDER BY used_at DESC, key) AS together FROM cached_answer) AS newest "
    "WHERE together > ?)"
)


class SqlCachedAnswers(Tables):
    """Implements `CachedAnswers`."""

    async def cached_answer(self, key: str, user: str, at: float) -> JsonValue | None:
        """As `CachedAnswers.cached_answer`. An answer that is not there costs no write."""
        if not await self.has_cached_answers([key], at):
            return None

        def unit(transaction: Transaction) -> str | None:
            now = transaction.now(at)
            used = "UPDATE cached_answer SET used_at = ? WHERE key = ? AND until > ? RETURNING content"
            row = transaction.execute(used, (now, key, now)).fetchone()
            if row is None:
                return None
            _note_user(transaction, key, user)
            return str(row[0])

        text = await self._database.write(unit)
        return None if text is None else from_stored(text, "answer in the cache")

    async def has_cached_answers(self, keys: Collection[str], at: float) -> bool:
        """As `CachedAnswers.has_cached_answers`."""

        def query(transaction: Transaction) -> bool:
            found = transaction.execute(
                f"SELECT count(*) FROM cached_answer WHERE key IN ({transaction.dialect.texts.format('?')}) "  # noqa: S608
                "AND until > ?",
                (json.dumps(sorted(set(keys))), transaction.now(at)),
            )
            return bool(found.fetchone()[0] == len(set(keys)))

        return await self._database.read(query)

    async def save_cached_answer(
        self, key: str, content: JsonValue, user: str, size: int, *, began: float, at: float, until: float, limit: int
    ) -> None:
        """As `CachedAnswers.save_cached_answer`."""
        text = to_json(content)

        def unit(transaction: Transaction) -> None:
            transaction.lock(person_key(user))
            forgotten = "SELECT 1 FROM forgotten_person WHERE digest = ? AND at >= ?"
            if transaction.execute(forgotten, (person_digest(user), began)).fetchone() is not None:
                return
            now = transaction.now(at)
            transaction.execute(
                "INSERT INTO cached_answer (key, content, size, until, used_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET content = excluded.content, size = excluded.size, "
                "until = excluded.until, used_at = excluded.used_at",
                (key, text, size, now + until - at, now),
            )
            _note_user(transaction, key, user)
            transaction.execute(_KEEP_WITHIN, (limit,))
            _delete_expired(transaction, now)

        await self._database.write(unit)

    async def drop_cached_answer(self, key: str) -> None:
        """As `CachedAnswers.drop_cached_answer`."""
        change = "DELETE FROM cached_answer WHERE key = ?"
        await self._database.write(lambda transaction: transaction.execute(change, (key,)).rowcount)

    async def prune_cached_answers(self, at: float) -> None:
        """As `CachedAnswers.prune_cached_answers`."""
        await self._database.write(lambda transaction: _delete_expired(transaction, transaction.now(at)))


def forget_answers(transaction: Transaction, user: str) -> int:
    """Deletes all answers that were given to a person. Returns how many there were."""
    given = "SELECT key FROM cached_answer_user WHERE user_key = ?"
    return transaction.execute(f"DELETE FROM cached_answer WHERE key IN ({given})", (user,)).rowcount  # noqa: S608


def _note_user(transaction: Transaction, key: str, user: str) -> None:
    transaction.execute(
        "INSERT INTO cached_answer_user (key, user_key) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, user)
    )


def _delete_expired(transaction: Transaction, now: float) -> None:
    transaction.execute("DELETE FROM cached_answer WHERE until <= ?", (now,))
