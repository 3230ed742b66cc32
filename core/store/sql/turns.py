"""Conversations, in SQL."""

import logging
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from core.domain.request import MediaRef
from core.store.ports.turns import Turn
from core.store.sql.locks import job_key
from core.store.sql.mentions import note_use
from core.store.sql.tables import Tables, blob_references, touch_blobs
from core.store.sql.transaction import Transaction

logger = logging.getLogger(__name__)

_MEDIA: TypeAdapter[tuple[MediaRef, ...]] = TypeAdapter(tuple[MediaRef, ...])


BATCH = 1_000
"""The most turns that one transaction deletes."""
_DELETE_OLDEST = (
    "DELETE FROM turn WHERE number IN "
    "(SELECT number FROM turn WHERE conversation = ? AND number <= ? ORDER BY at, number LIMIT ?)"
)
_SELECT = "SELECT conversation, job, ordinal, role, author, name, text, media, at FROM turn"


class SqlTurns(Tables):
    """Implements `Turns`."""

    async def append_turns(self, turns: Sequence[Turn]) -> None:
        """As `Turns.append_turns`."""
        rows = [_row(turn) for turn in turns]

        def unit(transaction: Transaction) -> None:
            transaction.lock(*(job_key(turn.job) for turn in turns))
            transaction.execute_many(
                "INSERT INTO turn (conversation, job, ordinal, role, author, name, text, media, at) "
                "VALUES (:conversation, :job, :ordinal, :role, :author, :name, :text, :media, :at) "
                "ON CONFLICT (job, ordinal) DO UPDATE SET conversation = excluded.conversation, role = excluded.role, "
                "author = excluded.author, name = excluded.name, text = excluded.text, media = excluded.media, "
                "at = excluded.at",
                rows,
            )
            for turn, row in zip(turns, rows, strict=True):
                digests = blob_references(str(row["media"]))
                touch_blobs(transaction, digests, turn.at)
                note_use(transaction, turn.job, digests)

        await self._database.write(unit)

    async def load_turns(self, conversation: str, limit: int) -> Sequence[Turn]:
        """As `Turns.load_turns`."""
        query = f"{_SELECT} WHERE conversation = ? ORDER BY at DESC, number DESC LIMIT ?"
        values = (conversation, max(limit, 0))
        rows = await self._database.read(lambda transaction: transaction.execute(query, values).fetchall())
        return [_turn(row) for row in reversed(rows)]

    async def turns_of_job(self, job: str) -> Sequence[Turn]:
        """As `Turns.turns_of_job`."""
        query = f"{_SELECT} WHERE job = ? ORDER BY ordinal"
        rows = await self._database.read(lambda transaction: transaction.execute(query, (job,)).fetchall())
        return [_turn(row) for row in rows]

    async def delete_turns(self, job: str) -> int:
        """As `Turns.delete_turns`."""
        return await self._database.write(
            lambda transaction: transaction.execute("DELETE FROM turn WHERE job = ?", (job,)).rowcount
        )

    async def delete_conversation(self, conversation: str) -> int:
        """As `Turns.delete_conversation`, the oldest first. Others write between two batches."""
        newest = await self._database.read(
            lambda transaction: transaction.execute("SELECT max(number) FROM turn").fetchone()[0]
        )
        values = (conversation, newest or 0, BATCH)
        deleted, batch = 0, BATCH
        while batch == BATCH:
            batch = await self._database.write(lambda transaction: transaction.execute(_DELETE_OLDEST, values).rowcount)
            deleted += batch
        return deleted


def _turn(row: tuple[Any, ...]) -> Turn:
    conversation, job, ordinal, role, author, name, text, media, at = row
    return Turn(
        conversation=conversation,
        job=job,
        ordinal=ordinal,
        role=role,
        author=author,
        name=name,
        text=text,
        media=_media(job, media),
        at=at,
    )


def _media(job: str, stored: str) -> tuple[MediaRef, ...]:
    try:
        return _MEDIA.validate_json(stored)
    except ValueError:
        logger.error("the files of a turn of job %s are damaged", job)  # noqa: TRY400 - the message would quote them
        return ()


def _row(turn: Turn) -> dict[str, str | int | float]:
    return {
        "conversation": turn.conversation,
        "job": turn.job,
        "ordinal": turn.ordinal,
        "role": turn.role,
        "author": turn.author,
        "name": turn.name,
        "text": turn.text,
        "media": _MEDIA.dump_json(turn.media).decode(),
        "at": turn.at,
    }
