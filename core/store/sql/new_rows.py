"""Rows that a unit collects, to insert them with few statements."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Any

from core.store.sql.transaction import Transaction


class NewRows:
    """Rows to insert, with one statement for each table. Of rows with the same key, the last one counts."""

    def __init__(self) -> None:
        self._rows = defaultdict[tuple[str, str], dict[object, Sequence[Any]]](dict)

    def add(self, into: str, row: Sequence[Any], conflict: str = "", key: object = None) -> None:
        """Adds a row for the columns that `into` names, and for what happens if there is a row with its key."""
        rows = self._rows[into, conflict]
        rows[len(rows) if key is None else key] = row

    def insert(self, transaction: Transaction) -> None:
        """Inserts the rows, table by table in the order in which they were first used.

        A statement inserts up to eight of them, or a power of two: so there are few different ones to prepare.
        """
        for (into, conflict), by_key in self._rows.items():
            rows = list(by_key.values())
            marks = f"({', '.join('?' * len(rows[0]))})"
            while rows:
                count = len(rows) if len(rows) <= 8 else 1 << (len(rows).bit_length() - 1)
                statement = f"INSERT INTO {into} VALUES {', '.join([marks] * count)} {conflict}"  # noqa: S608
                transaction.execute_later(statement, list(chain.from_iterable(rows[:count])))
                del rows[:count]
