"""Transactions of PostgreSQL: its locks, its clock, and the SQL of the units in its own form."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.sql import SQL

from core.store.sql.transaction import Dialect, Result, Values

_SQL = Dialect(
    name="PostgreSQL",
    texts="SELECT value FROM jsonb_array_elements_text(CAST({} AS JSONB)) AS element (value)",
    numbers="SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST({} AS JSONB)) AS element (value)",
)
_LOCK = "SELECT pg_advisory_xact_lock(key) FROM unnest(CAST('{{{}}}' AS BIGINT[])) AS wanted (key)"
_NOW = (
    "SELECT CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION), "
    "CAST(extract(epoch FROM pg_postmaster_start_time()) AS DOUBLE PRECISION)"
)
_TOKEN = re.compile(r"'[^']*'|::|\?|%|:(\w+)")


class PostgresTransaction:
    """Implements `Transaction`.

    It begins, by the statements `begin`, with the first thing that it does; without them it has begun already. With
    `own_clock` the database tells the time, and not the caller.
    """

    dialect = _SQL

    def __init__(self, connection: psycopg.Connection, begin: str | None = None, *, own_clock: bool) -> None:
        self._connection = connection
        self._begin = begin
        self._own_clock = own_clock
        self._times: tuple[float, float] | None = None

    def execute(self, statement: str, values: Values = (), /) -> Result:
        """As `Transaction.execute`."""
        self._begin_now()
        return self._connection.execute(_translated(statement), _adapted(values))

    def execute_many(self, statement: str, rows: Iterable[Values], /) -> None:
        """As `Transaction.execute_many`."""
        self._begin_now()
        if adapted := [_adapted(row) for row in rows]:
            self._connection.cursor().executemany(_translated(statement), adapted)

    def lock(self, *keys: str, shared: Iterable[str] = ()) -> None:
        """As `Transaction.lock`, by advisory locks, which need no row."""
        if wanted := [*map(_number, sorted(set(keys))), *map(_number, sorted(set(shared)))]:
            self._begin_now(_LOCK.format(",".join(map(str, wanted))))

    def now(self, at: float) -> float:
        """As `Transaction.now`; the same time throughout a transaction."""
        return self._clock()[0] if self._own_clock else at

    def up_since(self) -> float:
        """As `Transaction.up_since`."""
        return self._clock()[1] if self._own_clock else 0.0

    def _clock(self) -> tuple[float, float]:
        if self._times is None:
            self._begin_now()
            now, started = self._connection.execute(_NOW).fetchone() or (0.0, 0.0)
            self._times = now, started
        return self._times

    def _begin_now(self, lock: str | None = None) -> None:
        """Begins if that has not been done, and locks, in one message: each one costs the way to the server."""
        if self._begin is None and lock is None:
            return
        first = [self._begin] if self._begin is not None else []
        statements = [*first, *([lock] if lock else []), *([_NOW] if first and lock and self._own_clock else [])]
        cursor = self._connection.execute("; ".join(statements).encode())
        self._begin = None
        if statements[-1] == _NOW:
            while cursor.nextset():
                pass
            now, started = cursor.fetchone() or (0.0, 0.0)
            self._times = now, started


@lru_cache(maxsize=1024)
def _translated(statement: str) -> SQL:
    """Writes `?` and `:name` as psycopg does, outside of quoted text. Units hold no text of people in statements."""
    return SQL(_TOKEN.sub(_placeholder, statement))


def _placeholder(token: re.Match[str]) -> str:
    if token[1]:
        return f"%({token[1]})s"
    return "%s" if token[0] == "?" else token[0].replace("%", "%%")


def _adapted(values: Values) -> Values:
    if isinstance(values, Mapping):
        return {name: _value(value) for name, value in values.items()}
    return [_value(value) for value in values]


def _value(value: Any) -> Any:
    """A value as SQLite would keep it, as far as PostgreSQL can: it has no text with NUL."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in value else value
    return int(value) if isinstance(value, bool) else value


@lru_cache(maxsize=4096)
def _number(key: str) -> int:
    """The number of a lock. Two keys may share one: then they wait for each other without need."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
