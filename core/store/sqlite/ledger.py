"""The ledger and people's feedback on answers, in SQLite."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

from core.domain.errors import OperatorError
from core.domain.ledger import Spend
from core.domain.limits import PERIODS
from core.store.sqlite.allowances import add_cost as note_spend
from core.store.sqlite.allowances import count_call
from core.store.sqlite.migrations import MIGRATIONS
from core.store.sqlite.tables import SqliteTables

_COLUMNS = tuple(field.name for field in fields(Spend) if field.name not in ("liked", "disliked"))
_INSERT = f"INSERT INTO spend ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_FEEDBACK = (
    "SELECT job, sum(positive), count(*) FROM feedback WHERE job IN (SELECT job FROM spend WHERE {}) GROUP BY job"
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM spend WHERE"  # noqa: S608 - the names of our own fields


def read_ledger(path: Path, since: float) -> list[Spend]:
    """Reads the ledger of a database since a time, oldest first, even while another process owns it. It blocks.

    A reader in another process does not harm the write-ahead log: it never writes and never checkpoints. Raises
    `OperatorError` if there is no ledger that this version can read.
    """
    if not path.is_file():
        raise OperatorError(
            f"There is no ledger in {path.parent}: name the data folder with TROUBADOUR_DATA or --data."
        )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA busy_timeout = 5000")
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if found != len(MIGRATIONS):
                raise OperatorError(
                    f"The database {path} has version {found}, this program reads version {len(MIGRATIONS)}: start "
                    f"the same version of Troubadour that reads it."
                )
            return _spends(connection, "at >= :since", {"since": since})
    except sqlite3.Error as error:
        raise OperatorError(f"The database {path} cannot be read ({error}): check the rights of its folder.") from error


class SqliteLedger(SqliteTables):
    """Implements `Ledger` and `FeedbackLog`."""

    async def record(self, spend: Spend) -> None:
        """As `Ledger.record`. Also adds the cost to the charges of the job."""

        def unit(connection: sqlite3.Connection) -> None:
            connection.execute(_INSERT, tuple(getattr(spend, name) for name in _COLUMNS))
            note_spend(connection, spend)

        await self._database.write(unit)

    async def spends(self, user: str | None, since: float) -> Sequence[Spend]:
        """As `Ledger.spends`."""
        whose = "at >= :since" if user is None else "user_key = :user AND at >= :since"
        return await self._database.read(lambda connection: _spends(connection, whose, {"user": user, "since": since}))

    async def begin_call(self, call: str, engine: str, at: float, job: str) -> None:
        """As `Ledger.begin_call`. Requests without a known end are kept for the longest window."""

        def unit(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM unfinished_call WHERE at < ?", (at - max(PERIODS.values()),))
            connection.execute("INSERT INTO unfinished_call VALUES (?, ?, ?)", (call, engine, at))
            count_call(connection, job)

        await self._database.write(unit)

    async def end_call(self, call: str) -> None:
        """As `Ledger.end_call`."""
        await self._database.write(
            lambda connection: connection.execute("DELETE FROM unfinished_call WHERE call = ?", (call,))
        )

    async def unfinished_calls(self, engine: str, since: float) -> Sequence[float]:
        """As `Ledger.unfinished_calls`."""
        query = "SELECT at FROM unfinished_call WHERE engine = ? AND at >= ? ORDER BY at"
        rows = await self._database.read(lambda connection: connection.execute(query, (engine, since)).fetchall())
        return [float(at) for (at,) in rows]

    async def record_feedback(self, job: str, user: str, positive: bool, at: float) -> bool:
        """As `FeedbackLog.record_feedback`."""
        statement = "INSERT OR REPLACE INTO feedback SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM spend WHERE job = ?)"
        values = (job, user, int(positive), at, job)
        return await self._database.write(lambda connection: connection.execute(statement, values).rowcount > 0)


def _spends(connection: sqlite3.Connection, whose: str, values: dict[str, str | float | None]) -> list[Spend]:
    """Reads entries of the ledger, oldest first, with the feedback on their answers."""
    rows = connection.execute(f"{_SELECT} {whose} ORDER BY at, number", values)
    spends = [Spend(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
    feedback = {
        job: (liked, count - liked) for job, liked, count in connection.execute(_FEEDBACK.format(whose), values)
    }
    seen: set[tuple[str, str]] = set()
    for number in reversed(range(len(spends) if feedback else 0)):
        spend = spends[number]
        of_model = (spend.job, spend.model)
        if spend.job in feedback and spend.outcome == "ok" and of_model not in seen:
            seen.add(of_model)
            liked, disliked = feedback[spend.job]
            spends[number] = replace(spend, liked=liked, disliked=disliked)
    return spends
