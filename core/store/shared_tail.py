"""The newest entries of rooms in memory, so that everybody who tails a room shares one read of each new entry."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress

from core.store.ports.message_log import ERASED, LogEntry

SHARED_ENTRIES = 1_000
"""The most entries that a room keeps in memory. A listener that is further behind reads for itself."""
BATCH = 500
"""The most entries of one read."""
SECONDS_OF_A_LISTENER = 0.0002
"""The pause before a read for each listener of the room, about twice the time of passing a read on to one."""
LONGEST_PAUSE_SECONDS = 0.2
LISTENERS_OF_A_SLICE = 5
"""The number of listeners that get a read before other work has its turn: about half a millisecond."""

Read = Callable[[str, int, str | None, int], Awaitable[tuple[Sequence[LogEntry], int]]]
"""Reads entries of a room after a number, for a viewer or (None) for everybody, up to a limit; returns them and the
number up to which the room has been read."""

Listen = Callable[[str], AbstractContextManager[asyncio.Event]]
"""Listens to a room: the event is set after each change."""


class SharedTails:
    """Tails rooms for any number of listeners. One listener of a room at a time reads for all."""

    def __init__(self, listen: Listen) -> None:
        self._listen = listen
        self._open: dict[tuple[str, asyncio.AbstractEventLoop], _SharedTail] = {}

    async def tail(
        self, read: Read, room: str, after: int, viewer: str, poll_seconds: float
    ) -> AsyncGenerator[Sequence[LogEntry], None]:
        """As `MessageLog.tail`. Every `poll_seconds` one listener looks for entries of other processes."""
        key = (room, asyncio.get_running_loop())
        if key not in self._open:
            self._open[key] = _SharedTail(room, self._listen)
        shared = self._open[key]
        listener = object()
        # It listens before it reads, so that no commit is between the two.
        shared.positions[listener] = after
        try:
            while True:
                if shared.reaches(after):
                    entries, after = await shared.take(listener, read, viewer, poll_seconds)
                else:
                    entries, after = await read(room, after, viewer, BATCH)
                    shared.positions[listener] = after
                    if len(entries) < BATCH:
                        shared.start(after)
                if entries:
                    yield entries
        finally:
            del shared.positions[listener]
            if not shared.positions:
                del self._open[key]
                shared.close()


class _SharedTail:
    """The entries of one room that its listeners have not all taken. `positions` has what each listener has taken."""

    def __init__(self, room: str, listen: Listen) -> None:
        self._room = room
        self._listening = ExitStack()
        self._changed = self._listening.enter_context(listen(room))
        self._entries: deque[LogEntry] = deque()
        self._since: int | None = None
        self._seen = 0
        self._read_by: object | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self.positions: dict[object, int] = {}

    def close(self) -> None:
        """Listens no more."""
        self._listening.close()

    def start(self, at: int) -> None:
        """Begins after a number, unless it has begun."""
        if self._since is None:
            self._since = self._seen = at

    def reaches(self, after: int) -> bool:
        """True if all entries after a number are here, or will be."""
        return self._since is not None and after >= self._since

    async def take(
        self, listener: object, read: Read, viewer: str, poll_seconds: float
    ) -> tuple[Sequence[LogEntry], int]:
        """Waits for entries that are new for a listener; returns those for its viewer, maybe none, and its position."""
        at = self.positions[listener]
        while self.reaches(at) and self._seen <= at:
            if self._read_by is None:
                await self._read_for_all(listener, read, at, poll_seconds)
            else:
                self._waiting.append(told := asyncio.get_running_loop().create_future())
                await told
        if not self.reaches(at):
            return (), at
        self.positions[listener] = self._seen
        new = [each for each in self._entries if each.number > at and each.audience in (None, viewer)]
        return new, self._seen

    async def _read_for_all(self, listener: object, read: Read, at: int, poll_seconds: float) -> None:
        """Reads until there is something new. If this listener leaves before, another one reads on."""
        self._read_by = listener
        try:
            while self._seen <= at:
                with suppress(TimeoutError):
                    async with asyncio.timeout(poll_seconds):
                        await self._changed.wait()
                await self._look(read)
        finally:
            self._read_by = None
            waiting, self._waiting = self._waiting, []
            self._tell(waiting)

    def _tell(self, waiting: Sequence["asyncio.Future[None]"]) -> None:
        """Wakes listeners, some at a time, so that other work comes between."""
        for each in waiting[:LISTENERS_OF_A_SLICE]:
            if not each.done():
                each.set_result(None)
        if later := waiting[LISTENERS_OF_A_SLICE:]:
            asyncio.get_running_loop().call_soon(self._tell, later)

    async def _look(self, read: Read) -> None:
        # With many listeners each read costs much to pass on: what comes in a moment goes with it.
        await asyncio.sleep(min(SECONDS_OF_A_LISTENER * len(self.positions), LONGEST_PAUSE_SECONDS))
        # Cleared before reading: a commit after the read sets it again.
        self._changed.clear()
        try:
            entries, seen = await read(self._room, self._seen, None, BATCH)
        except BaseException:
            self._changed.set()  # the next listener looks
            raise
        if len(entries) >= BATCH:
            self._changed.set()  # there may be more
        taken = min(self.positions.values())
        while self._entries and (self._entries[0].number <= taken or len(self._entries) >= SHARED_ENTRIES):
            self._since = self._entries.popleft().number
        for entry in entries:
            if entry.content == ERASED:
                self._entries = deque(each for each in self._entries if each.reply != entry.reply)
            self._entries.append(entry)
        self._seen = max(self._seen, seen)
