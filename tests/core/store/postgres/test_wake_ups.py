"""Wake-ups between processes, each with its own connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from core.store.postgres.store import PostgresStore
from core.store.postgres.wake_ups import WakeUps
from tests.core.store.samples import ADA, delta, request
from tests.servers.postgres import PostgresServer

SECONDS = 30


@asynccontextmanager
async def process(url: str, *, listens: bool = True) -> AsyncIterator[WakeUps]:
    """The wake-ups of one process."""
    wake_ups = WakeUps(url)
    wake_ups.start()
    try:
        if listens:
            assert await asyncio.to_thread(wake_ups.is_listening, SECONDS)
        yield wake_ups
    finally:
        await asyncio.to_thread(wake_ups.close)


async def woken(event: asyncio.Event) -> None:
    """Waits for a wake-up."""
    async with asyncio.timeout(SECONDS):
        await event.wait()
    event.clear()


async def test_a_change_wakes_the_listeners_of_its_room_in_all_processes(database_url: str) -> None:
    async with process(database_url) as here, process(database_url) as there:
        with here.listen("lobby") as mine, there.listen("lobby") as theirs, there.listen("attic") as other:
            await woken_once_more(here, "lobby", mine, theirs)
            here.notify("attic")
            await woken(other)
            assert not mine.is_set()
            assert not theirs.is_set()


async def woken_once_more(by: WakeUps, room: str, *events: asyncio.Event) -> None:
    """Changes a room and waits until all have learned of it."""
    for event in events:
        event.clear()
    by.notify(room)
    for event in events:
        await woken(event)


async def test_many_changes_go_together(database_url: str) -> None:
    """However often a room changes, the others learn of it a few times."""
    async with process(database_url) as here:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("LISTEN troubadour")
            for _ in range(1000):
                here.notify("lobby")
            here.notify("the last one")
            rooms: set[str] = set()
            count = 0
            for notification in connection.notifies(timeout=SECONDS):
                count += 1
                rooms.add(notification.payload)
                if len(rooms) == 2:
                    break
    assert len(rooms) == 2
    assert count < 100


async def test_a_long_name_of_a_room_is_no_problem(database_url: str) -> None:
    async with process(database_url) as here, process(database_url) as there:
        with there.listen("x" * 10_000) as theirs:
            here.notify("x" * 10_000)
            await woken(theirs)


@pytest.mark.parametrize("fault", ["killed", "restarted", "cut"])
async def test_a_connection_that_breaks_is_opened_again(
    postgres: PostgresServer, database_url: str, fault: str
) -> None:
    """Everybody looks when it is there again, for something may have been missed."""

    def connections_cut() -> None:
        name = database_url.rpartition("/")[2]
        postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608

    def killed() -> None:
        postgres.kill()
        postgres.start()

    happens = {"cut": connections_cut, "killed": killed, "restarted": postgres.restart}[fault]
    async with process(database_url) as here, process(database_url) as there:
        with here.listen("lobby") as mine, there.listen("lobby") as theirs:
            await woken_once_more(here, "lobby", mine, theirs)
            await asyncio.to_thread(happens)
            await woken(theirs)
            assert await asyncio.to_thread(there.is_listening, SECONDS)
            await woken_once_more(here, "lobby", theirs)


async def test_without_a_server_the_listeners_here_are_woken(database_url: str) -> None:
    async with process("postgresql://127.0.0.1:1/nothing", listens=False) as here:
        with here.listen("lobby") as mine:
            here.notify("lobby")
            await woken(mine)


async def test_a_pooler_is_not_listened_to_but_passes_notifications_on(
    postgres: PostgresServer, database_url: str
) -> None:
    """It would listen on a connection that others use."""
    name = database_url.rpartition("/")[2]
    listening = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND query LIKE 'LISTEN%'"  # noqa: S608
    with postgres.pooler() as pooler:
        async with process(database_url) as there, process(pooler.url(database_url), listens=False) as here:
            with there.listen("lobby") as theirs:
                await woken_once_more(here, "lobby", theirs)
            assert not here.is_listening(0)
            assert await asyncio.to_thread(postgres.execute, listening) == [(1,)]


async def test_stops_and_lines_of_one_process_reach_another(store_url: str) -> None:
    """The other one never looks by itself."""
    here = await PostgresStore.open(store_url, poll_seconds=3600)
    there = await PostgresStore.open(store_url, poll_seconds=3600)
    for store in (here, there):
        assert await asyncio.to_thread(store._wake_ups.is_listening, SECONDS)
    await here.accept(request("job"), [], 1.0)
    with there.listen_for_stops() as stopped:
        assert await here.request_stop("job", "Bo")
        await woken(stopped)
    tail = there.tail("lounge", 0, ADA.key)
    next_entries = asyncio.ensure_future(anext(tail))
    for number in range(100):  # until it listens
        await here.append("lounge", "job", ADA.key, None, [delta(f"{number}")], 1.0)
        await asyncio.wait([next_entries], timeout=0.05)
        if next_entries.done():
            break
    assert (await next_entries)[0].content == delta("0")
    async with asyncio.timeout(SECONDS):
        await here.append("lounge", "job", ADA.key, None, [delta("last")], 1.0)
        async for entries in tail:
            if entries[-1].content == delta("last"):
                break
    await tail.aclose()
    await here.close()
    await there.close()
