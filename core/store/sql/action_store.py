"""Actions of buttons, in SQL."""

import logging
from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from core.domain.actions import Action
from core.domain.request import Place
from core.store.ports.action_store import StoredAction
from core.store.sql.mentions import forget_quotes, note_quotes, note_use
from core.store.sql.new_rows import NewRows
from core.store.sql.tables import Tables, blob_references, touch_blobs
from core.store.sql.transaction import Transaction

logger = logging.getLogger(__name__)

_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


_REPLACED = (
    "ON CONFLICT (id) DO UPDATE SET action = excluded.action, job = excluded.job, requester = excluded.requester, "
    "place = excluded.place, at = excluded.at, place_scope = excluded.place_scope"
)


class SqlActionStore(Tables):
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
                entry.place.scopes[-1],
            )
            for id, entry in sorted(entries.items())
        ]
        digests = blob_references(*(row[1] for row in rows))

        def unit(transaction: Transaction) -> None:
            new = NewRows()
            for row in rows:
                new.add("stored_action (id, action, job, requester, place, at, place_scope)", row, _REPLACED)
            new.insert(transaction)
            touch_blobs(transaction, digests, at)
            forget_quotes(transaction, "stored_action", [id for id, *_ in rows])
            for id, entry in entries.items():
                note_quotes(transaction, "stored_action", id, getattr(entry.action, "quoted", ()))
            for _, action, job, *_ in rows:
                note_use(transaction, job, blob_references(action))

        await self._database.write(unit)

    async def stored_action(self, id: str) -> StoredAction | None:
        """As `ActionStore.stored_action`."""
        row = await self._database.read(
            lambda transaction: transaction.execute(
                "SELECT action, job, requester, place FROM stored_action WHERE id = ?", (id,)
            ).fetchone()
        )
        return None if row is None else _stored(id, *row)

    async def actions_of_job(self, job: str) -> Sequence[StoredAction]:
        """As `ActionStore.actions_of_job`."""
        query = "SELECT id, action, job, requester, place FROM stored_action WHERE job = ? ORDER BY id"
        rows = await self._database.read(lambda transaction: transaction.execute(query, (job,)).fetchall())
        return [stored for row in rows if (stored := _stored(*row)) is not None]


def _stored(id: str, action: str, job: str, requester: str, place: str) -> StoredAction | None:
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
