"""Departures and returns that reach several processes, in any order, and what is deleted in the end."""

import asyncio
from collections.abc import Sequence

import pytest

from core.jobs import departures as module
from core.jobs.departures import ASK_AGAIN_SECONDS, LATE_SECONDS, Departures
from core.jobs.queue import LocalJobs
from core.jobs.retention import LEFT_SECONDS, Retention
from core.store.sqlite.store import SqliteStore
from tests.core.jobs.test_unfinished_runs import LeapClock
from tests.core.recording_platform import HALL, RecordingPlatform, request

TENANT, CHANNEL = HALL.scopes


class AskedPlatform(RecordingPlatform):
    """A platform that tells where the bot is, unless it is away."""

    def __init__(self, *places: str) -> None:
        super().__init__()
        self.places = set(places)
        self.away = False
        self.silent = False
        self.asked: list[str] = []

    async def is_in(self, scope: str) -> bool | None:
        self.asked.append(scope)
        if self.silent:
            await asyncio.Event().wait()
        return None if self.away else scope in self.places


class Processes:
    """The departures of two processes of one bot, and the deletions a day later."""

    def __init__(self, store: SqliteStore, platform: RecordingPlatform) -> None:
        self.store = store
        self.clock = LeapClock()

        async def never(*_: object) -> None:
            raise AssertionError("nothing runs here")

        self.first, self.second = (
            Departures(store, LocalJobs(store, never, self.clock), {platform.name: platform}, self.clock)
            for _ in range(2)
        )

    async def kept(self) -> bool:
        """True if a finished job of the place is kept once what was left is deleted."""
        await Retention(self.store, self.clock, 30, confirm=self.first.confirm).tidy()
        return await self.store.job("r1") is not None


@pytest.fixture
async def finished(store: SqliteStore) -> SqliteStore:
    """A store with a job of the place."""
    await store.accept(request("chat"), [], 1.0)
    await store.finish_job("r1", "done", 2.0)
    return store


@pytest.mark.parametrize("place", [TENANT, CHANNEL])
async def test_a_departure_that_is_handled_after_the_return_deletes_nothing(finished: SqliteStore, place: str) -> None:
    platform = AskedPlatform(place)
    two = Processes(finished, platform)
    await two.second.join([place])
    await two.first.leave(place, "Test")
    assert await two.kept()
    assert platform.asked == []
    two.clock.time += LEFT_SECONDS + 1
    assert await two.kept()
    assert await two.kept()
    assert platform.asked == [place]
    platform.places.clear()
    await two.first.leave(place, "Test")
    two.clock.time += LEFT_SECONDS + 1
    assert not await two.kept()


async def test_a_return_while_the_platform_is_asked_counts(finished: SqliteStore) -> None:
    class Returning(AskedPlatform):
        async def is_in(self, scope: str) -> bool | None:
            await two.second.join([scope])
            return False

    two = Processes(finished, Returning())
    await two.first.leave(TENANT, "Test")
    two.clock.time += LEFT_SECONDS + 1
    assert await two.kept()


async def test_nothing_is_deleted_while_the_platform_cannot_tell(finished: SqliteStore) -> None:
    platform = AskedPlatform()
    platform.away = True
    two = Processes(finished, platform)
    await two.first.leave(TENANT, "Test")
    two.clock.time += LEFT_SECONDS + 1
    assert await two.kept()
    platform.away = False
    assert await two.kept()
    assert platform.asked == [TENANT]
    two.clock.time += ASK_AGAIN_SECONDS
    assert not await two.kept()


async def test_a_platform_that_does_not_answer_is_not_asked_about_each_place(
    finished: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ASK_SECONDS", 0.01)
    platform = AskedPlatform()
    platform.silent = True
    two = Processes(finished, platform)
    for place in (TENANT, CHANNEL):
        await two.first.leave(place, "Test")
    two.clock.time += LEFT_SECONDS + 1
    assert await two.kept()
    assert platform.asked == [TENANT]


async def test_a_look_while_another_still_asks_leaves_everything_to_that(finished: SqliteStore) -> None:
    platform = AskedPlatform()
    platform.silent = True
    two = Processes(finished, platform)
    await two.first.leave(TENANT, "Test")
    asking = asyncio.create_task(two.first.confirm([TENANT]))
    while not platform.asked:
        await asyncio.sleep(0)
    assert await two.first.confirm([TENANT]) == ()
    assert platform.asked == [TENANT]
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


@pytest.mark.parametrize("here", [True, False])
async def test_places_of_a_platform_that_nobody_can_ask_are_kept(finished: SqliteStore, here: bool) -> None:
    platform = RecordingPlatform()
    if not here:
        platform.name = "another"
    two = Processes(finished, platform)
    await two.first.leave(TENANT, "Test")
    two.clock.time += LEFT_SECONDS + 1
    assert await two.kept()


async def test_a_departure_that_is_told_late_stops_what_was_asked_before_it_happened(store: SqliteStore) -> None:
    two = Processes(store, AskedPlatform())
    begun = two.clock.time

    async def stopped() -> Sequence[bool]:
        jobs = [await store.job(id) for id in ("before", "after")]
        return [job is not None and job.stop_by is not None for job in jobs]

    for id, at in (("before", begun), ("after", begun + 120)):
        await store.accept(request("chat", id), [], at)
    two.clock.time = begun + 180
    await two.second.join([CHANNEL])
    await two.first.leave(CHANNEL, "Test", begun + 60)
    assert await stopped() == [True, False]
    # A clock that is far behind, or ahead, is not believed.
    two.clock.time = begun + 120 + LATE_SECONDS
    await two.first.leave(CHANNEL, "Test", 0.0)
    assert await stopped() == [True, True]
