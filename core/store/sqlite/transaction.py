"""Transactions of SQLite, and the work that its writing connection does between them."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from core.store.sql.preferences import REMOVE, SET
from core.store.sql.transaction import Dialect, Result, T, Unit, Values

_SQL = Dialect(name="SQLite", texts="SELECT value FROM json_each({})", numbers="SELECT value FROM json_each({})")


class SqliteTransaction:
    """Implements `Transaction`. Units run one after the other, so there is nothing to lock and one clock."""

    dialect = _SQL

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.changed_preferences: set[str | None] = set()
        """The scopes whose preferences may have changed, with None if they may be any."""

    def execute(self, statement: str, values: Values = (), /) -> Result:
        """As `Transaction.execute`."""
        if " preference " in statement:
            one = statement in (SET, REMOVE) and isinstance(values, Sequence)
            self.changed_preferences.add(str(values[0]) if one else None)  # type: ignore[index]
        return self.connection.execute(statement, values)

    def execute_later(self, statement: str, values: Values = (), /) -> None:
        """As `Transaction.execute_later`."""
        self.connection.execute(statement, values)

    def execute_many(self, statement: str, rows: Iterable[Values], /) -> None:
        """As `Transaction.execute_many`."""
        self.connection.executemany(statement, rows)

    def lock(self, *keys: str, shared: Iterable[str] = ()) -> None:
        """As `Transaction.lock`."""

    def as_kept(self, text: str) -> str:
        """As `Transaction.as_kept`."""
        return text

    def now(self, at: float) -> float:
        """As `Transaction.now`."""
        return at

    def up_since(self) -> float:
        """As `Transaction.up_since`."""
        return 0.0


SqliteUnit = Callable[[SqliteTransaction], T]
"""Work inside a transaction. It may run twice, with the first run undone, so it executes only SQL."""


class SqliteUpkeep:
    """Implements `Upkeep`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, unit: Unit[T]) -> T:
        """As `Upkeep.run`. Raises `sqlite3.Error`."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            result = unit(SqliteTransaction(self.connection))
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        return result

    def rewrite(self) -> None:
        """As `Upkeep.rewrite`, which takes about a second for 100 MB.

        SQLite overwrites deleted rows (`secure_delete`), but not the copies that page balancing left behind.
        """
        self.connection.execute("VACUUM")
        self.empty_log()

    def empty_log(self) -> None:
        """As `Upkeep.empty_log`."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


AfterSqliteCommit = Callable[[SqliteUpkeep], None]
"""Work after a commit, on the writing thread and outside any transaction. It runs once."""
