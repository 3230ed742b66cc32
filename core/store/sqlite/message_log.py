"""Message logs of rooms, in SQLite."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, suppress

from pydantic import JsonValue

from core.store.ports import ERASED, LogEntry
from core.store.sqlite.tables import SqliteTables, blob_references, from_stored, to_json, touch_blobs

_BATCH = 500


class ChangeNotifier:
    """Wakes the listeners of a room. `notify` may be called from any thread."""

    def __init__(self) -> None:
        self._listeners: dict[str, dict[asyncio.Event, asyncio.AbstractEventLoop]] = {}

    @contextmanager
    def listen(self, room: str) -> Iterator[asyncio.Event]:
        """Returns an event that is set whenever the room has something new."""
        event = asyncio.Event()
        self._listeners.setdefault(room, {})[event] = asyncio.get_running_loop()
        try:
            yield event
        finally:
            del self._listeners[room][event]
            if not self._listeners[room]:
                del self._listeners[room]

    def notify(self, room: str) -> None:
        """Sets the events of a room's listeners."""
        for event, loop in self._listeners.get(room, {}).copy().items():
            with suppress(RuntimeError):  # nobody listens on a closed loop
                loop.call_soon_threadsafe(event.set)


class SqliteMessageLog(SqliteTables):
    """Implements `MessageLog`. One counter numbers the entries of all rooms."""

    _notifier: ChangeNotifier
    _poll_seconds: float

    async def append(
        self,
        room: str,
        reply: str,
        author: str,
        audience: str | None,
        contents: Sequence[dict[str, JsonValue]],
        at: float,
        *,
        first: bool = False,
    ) -> int | None:
        """As `MessageLog.append`. Returns None if nothing was added."""
        texts = [to_json(content) for content in contents]
        digests = blob_references(*texts)

        def unit(connection: sqlite3.Connection) -> int | None:
            if (
                first
                and connection.execute(
                    "SELECT 1 FROM log_entry WHERE reply = ? AND room = ? LIMIT 1", (reply, room)
                ).fetchone()
            ):
                return None
            number = None
            for text in texts:
                number = _add(connection, room, reply, author, audience, at, text)
            touch_blobs(connection, digests, at)
            return number

        return await self._database.write(unit, lambda _: self._notifier.notify(room))

    async def read(self, room: str, after: int, viewer: str, limit: int = _BATCH) -> Sequence[LogEntry]:
        """As `MessageLog.read`."""
        lines, _ = await self._read(room, after, viewer, limit)
        return lines

    async def tail(self, room: str, after: int, viewer: str) -> AsyncGenerator[Sequence[LogEntry], None]:
        """As `MessageLog.tail`. Entries of this process arrive immediately, those of another at the next poll."""
        with self._notifier.listen(room) as changed:
            while True:
                # Cleared before reading: a commit after the read sets it again.
                changed.clear()
                lines, after = await self._read(room, after, viewer, _BATCH)
                if lines:
                    yield lines
                if len(lines) < _BATCH:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._poll_seconds):
                            await changed.wait()

    async def replace(self, room: str, reply: str, numbers: Sequence[int], content: dict[str, JsonValue]) -> None:
        """As `MessageLog.replace`, under the highest number that still exists."""
        text = to_json(content)
        digests = blob_references(text)
        named = "room = ? AND reply = ? AND number IN (SELECT value FROM json_each(?))"
        key = (room, reply, json.dumps(list(numbers)))

        def unit(connection: sqlite3.Connection) -> None:
            number, at = connection.execute(f"SELECT max(number), at FROM log_entry WHERE {named}", key).fetchone()  # noqa: S608
            if number is None:
                return
            connection.execute("UPDATE log_entry SET content = ? WHERE number = ?", (text, number))
            connection.execute(f"DELETE FROM log_entry WHERE {named} AND number <> ?", (*key, number))  # noqa: S608
            touch_blobs(connection, digests, at)

        await self._database.write(unit)

    async def erase(self, room: str, reply: str, at: float) -> None:
        """As `MessageLog.erase`. Appends nothing if the reply has no entries."""

        def unit(connection: sqlite3.Connection) -> None:
            erased = connection.execute("DELETE FROM log_entry WHERE reply = ? AND room = ?", (reply, room)).rowcount
            if erased:
                append_erased(connection, room, reply, at)

        await self._database.write(unit, lambda _: self._notifier.notify(room))

    async def _read(self, room: str, after: int, viewer: str, limit: int) -> tuple[list[LogEntry], int]:
        """Returns entries and the number up to which the room has been read for this viewer."""

        def query(connection: sqlite3.Connection) -> tuple[list[tuple[int, str, str, str | None, float, str]], int]:
            rows = connection.execute(
                "SELECT number, reply, author, audience, at, content FROM log_entry "
                "WHERE room = ? AND number > ? AND (audience IS NULL OR audience = ?) ORDER BY number LIMIT ?",
                (room, after, viewer, max(limit, 0)),
            ).fetchall()
            if len(rows) >= limit:
                return rows, rows[-1][0] if rows else after
            # The remaining entries are for other people and need not be read again.
            (last,) = connection.execute("SELECT max(number) FROM log_entry WHERE room = ?", (room,)).fetchone()
            return rows, max(after, last or 0)

        rows, seen = await self._database.read(query)
        lines = [
            LogEntry(number=number, reply=reply, author=author, audience=audience, at=at, content=content)
            for number, reply, author, audience, at, text in rows
            if isinstance(content := from_stored(text, f"log entry {number}"), dict)
        ]
        return lines, seen


def _add(
    connection: sqlite3.Connection, room: str, reply: str, author: str, audience: str | None, at: float, text: str
) -> int | None:
    return connection.execute(
        "INSERT INTO log_entry (room, reply, author, audience, at, content) VALUES (?, ?, ?, ?, ?, ?)",
        (room, reply, author, audience, at, text),
    ).lastrowid


def append_erased(connection: sqlite3.Connection, room: str, reply: str, at: float) -> None:
    """Appends `ERASED` for a reply, unless the reply has entries left."""
    left = connection.execute("SELECT 1 FROM log_entry WHERE reply = ? AND room = ? LIMIT 1", (reply, room)).fetchone()
    if left is None:
        _add(connection, room, reply, "", None, at, to_json(dict(ERASED)))
