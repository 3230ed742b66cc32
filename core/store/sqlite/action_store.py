"""Actions of buttons, in SQLite."""

import logging
import sqlite3
from collections.abc import Mapping

from pydantic import TypeAdapter

from core.domain.actions import Action
from core.domain.request import Place
from core.store.ports import StoredAction
from core.store.sqlite.tables import SqliteTables, blob_references, touch_blobs

logger = logging.getLogger(__name__)

_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


class SqliteActionStore(SqliteTables):
    """Implements `ActionStore`."""

    async def save_actions(self, entries: Mapping[str, StoredAction], at: float) -> None:
        """As `ActionStore.save_actions`."""
        rows = [
            (
                id,
                _ACTION.dump_json(entry.action).decode(),
                entry.job,
                entry.requester,
                entry.place.model_dump_json(),
                at,
            )
            for id, entry in entries.items()
        ]
        digests = blob_references(*(row[1] for row in rows))

        def unit(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO stored_action VALUES (?, ?, ?, ?, ?, ?)", rows)
            touch_blobs(connection, digests, at)

        await self._database.write(unit)

    async def stored_action(self, id: str) -> StoredAction | None:
        """As `ActionStore.stored_action`."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT action, job, requester, place FROM stored_action WHERE id = ?", (id,)
            ).fetchone()
        )
        if row is None:
            return None
        action, job, requester, place = row
        try:
            return StoredAction(
                action=_ACTION.validate_json(action),
                job=job,
                requester=requester,
                place=Place.model_validate_json(place),
            )
        except ValueError:
            logger.error("the stored action %s is damaged", id)  # noqa: TRY400 - the message would quote it
            return None
