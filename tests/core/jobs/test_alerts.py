"""Alerts: told once, everywhere there is a channel, and kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from core.domain.errors import StoreAway
from core.domain.sentences import Sentence, say
from core.jobs.alerts import PASS_ON_SECONDS, Alerts
from core.platform import Platform
from core.store.alerts import REPEAT_SECONDS
from core.store.sqlite.store import SqliteStore
from tests.core.recording_platform import RecordingPlatform


class StillClock:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


class MutePlatform(RecordingPlatform):
    """Its channel is gone."""

    async def alert(self, sentence: Sentence) -> bool:
        raise ConnectionError("gone")


@asynccontextmanager
async def serving(alerts: Alerts) -> AsyncIterator[None]:
    task = asyncio.create_task(alerts.serve())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(alerts: Alerts, count: int) -> None:
    async with asyncio.timeout(30):
        while len(await alerts.recent()) < count:
            await asyncio.sleep(0.002)


async def heard_by(platform: RecordingPlatform, count: int) -> None:
    async with asyncio.timeout(30):
        while len(platform.alerts) < count:
            await asyncio.sleep(0.002)


async def test_an_alert_reaches_every_platform_once_a_week(store: SqliteStore) -> None:
    clock = StillClock()
    platforms: dict[str, Platform] = {"mute": MutePlatform(), "heard": (heard := RecordingPlatform())}
    alerts = Alerts(store, platforms, clock)
    async with serving(alerts):
        alerts.notify("a", say("bot-paused"))
        alerts.notify("a", say("bot-paused"))
        alerts.notify("b", say("reply-gone"))
        await heard_by(heard, 2)
        assert heard.alerts == [say("bot-paused"), say("reply-gone")]
        clock.time += REPEAT_SECONDS + 1
        assert await alerts.recent() == []
        alerts.notify("a", say("bot-paused"))
        await heard_by(heard, 3)
        assert heard.alerts[-1] == say("bot-paused")


async def test_an_alert_is_not_repeated_after_a_restart(store: SqliteStore) -> None:
    clock = StillClock()
    heard = RecordingPlatform()
    for start in range(2):
        alerts = Alerts(store, {"heard": heard}, clock)
        async with serving(alerts):
            alerts.notify("a", say("bot-paused"))
            alerts.notify(f"start {start}", say("reply-gone"))
            await heard_by(heard, 2 + start)
    assert heard.alerts == [say("bot-paused"), say("reply-gone"), say("reply-gone")]


async def test_an_alert_about_a_disk_that_is_full_is_delivered_all_the_same(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreAway("store-full")

    heard = RecordingPlatform()
    alerts = Alerts(store, {"heard": heard}, StillClock())
    monkeypatch.setattr(store, "set_preference", away)
    async with serving(alerts):
        for key in ("backup-failed", "backup-failed", "other"):
            alerts.notify(key, say("alert-backup-works"))
        await heard_by(heard, 2)
        await alerts.settle(20)
    assert len(heard.alerts) == 2


async def test_a_process_passes_on_what_one_without_its_platforms_has_raised(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.alerts.LOOK_SECONDS", 0.01)
    clock, room, discord = StillClock(), RecordingPlatform(), RecordingPlatform()
    here, there = Alerts(store, {"room": room}, clock), Alerts(store, {"room": room, "discord": discord}, clock)
    async with serving(here):
        here.notify("old", say("reply-gone"))
        await until(here, 1)
        clock.time += PASS_ON_SECONDS + 1
        here.notify("a", say("bot-paused"))
        await until(here, 2)
    for _ in range(2):
        async with serving(there):
            await heard_by(discord, 1)
            await asyncio.sleep(0.05)
    assert discord.alerts == [say("bot-paused")]
    assert room.alerts == [say("reply-gone"), say("bot-paused")]
