"""Transactions of PostgreSQL: its locks, its clock, and the SQL of the units in its own form."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL

from core.store.sql.transaction import Dialect, Result, Values

_SQL = Dialect(
    name="PostgreSQL",
    texts="SELECT value FROM jsonb_array_elements_text(CAST({} AS JSONB)) AS element (value)",
    numbers="SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST({} AS JSONB)) AS element (value)",
)
_LOCKS = "SELECT pg_advisory_xact_lock("
_LOCK = _LOCKS + "key) FROM unnest(CAST('{{{}}}' AS BIGINT[])) AS wanted (key)"
_MESSAGE_LETTERS = 500_000
"""The length of what waits for the next message that is sent without waiting for more."""
_LARGE_BYTES = 10_000
"""Bytes from this number on are sent beside their statement."""
_NOW = (
    "SELECT CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION), "
    "CAST(extract(epoch FROM pg_postmaster_start_time()) AS DOUBLE PRECISION)"
)
_TOKEN = re.compile(r"'[^']*'|::|\?|%|:(\w+)")


class PostgresTransaction:
    """Implements `Transaction`.

    It begins, by the statements `begin`, with the first message to the server; without them it has begun already.
    What needs no answer waits for the next message, because each one costs the way to the server and back. With
    `own_clock` the database tells the time, and not the caller.
    """

    dialect = _SQL

    def __init__(self, connection: psycopg.Connection, begin: Sequence[str] = (), *, own_clock: bool) -> None:
        self._connection = connection
        self._composer = psycopg.ClientCursor(connection)
        self._begin = begin
        self._own_clock = own_clock
        self._times: tuple[float, float] | None = None
        self._waiting: list[str] = []
        self._waiting_letters = 0

    def execute(self, statement: str, values: Values = (), /) -> Result:
        """As `Transaction.execute`."""
        if any(isinstance(value, bytes) and len(value) >= _LARGE_BYTES for value in _flat(values)):
            self._send()
            return self._connection.execute(_translated(statement), _adapted(values))
        return self._send(self._composed(statement, values))

    def execute_later(self, statement: str, values: Values = (), /) -> None:
        """As `Transaction.execute_later`."""
        self._wait(self._composed(statement, values))

    def execute_many(self, statement: str, rows: Iterable[Values], /) -> None:
        """As `Transaction.execute_many`."""
        for row in rows:
            self.execute_later(statement, row)

    def lock(self, *keys: str, shared: Iterable[str] = ()) -> None:
        """As `Transaction.lock`, by advisory locks, which need no row."""
        if wanted := [*map(_number, sorted(set(keys))), *map(_number, sorted(set(shared)))]:
            self._wait(_LOCK.format(",".join(map(str, wanted))))

    def as_kept(self, text: str) -> str:
        """As `Transaction.as_kept`: PostgreSQL has no text with NUL."""
        return _text(text)

    def now(self, at: float) -> float:
        """As `Transaction.now`; the same time throughout a transaction."""
        return self._clock()[0] if self._own_clock else at

    def up_since(self) -> float:
        """As `Transaction.up_since`."""
        return self._clock()[1] if self._own_clock else 0.0

    def commit(self, note: str = "") -> None:
        """Sends what waits, with the statement `note` and COMMIT behind it."""
        if self._begin and not self._waiting:
            return  # nothing has happened in it
        if note:
            self._waiting.append(note)
        if self._connection.info.transaction_status == TransactionStatus.INERROR:
            raise RuntimeError("a unit went on after an error of the database")
        self._send("COMMIT")

    def _clock(self) -> tuple[float, float]:
        if self._times is None:
            self._send()
        if self._times is None:
            self._times = self._send(_NOW).fetchone() or (0.0, 0.0)
        return self._times

    def _composed(self, statement: str, values: Values) -> str:
        """A statement with its values in it, as several can be sent in one message."""
        return self._composer.mogrify(_translated(statement), _adapted(values))

    def _wait(self, statement: str) -> None:
        self._waiting.append(statement)
        self._waiting_letters += len(statement)
        if self._waiting_letters > _MESSAGE_LETTERS:
            self._send()

    def _send(self, statement: str | None = None) -> psycopg.ClientCursor:
        """Sends what waits, in one message with this statement, and returns the rows of the last one."""
        statements = [*self._waiting, *([statement] if statement else [])]
        self._waiting, self._waiting_letters = [], 0
        clock = None
        if self._begin:
            if self._own_clock:  # after the locks, which may take a while
                clock = next((at for at, each in enumerate(statements) if not each.startswith(_LOCKS)), len(statements))
                statements.insert(clock, _NOW)
                clock += len(self._begin)
            statements[:0] = self._begin
            self._begin = ()
        cursor = psycopg.ClientCursor(self._connection)
        if statements:
            cursor.execute("; ".join(statements).encode())
            if clock is not None:
                cursor.set_result(clock)
                self._times = cursor.fetchone() or (0.0, 0.0)
            cursor.set_result(-1)
        return cursor


@lru_cache(maxsize=1024)
def _translated(statement: str) -> SQL:
    """Writes `?` and `:name` as psycopg does, outside of quoted text. Units hold no text of people in statements."""
    return SQL(_TOKEN.sub(_placeholder, statement))


def _placeholder(token: re.Match[str]) -> str:
    if token[1]:
        return f"%({token[1]})s"
    return "%s" if token[0] == "?" else token[0].replace("%", "%%")


def _flat(values: Values) -> Iterable[Any]:
    return values.values() if isinstance(values, Mapping) else values


def _adapted(values: Values) -> Values:
    if isinstance(values, Mapping):
        return {name: _value(value) for name, value in values.items()}
    return [_value(value) for value in values]


def _value(value: Any) -> Any:
    """A value as SQLite would keep it, as far as PostgreSQL can: it has no text with NUL."""
    if isinstance(value, str):
        return _text(value)
    return int(value) if isinstance(value, bool) else value


def _text(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in text else text


@lru_cache(maxsize=4096)
def _number(key: str) -> int:
    """The number of a lock. Two keys may share one: then they wait for each other without need."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
