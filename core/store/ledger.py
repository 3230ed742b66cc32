"""What was spent, in SQLite."""

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, fields

from core.store.allowances import spend as note_spend
from core.store.port import Spend
from core.store.tables import Tables

_COLUMNS = tuple(field.name for field in fields(Spend))
_INSERT = f"INSERT INTO spend ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM spend WHERE"  # noqa: S608 - the names of our own fields


class SqliteLedger(Tables):
    """Implements `Ledger`."""

    async def record(self, spend: Spend) -> None:
        """Adds one, and notes it for the settlement of its job."""

        def unit(connection: sqlite3.Connection) -> None:
            connection.execute(_INSERT, astuple(spend))
            note_spend(connection, spend.job, spend.task, spend.units, spend.microdollars or 0)

        await self._database.write(unit)

    async def spent(self, user: str | None, since: float) -> Sequence[Spend]:
        """Spends of a user (None: of everybody) since a time, oldest first."""
        whose = "at >= :since" if user is None else "user = :user AND at >= :since"

        def query(connection: sqlite3.Connection) -> list[Spend]:
            rows = connection.execute(f"{_SELECT} {whose} ORDER BY at, number", {"user": user, "since": since})
            return [Spend(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]

        return await self._database.read(query)
