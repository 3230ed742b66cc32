"""Servers that the bot loses and gets while the store is slow."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.places import DiscordPlaces
from core.domain.errors import StoreAway
from core.domain.jobs import Job
from core.jobs.departures import Departures
from core.jobs.lease import Lease
from core.jobs.queue import LocalJobs
from core.store.sqlite.store import SqliteStore
from tests.adapters.discord.harness import AdapterHarness
from tests.core.jobs.test_unfinished_runs import LeapClock
from tests.core.recording_platform import HALL, request
from tests.servers.discord_server import DiscordServer
from tests.servers.discord_server.buckets import Fault

TENANT = HALL.scopes[0]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A real store in an empty folder."""
    opened = await SqliteStore.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> LeapClock:
    """The clock of the process."""
    return LeapClock()


@pytest.fixture
def departures(store: SqliteStore, clock: LeapClock) -> Departures:
    """The departures of a process that runs nothing."""

    async def never(job: Job, stop: asyncio.Event, lease: Lease) -> None:
        raise AssertionError("nothing runs here")

    return Departures(store, LocalJobs(store, never, clock), {}, clock)


@pytest.fixture
def going(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when the store may note joined and left places."""
    going = asyncio.Event()

    def slowed(note: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def slow(*values: Any, **named: Any) -> Any:
            await going.wait()
            return await note(*values, **named)

        return slow

    monkeypatch.setattr(store, "note_joined", slowed(store.note_joined))
    monkeypatch.setattr(store, "note_left", slowed(store.note_left))
    return going


async def told(*events: Any) -> list["asyncio.Task[None]"]:
    """Begins to handle events, one after the other, as they arrive."""
    handled = []
    for event in events:
        handled.append(asyncio.create_task(event))
        await asyncio.sleep(0)
    return handled


async def test_a_departure_stops_what_was_asked_before_it_and_not_what_is_asked_after_the_return(
    store: SqliteStore, clock: LeapClock, departures: Departures, going: asyncio.Event
) -> None:
    await store.accept(request("chat", "before"), [], clock.now())
    await store.accept(request("chat", "elsewhere", place=HALL.model_copy(update={"tenant": "2"})), [], clock.now())
    handled = await told(departures.leave(TENANT, "Discord"), departures.join([TENANT]))
    clock.time += 1
    await store.accept(request("chat", "after"), [], clock.now())
    going.set()
    await asyncio.gather(*handled)
    jobs = [await store.job(id) for id in ("before", "elsewhere", "after")]
    assert [job and job.stop_by for job in jobs] == ["Discord", None, None]


async def test_the_last_event_about_a_server_counts(
    store: SqliteStore, departures: Departures, going: asyncio.Event
) -> None:
    places = DiscordPlaces(departures)
    handled = await told(
        places.present({"1", "2"}, lambda _: True),
        places.joined("3"),
        *(each for guild in "123" for each in (places.removed(guild), places.joined(guild))),
        places.removed("2"),
    )
    going.set()
    await asyncio.gather(*handled)
    assert sorted(await store.joined_tenants("discord")) == ["1", "3"]


async def test_a_server_that_was_lost_while_it_was_noted_is_noted_again(
    store: SqliteStore, departures: Departures, going: asyncio.Event
) -> None:
    places = DiscordPlaces(departures)
    handled = await told(
        places.present({"1"}, lambda _: True), places.removed("1"), places.joined("2"), places.removed("2")
    )
    going.set()
    await asyncio.gather(*handled)
    assert await store.joined_tenants("discord") == []
    await places.joined("1")
    await places.joined("2")
    assert sorted(await store.joined_tenants("discord")) == ["1", "2"]


async def test_a_server_that_could_not_be_noted_is_noted_the_next_time(
    store: SqliteStore, departures: Departures, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(scopes: Sequence[str]) -> None:
        raise StoreAway("store-failed")

    places = DiscordPlaces(departures)
    with monkeypatch.context() as failing:
        failing.setattr(store, "note_joined", fail)
        for noting in (places.present({"1"}, lambda _: True), places.joined("2")):
            with pytest.raises(StoreAway):
                await noting
    await places.joined("1")
    await places.joined("2")
    assert sorted(await store.joined_tenants("discord")) == ["1", "2"]


@pytest.mark.may_block
async def test_the_servers_that_the_bot_is_in_as_discord_answers(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    scope = f"discord:{server.guild.id}"
    assert await harness.adapter.is_in(scope) is True
    assert await harness.adapter.is_in(f"{scope}:{server.channel.id}") is False  # only deleted ones are asked for
    server.fail(Fault("GET", re.compile("/guilds/"), "status", status=403))
    assert await harness.adapter.is_in(scope) is None
    await server.remove_bot(server.guild)
    assert await harness.adapter.is_in(scope) is False
