"""Message logs of rooms, in SQL."""

import asyncio
import json
from collections.abc import AsyncGenerator, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from pydantic import JsonValue

from core.store.ports.message_log import ERASED, FoundEntry, LogEntry, LogPage, RoomHead
from core.store.shared_tail import BATCH, SharedTails
from core.store.sql.locks import room_key
from core.store.sql.tables import Tables, blob_references, from_stored, named_files, to_json, touch_blobs, unlike
from core.store.sql.transaction import Transaction

_COLUMNS = "number, reply, author, audience, log_entry.at, content"
_READABLE = "(audience IS NULL OR audience = :viewer)"
_OPENINGS = (
    "SELECT number, reply FROM log_entry WHERE room = :room AND opens = 1 AND audience {audience} "
    "AND number {side} :edge ORDER BY number {order} LIMIT :limit"
)
_PAGE = (
    f"SELECT * FROM ({_OPENINGS.replace('{audience}', 'IS NULL')}) AS public "  # noqa: S608 - our own conditions
    f"UNION ALL SELECT * FROM ({_OPENINGS.replace('{audience}', '= :viewer')}) AS private "
    "ORDER BY number {order} LIMIT :limit"
)
_NEWEST_OPENINGS = _PAGE.format(side="<", order="DESC")
_NEXT_OPENINGS = _PAGE.format(side=">", order="ASC")
_OPENS_IN_PUBLIC = "room = :room AND opens = 1 AND audience IS NULL"
_ASKERS = (
    # From one author to the next in the index (https://wiki.postgresql.org/wiki/Loose_indexscan).
    f"WITH RECURSIVE asker (author) AS (SELECT min(author) FROM log_entry WHERE {_OPENS_IN_PUBLIC} UNION ALL "  # noqa: S608
    f"SELECT (SELECT min(author) FROM log_entry WHERE {_OPENS_IN_PUBLIC} AND author > asker.author) "
    "FROM asker WHERE author IS NOT NULL) "
    f"SELECT {_COLUMNS} FROM (SELECT (SELECT max(number) FROM log_entry WHERE {_OPENS_IN_PUBLIC} "
    "AND author = asker.author) AS newest FROM asker) AS opening CROSS JOIN log_entry WHERE number = newest "
    "ORDER BY number"
)
_FARTHEST = 2**63 - 1
_SEARCHED = ("said", "text", "alt", "transcript")
"""The texts of an entry that people look for words in."""
_SEARCHED_AT_ONCE = 200
_SEARCHED_AT_MOST = 5_000
"""Entries of which any text, also one that nobody sees, has the words: about a tenth of a second."""

_Row = tuple[int, str, str, str | None, float, str]


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

    @property
    def reaches_all(self) -> bool:
        """True if notifications reach the listeners of all processes. Otherwise those look from time to time."""
        return True

    def notify(self, room: str) -> None:
        """Sets the events of a room's listeners."""
        for event, loop in self._listeners.get(room, {}).copy().items():
            with suppress(RuntimeError):  # nobody listens on a closed loop
                loop.call_soon_threadsafe(event.set)


class SqlMessageLog(Tables):
    """Implements `MessageLog`. One counter numbers the entries of all rooms.

    A number is taken under the lock of its room: whoever has read a room up to a number has missed no lower one.
    """

    _notifier: ChangeNotifier
    _tails: SharedTails
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

        def unit(transaction: Transaction) -> int | None:
            transaction.lock(room_key(room))
            opens = not _has_entries(transaction, room, reply)
            if first and not opens:
                return None
            number = None
            for text in texts:
                number = _add(transaction, room, reply, author, audience, at, text, opens=opens)
                opens = False
            touch_blobs(transaction, digests, at)
            return number

        return await self._database.write(unit, lambda _: self._notifier.notify(room))

    async def read(self, room: str, after: int, viewer: str, limit: int = BATCH) -> Sequence[LogEntry]:
        """As `MessageLog.read`."""
        lines, _ = await self._read(room, after, viewer, limit)
        return lines

    async def openings(self, room: str) -> Sequence[LogEntry]:
        """As `MessageLog.openings`."""

        def query(transaction: Transaction) -> list[LogEntry]:
            return _entries(transaction.execute(_ASKERS, {"room": room}).fetchall())

        return await self._database.read(query)

    async def room_head(self, room: str, viewer: str) -> RoomHead:
        """As `MessageLog.room_head`."""
        private = "SELECT 1 FROM log_entry WHERE audience = ? AND room = ? LIMIT 1"

        def query(transaction: Transaction) -> RoomHead:
            found = transaction.execute(private, (viewer, room)).fetchone()
            return RoomHead(newest=_newest(transaction, room), private=found is not None)

        return await self._database.read(query)

    async def read_back(self, room: str, viewer: str, replies: int, before: int | None = None) -> LogPage:
        """As `MessageLog.read_back`."""
        edge = _FARTHEST if before is None else before
        entries, newest, older = await self._page(_NEWEST_OPENINGS, room, viewer, replies, edge)
        return LogPage(entries=entries, newest=newest, before=older)

    async def read_on(self, room: str, viewer: str, replies: int, after: int) -> LogPage:
        """As `MessageLog.read_on`."""
        entries, newest, newer = await self._page(_NEXT_OPENINGS, room, viewer, replies, after)
        return LogPage(entries=entries, newest=newest, before=None, after=newer)

    async def _page(
        self, openings: str, room: str, viewer: str, replies: int, edge: int
    ) -> tuple[list[LogEntry], int, int | None]:
        which = {"room": room, "viewer": viewer, "edge": edge}

        def query(transaction: Transaction) -> tuple[list[_Row], int, int | None]:
            found = transaction.execute(openings, {**which, "limit": max(replies, 0) + 1}).fetchall()
            page = found[:replies]
            rows = transaction.execute(
                # `CROSS JOIN` begins with the replies, so that no other entries of the room are read.
                f"SELECT {_COLUMNS} FROM ({transaction.dialect.texts.format(':replies')}) AS page CROSS JOIN log_entry "  # noqa: S608
                f"WHERE reply = page.value AND room = :room AND {_READABLE} ORDER BY number",
                {**which, "replies": json.dumps([reply for _, reply in page])},
            ).fetchall()
            return rows, _newest(transaction, room), page[-1][0] if page and len(found) > len(page) else None

        rows, newest, more = await self._database.read(query)
        return _entries(rows), newest, more

    async def opening_of(self, room: str, reply: str, viewer: str) -> int | None:
        """As `MessageLog.opening_of`."""
        query = f"SELECT min(number) FROM log_entry WHERE reply = :reply AND room = :room AND opens = 1 AND {_READABLE}"  # noqa: S608
        values = {"reply": reply, "room": room, "viewer": viewer}
        (number,) = await self._database.read(lambda transaction: transaction.execute(query, values).fetchone())
        return None if number is None else int(number)

    async def search(
        self, rooms: Collection[str], words: Sequence[str], viewer: str, limit: int
    ) -> Sequence[FoundEntry]:
        """As `MessageLog.search`.

        The database looks through the stored JSON, which has other letters than those of ASCII as escapes; so a word
        is looked for in a few cases. What it finds is then compared in Python.
        """
        values: dict[str, str | int] = {
            "viewer": viewer,
            "rooms": json.dumps(sorted(rooms)),
            "limit": _SEARCHED_AT_ONCE,
        }
        conditions = []
        for at, word in enumerate(words):
            cases = sorted({word.lower(), word.upper(), word.capitalize(), word.title(), word})
            names = [f"word{at}_{number}" for number in range(len(cases))]
            values |= {
                name: f"%{unlike(json.dumps(case)[1:-1].lower())}%" for name, case in zip(names, cases, strict=True)
            }
            conditions.append("(" + " OR ".join(f"lower(content) LIKE :{name} ESCAPE '!'" for name in names) + ")")
        found: dict[str, FoundEntry] = {}

        def query(transaction: Transaction) -> list[tuple[str, int, str, str, str | None, float, str]]:
            return transaction.execute(
                f"SELECT room, {_COLUMNS} FROM log_entry WHERE room IN ({transaction.dialect.texts.format(':rooms')}) "  # noqa: S608
                f"AND author <> '' AND {_READABLE} AND number < :before AND {' AND '.join(conditions)} "
                "ORDER BY number DESC LIMIT :limit",
                values,
            ).fetchall()

        values["before"] = _FARTHEST
        for _ in range(0, _SEARCHED_AT_MOST if conditions else 0, _SEARCHED_AT_ONCE):
            rows = await self._database.read(query)
            within = {number: room for room, number, *_ in rows}
            for entry in _entries(row[1:] for row in rows):
                if entry.reply not in found and (text := _text_with(entry, words)) is not None:
                    found[entry.reply] = FoundEntry(room=within[entry.number], entry=entry, text=text)
            if len(rows) < _SEARCHED_AT_ONCE or len(found) >= limit:
                break
            values["before"] = rows[-1][1]
        return list(found.values())[: max(limit, 0)]

    async def rooms_of_file(self, sha256: str, viewer: str) -> Sequence[str]:
        """As `MessageLog.rooms_of_file`."""
        query = f"SELECT DISTINCT room FROM log_file WHERE sha256 = :sha256 AND {_READABLE} ORDER BY room"  # noqa: S608
        values = {"sha256": sha256, "viewer": viewer}
        rows = await self._database.read(lambda transaction: transaction.execute(query, values).fetchall())
        return [room for (room,) in rows]

    def tail(self, room: str, after: int, viewer: str) -> AsyncGenerator[Sequence[LogEntry], None]:
        """As `MessageLog.tail`. Entries of this process arrive immediately, those of another at the next poll."""
        return self._tails.tail(self._read, room, after, viewer, self._poll_seconds)

    async def replace(self, room: str, reply: str, numbers: Sequence[int], content: dict[str, JsonValue]) -> None:
        """As `MessageLog.replace`, under the highest number that still exists."""
        text = to_json(content)
        digests = blob_references(text)
        key = (room, reply, json.dumps(list(numbers)))

        def unit(transaction: Transaction) -> None:
            transaction.lock(room_key(room))
            named = f"room = ? AND reply = ? AND number IN ({transaction.dialect.numbers.format('?')})"
            found = transaction.execute(
                f"SELECT number, at, audience FROM log_entry WHERE {named} ORDER BY number DESC LIMIT 1",  # noqa: S608
                key,
            ).fetchone()
            if found is None:
                return
            number, at, audience = found
            transaction.execute(
                f"UPDATE log_entry SET content = ?, opens = (SELECT max(opens) FROM log_entry WHERE {named}) "  # noqa: S608
                "WHERE number = ?",
                (text, *key, number),
            )
            transaction.execute(f"DELETE FROM log_entry WHERE {named} AND number <> ?", (*key, number))  # noqa: S608
            transaction.execute("DELETE FROM log_file WHERE number = ?", (number,))
            _add_files(transaction, number, room, audience, text)
            touch_blobs(transaction, digests, at)

        await self._database.write(unit)

    async def erase(self, room: str, reply: str, at: float) -> None:
        """As `MessageLog.erase`. Appends nothing if the reply has no entries."""

        def unit(transaction: Transaction) -> None:
            transaction.lock(room_key(room))
            erased = transaction.execute("DELETE FROM log_entry WHERE reply = ? AND room = ?", (reply, room)).rowcount
            if erased:
                append_erased(transaction, room, reply, at)

        await self._database.write(unit, lambda _: self._notifier.notify(room))

    async def _read(self, room: str, after: int, viewer: str | None, limit: int = BATCH) -> tuple[list[LogEntry], int]:
        """Returns entries for a viewer or (None) for everybody, and the number up to which the room has been read."""
        which = "room = :room AND number > :after" + ("" if viewer is None else f" AND {_READABLE}")
        values = {"room": room, "after": after, "viewer": viewer, "limit": max(limit, 0)}

        def query(transaction: Transaction) -> tuple[list[_Row], int]:
            rows = transaction.execute(
                f"SELECT {_COLUMNS} FROM log_entry WHERE {which} ORDER BY number LIMIT :limit",  # noqa: S608
                values,
            ).fetchall()
            if len(rows) >= limit:
                return rows, rows[-1][0] if rows else after
            # The remaining entries are for other people and need not be read again.
            return rows, max(after, _newest(transaction, room))

        rows, seen = await self._database.read(query)
        return _entries(rows), seen


def _newest(transaction: Transaction, room: str) -> int:
    number: int
    (number,) = transaction.execute("SELECT max(number) FROM log_entry WHERE room = ?", (room,)).fetchone()
    return number or 0


def _entries(rows: Iterable[_Row]) -> list[LogEntry]:
    """Builds entries of rows, except damaged ones."""
    return [
        LogEntry(number=number, reply=reply, author=author, audience=audience, at=at, content=content)
        for number, reply, author, audience, at, text in rows
        if isinstance(content := from_stored(text, f"log entry {number}"), dict)
    ]


def _text_with(entry: LogEntry, words: Sequence[str]) -> str | None:
    """The text of an entry that has all words."""
    texts = (entry.content.get(name) for name in _SEARCHED)
    folded = [word.casefold() for word in words]
    return next(
        (text for text in texts if isinstance(text, str) and all(word in text.casefold() for word in folded)), None
    )


def _has_entries(transaction: Transaction, room: str, reply: str) -> bool:
    query = "SELECT 1 FROM log_entry WHERE reply = ? AND room = ? LIMIT 1"
    return transaction.execute(query, (reply, room)).fetchone() is not None


def _add(
    transaction: Transaction,
    room: str,
    reply: str,
    author: str,
    audience: str | None,
    at: float,
    text: str,
    *,
    opens: bool = False,
) -> int:
    number: int
    (number,) = transaction.execute(
        "INSERT INTO log_entry (room, reply, author, audience, at, content, opens) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "RETURNING number",
        (room, reply, author, audience, at, text, int(opens)),
    ).fetchone()
    _add_files(transaction, number, room, audience, text)
    return number


def _add_files(transaction: Transaction, number: int, room: str, audience: str | None, text: str) -> None:
    rows = [(number, digest, room, audience) for digest in named_files(text)]
    transaction.execute_many("INSERT INTO log_file VALUES (?, ?, ?, ?)", rows)


def append_erased(transaction: Transaction, room: str, reply: str, at: float) -> None:
    """Appends `ERASED` for a reply, unless the reply has entries left."""
    if not _has_entries(transaction, room, reply):
        _add(transaction, room, reply, "", None, at, to_json(dict(ERASED)))
