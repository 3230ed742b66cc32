"""Connections that several processes share: each its part, moved without a gap, taken over after a death."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.domain.errors import StoreAway
from core.domain.jobs import LEASE_SECONDS
from core.domain.observer import OBSERVER, Observer
from core.store.connection_share import LOST_SECONDS, ConnectionShare
from core.store.sql.store import SqlStore


class TurnClock:
    """A clock that moves to the next moment for which somebody waits, once nobody is busy with the store."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.busy = 0
        self._sleeping: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        sleeping = (self.time + seconds, asyncio.Event())
        self._sleeping.append(sleeping)
        try:
            await sleeping[1].wait()
        finally:
            self._sleeping.remove(sleeping)

    async def turn(self) -> None:
        """Lets everybody go on, and then moves."""
        for _ in range(20):
            await asyncio.sleep(0)
            if self.busy:
                await asyncio.sleep(0.001)
                return
        if self._sleeping:
            self.time, woken = min(self._sleeping, key=lambda sleeping: sleeping[0])
            woken.set()


class Remote:
    """The platform: who is connected to which connection, and the fewest at each moment since the first."""

    def __init__(self) -> None:
        self.connected: dict[int, set[str]] = {}
        self.uncovered: list[int] = []
        self.unreachable: set[str] = set()
        self.lost: set[str] = set()
        self.tried: Counter[str] = Counter()
        self.made: Counter[str] = Counter()

    def owners(self) -> dict[int, str]:
        """Each connection's only process."""
        assert all(len(owners) == 1 for owners in self.connected.values()), self.connected
        return {number: next(iter(owners)) for number, owners in sorted(self.connected.items())}

    def share(self) -> Counter[str]:
        return Counter(self.owners().values())


class Process:
    """One process, which holds its share until it leaves, is closed, or stands still."""

    def __init__(self, store: SqlStore, clock: TurnClock, remote: Remote, name: str, **options: object) -> None:
        self.name, self.remote, self.leases = name, remote, Leases(store, clock)
        settings: dict[str, object] = {"count": 5, "connecting": 2, **options}
        self.share = ConnectionShare(
            self.leases,  # type: ignore[arg-type]
            clock,
            self.connect,
            platform="discord",
            group="shards",
            is_up=lambda _: not {name, "everybody"} & remote.lost,
            **settings,  # type: ignore[arg-type]
        )
        self.serving = asyncio.create_task(self.share.serve())

    async def connect(self, number: int, connected: Callable[[], Awaitable[None]]) -> None:
        self.remote.tried[self.name] += 1
        if self.name in self.remote.unreachable or {self.name, "everybody"} & self.remote.lost:
            await asyncio.Event().wait()
        self.remote.made[self.name] += 1
        self.remote.connected.setdefault(number, set()).add(self.name)
        try:
            await connected()
            await asyncio.Event().wait()
        finally:
            self.remote.connected[number].discard(self.name)
            if not self.remote.connected[number]:
                self.remote.uncovered.append(number)

    async def close(self) -> None:
        self.serving.cancel()
        await asyncio.gather(self.serving, return_exceptions=True)


class Leases:
    """The leases as one process sees them: they may be out of its reach."""

    def __init__(self, store: SqlStore, clock: TurnClock) -> None:
        self._store, self._clock = store, clock
        self.away = False

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def ask(*values: object, **named: object) -> object:
            if self.away:
                raise StoreAway("store-away")
            self._clock.busy += 1
            try:
                found: object = await getattr(self._store, name)(*values, **named)
            finally:
                self._clock.busy -= 1
            return found

        return ask


@asynccontextmanager
async def processes(*started: Process) -> AsyncIterator[None]:
    """Closes them in the end."""
    try:
        yield
    finally:
        for each in started:
            await each.close()


async def until(clock: TurnClock, holds: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await clock.turn()


async def result(clock: TurnClock, working: Coroutine[Any, Any, bool]) -> bool:
    """The result of work that needs the clock to move."""
    task = asyncio.ensure_future(working)
    await until(clock, task.done)
    return task.result()


def covered(remote: Remote, count: int = 5) -> bool:
    return len(remote.connected) == count and all(len(owners) == 1 for owners in remote.connected.values())


async def test_each_process_takes_an_even_share_and_little_moves(store: SqlStore) -> None:
    clock, remote = TurnClock(), Remote()
    first = Process(store, clock, remote, "first")
    async with processes(first):
        await until(clock, lambda: covered(remote))
        second = Process(store, clock, remote, "second")
        async with processes(second):
            await until(clock, lambda: covered(remote) and remote.share() == {"first": 3, "second": 2})
            third = Process(store, clock, remote, "third")
            async with processes(third):
                await until(clock, lambda: covered(remote) and sorted(remote.share().values()) == [1, 2, 2])
                assert remote.made == {"first": 5, "second": 2, "third": 1}
                assert remote.uncovered == []
                assert await result(clock, second.share.hand_over(1000))
                assert remote.share() in ({"first": 3, "third": 2}, {"first": 2, "third": 3})
                assert remote.uncovered == [], "each was connected elsewhere before it was let go"


async def test_a_dead_process_is_replaced_when_its_leases_end_and_the_gap_is_told(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    gaps: list[float] = []

    class Gaps(Observer):
        def connection_moved(self, platform: str, gap_seconds: float) -> None:
            gaps.append(gap_seconds)

    OBSERVER.set(Gaps())
    clock, remote = TurnClock(), Remote()
    first, second = (Process(store, clock, remote, name, count=2) for name in ("first", "second"))
    async with processes(first, second):
        await until(clock, lambda: covered(remote, 2) and len(remote.share()) == 2)
        gaps.clear()
        first.leases.away = True
        died_at = clock.now()
        await first.close()
        await until(clock, lambda: gaps)
        assert covered(remote, 2)
        assert remote.share() == {"second": 2}
        assert clock.now() - died_at >= LEASE_SECONDS - 2 * 2.0, "not before its leases had ended"
        assert len(gaps) == 1
        assert LEASE_SECONDS <= gaps[0] <= clock.now() - died_at + 2 * 2.0
        assert "was without a process for up to" in caplog.text


async def test_a_process_that_stood_still_lets_go_what_others_have_taken(store: SqlStore) -> None:
    clock, remote = TurnClock(), Remote()
    first, second = (Process(store, clock, remote, name, count=2) for name in ("first", "second"))
    async with processes(first, second):
        await until(clock, lambda: covered(remote, 2) and len(remote.share()) == 2)
        first.leases.away = True  # it stays connected: it cannot know that the others reach the database
        await until(clock, lambda: [owners for owners in remote.connected.values() if owners == {"first", "second"}])
        first.leases.away = False
        await until(clock, lambda: covered(remote, 2) and remote.share() == {"first": 1, "second": 1})


async def test_nobody_waits_for_others_where_there_are_none(store: SqlStore) -> None:
    clock, remote = TurnClock(), Remote()
    only = Process(store, clock, remote, "only")
    async with processes(only):
        await until(clock, lambda: len(only.share.held) == 5)
        assert not await result(clock, only.share.hand_over(1000))
        assert remote.share() == {"only": 5}, "it goes on receiving until it is closed"
    started = clock.now()
    following = Process(store, clock, remote, "following")
    async with processes(following):
        await until(clock, lambda: covered(remote))
        assert clock.now() - started < LEASE_SECONDS, "what was given up is free"


async def test_what_one_process_cannot_connect_another_does(store: SqlStore) -> None:
    clock, remote = TurnClock(), Remote()
    remote.unreachable.add("lame")
    lame, sound = (Process(store, clock, remote, name, count=2) for name in ("lame", "sound"))
    async with processes(lame, sound):
        await until(clock, lambda: sound.share.held)
        remote.unreachable.clear()
        await until(clock, lambda: covered(remote, 2) and remote.share() == {"lame": 1, "sound": 1})


async def test_a_process_that_loses_only_the_platform_is_replaced_and_comes_back(
    sqlite_store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    gaps: list[float] = []

    class Told(Observer):
        def connection_moved(self, platform: str, gap: float) -> None:
            gaps.append(gap)

    token = OBSERVER.set(Told())
    clock, remote = TurnClock(), Remote()
    first, second = (Process(sqlite_store, clock, remote, name, count=4) for name in ("first", "second"))
    async with processes(first, second):
        await until(clock, lambda: covered(remote, 4) and remote.share() == {"first": 2, "second": 2})
        gaps.clear()
        remote.lost.add("first")
        lost_at, asked = clock.now(), remote.tried["first"]
        await until(clock, lambda: covered(remote, 4) and remote.share() == {"second": 4})
        assert LOST_SECONDS <= clock.now() - lost_at <= LOST_SECONDS + LEASE_SECONDS
        assert all(LOST_SECONDS <= gap <= clock.now() - lost_at for gap in gaps)
        assert len(gaps) == 2
        await until(clock, lambda: clock.now() - lost_at > 1000)
        assert 3 <= remote.tried["first"] - asked <= 6, "it asks again, ever more seldom"
        assert remote.share() == {"second": 4}
        assert remote.tried["second"] == remote.made["second"], "nothing was taken from the one that is connected"
        remote.lost.clear()
        for each in list(first.share._tasks.values()):
            each.cancel()  # an attempt that was under way
        await until(clock, lambda: covered(remote, 4) and remote.share() == {"first": 2, "second": 2})
        assert "is not reached from here" in caplog.text
    OBSERVER.reset(token)


async def test_nothing_moves_while_the_platform_is_away_for_everybody(sqlite_store: SqlStore) -> None:
    clock, remote = TurnClock(), Remote()
    first, second = (Process(sqlite_store, clock, remote, name, count=4) for name in ("first", "second"))
    async with processes(first, second):
        await until(clock, lambda: covered(remote, 4) and len(remote.share()) == 2)
        before, tried, lost_at = remote.owners(), remote.tried.copy(), clock.now()
        remote.lost.add("everybody")
        await until(clock, lambda: clock.now() - lost_at > 600)
        assert (remote.owners(), remote.tried) == (before, tried), "each goes on with what it has"
        third = Process(sqlite_store, clock, remote, "third", count=4)
        async with processes(third):
            await until(clock, lambda: remote.tried["third"])
            remote.lost.clear()
            await until(clock, lambda: covered(remote, 4) and len(remote.share()) >= 2)
        await until(clock, lambda: covered(remote, 4) and remote.share() == {"first": 2, "second": 2})


async def test_of_interchangeable_connections_one_elsewhere_is_enough(store: SqlStore) -> None:
    clock, remote = TurnClock(), Remote()
    options = {"count": 8, "most": 2, "interchangeable": True}
    first = Process(store, clock, remote, "first", **options)
    async with processes(first):
        await until(clock, lambda: len(first.share.held) == 2)
        assert not await result(clock, first.share.hand_over(1000))
    first, second = (Process(store, clock, remote, name, **options) for name in ("first", "second"))
    async with processes(first, second):
        await until(clock, lambda: len(second.share.held) == 2)
        assert await result(clock, first.share.hand_over(1000))
        assert not any("first" in owners for owners in remote.connected.values()), "nothing comes in here any more"
        assert len(second.share.held) == 2


async def test_what_connecting_raises_ends_it(store: SqlStore) -> None:
    class Refused(Exception):
        pass

    async def refuse(number: int, connected: Callable[[], Awaitable[None]]) -> None:
        raise Refused

    share = ConnectionShare(store, TurnClock(), refuse, platform="discord", group="shards", count=2)
    with pytest.raises(Refused):
        await share.serve()
