"""Wake-ups between processes: what one commits to a room, the listeners of all others learn immediately.

One connection of its own listens and notifies (https://www.postgresql.org/docs/current/sql-notify.html), so it must not
lead through a pooler that gives each transaction another connection. Where it does, or is broken, listeners look every
second (`PostgresStore`).
"""

import hashlib
import logging
import os
import select
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache

import psycopg

from core.store.postgres.setup_check import CONNECT_SECONDS
from core.store.sql.message_log import ChangeNotifier

PAUSE_SECONDS = 0.05
"""The time between two notifications: changes that come meanwhile go together. Each takes a lock that all share."""
RECONNECT_SECONDS = 1.0

_CHANNEL = "troubadour"
_LISTEN = f"LISTEN {_CHANNEL}"
# A lost notification costs a second, so it need not wait for the disk.
_NOTIFY = (
    "WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) "  # noqa: S608 - our own name
    f"SELECT pg_notify('{_CHANNEL}', key) FROM quick, unnest(%s::text[]) AS changed (key)"
)

_log = logging.getLogger(__name__)


class WakeUps(ChangeNotifier):
    """Wakes the listeners in this process immediately, and those in others through the database.

    It never blocks and never fails: without a connection only the listeners here are woken. `start` begins, `close`
    ends.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._changed: set[str] = set()
        self._lock = threading.Lock()
        self._closing = False
        self._listening = threading.Event()
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._thread = threading.Thread(target=self._serve, name="store-wake-ups", daemon=True)

    def start(self) -> None:
        """Connects and listens, in a thread of its own."""
        self._thread.start()

    def notify(self, room: str) -> None:
        """Sets the events of a room's listeners, here and elsewhere."""
        super().notify(room)
        with self._lock:
            self._changed.add(_key(room))
        self._interrupt()

    @property
    def reaches_all(self) -> bool:
        """As `ChangeNotifier.reaches_all`: a connection listens."""
        return self._listening.is_set()

    def is_listening(self, seconds: float) -> bool:
        """Waits for a connection that listens; False if there is none after that time."""
        return self._listening.wait(seconds)

    def close(self) -> None:
        """Sends what is left, and ends. It blocks, for some seconds at most."""
        self._closing = True
        self._interrupt()
        if self._thread.is_alive():
            self._thread.join(CONNECT_SECONDS)
        if not self._thread.is_alive():
            os.close(self._reader)
            os.close(self._writer)

    def _interrupt(self) -> None:
        with suppress(BlockingIOError, OSError):  # a full pipe wakes, too, and a closed one needs nobody
            os.write(self._writer, b"\0")

    def _serve(self) -> None:
        told = False
        while not self._closing:
            try:
                with psycopg.connect(
                    self._url, connect_timeout=CONNECT_SECONDS, prepare_threshold=None, autocommit=True
                ) as connection:
                    self._listen(connection)
                    told = False
                    self._exchange(connection)
            except (psycopg.Error, OSError) as error:
                if not told:
                    _log.warning("wake-ups from other processes are late: %s", type(error).__name__)
                    told = True
                self._wait(None, RECONNECT_SECONDS)
            finally:
                self._listening.clear()

    def _listen(self, connection: psycopg.Connection) -> None:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        if row == (connection.info.backend_pid,):
            connection.execute(_LISTEN)
            self._listening.set()
        else:  # a pooler would listen for somebody else
            _log.info("a pooler is on the way to the database: wake-ups from other processes take up to a second")
        # Something may have happened while nobody listened.
        self._wake(list(self._listeners))

    def _exchange(self, connection: psycopg.Connection) -> None:
        """Sends and receives until the end."""
        own, earliest = connection.info.backend_pid, 0.0
        while True:
            with self._lock:
                waiting = bool(self._changed)
            if waiting and (self._closing or time.monotonic() >= earliest):
                with self._lock:
                    keys, self._changed = sorted(self._changed), set()
                try:
                    connection.execute(_NOTIFY, (keys,))
                except psycopg.Error:
                    with self._lock:
                        self._changed.update(keys)
                    raise
                earliest = time.monotonic() + PAUSE_SECONDS
            elif self._closing:
                return
            else:
                self._wait(connection, max(0.0, earliest - time.monotonic()) if waiting else None)
            for notification in connection.notifies(timeout=0):
                if notification.pid != own:
                    self._wake(room for room in list(self._listeners) if _key(room) == notification.payload)

    def _wait(self, connection: psycopg.Connection | None, seconds: float | None) -> None:
        """Waits for something to send, something that has arrived, or some time."""
        sources = [self._reader] if connection is None else [self._reader, connection.fileno()]
        ready, _, _ = select.select(sources, [], [], seconds)
        if self._reader in ready:
            os.read(self._reader, 4096)

    def _wake(self, rooms: Iterable[str]) -> None:
        for room in rooms:
            super().notify(room)


@lru_cache(maxsize=4096)
def _key(room: str) -> str:
    """A room's name in notifications, which hold 8000 bytes at most and are seen by everybody in the database."""
    return hashlib.blake2b(room.encode(), digest_size=16).hexdigest()
