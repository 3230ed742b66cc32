"""Connections to one PostgreSQL database, each lent to one thread at a time."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from core.store.postgres.setup_check import CONNECT_SECONDS

LONGEST_USE_SECONDS = 1800.0
"""The age at which a connection is replaced, so that the server's memory for it is freed and failovers are found."""


@dataclass
class LentConnection:
    """A connection, and the number of the last unit that it was told to commit. `id` is in the notes of its commits."""

    connection: psycopg.Connection
    opened_at: float
    is_new: bool = True
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    unit: int = 0


class IdleConnections:
    """Open connections to one address. Those that nobody uses wait here, the last used first."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._idle: list[LentConnection] = []

    @contextmanager
    def lent(self) -> Iterator[LentConnection]:
        """A connection for the use of one thread. It is kept unless it has died or is old."""
        with self._lock:
            lent = self._idle.pop() if self._idle else None
        lent = lent or LentConnection(connect(self._url), time.monotonic())
        try:
            yield lent
        finally:
            lent.is_new = False
            if not lent.connection.closed and time.monotonic() < lent.opened_at + LONGEST_USE_SECONDS:
                with self._lock:
                    self._idle.append(lent)
            else:
                lent.connection.close()

    def close_idle(self) -> None:
        """Closes those that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for lent in idle:
            lent.connection.close()


def connect(url: str) -> psycopg.Connection:
    """Opens a connection without prepared statements, which poolers lose. A peer that is gone is noticed."""
    return psycopg.connect(
        url,
        connect_timeout=CONNECT_SECONDS,
        prepare_threshold=None,
        autocommit=True,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=15_000,
    )
