"""Daylight saving and clocks that jump by days: everything counts seconds, and days are those of UTC."""

import asyncio
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup import nightly_backups
from bot.settings import Settings
from core.domain.clock import SystemClock
from core.domain.errors import LimitReached
from core.domain.limits import Budget, Rate
from core.store.sqlite.store import SqliteStore
from tests.core.quota.samples import charge
from tests.core.store.samples import request

DAY = 86_400
CHANGES = {
    "Europe/Berlin": ("2026-03-29T01:00", "2026-10-25T01:00"),
    "America/New_York": ("2026-03-08T07:00", "2026-11-01T06:00"),
    "Australia/Lord_Howe": ("2026-10-03T15:30", "2026-04-04T15:00"),
}
"""The moments (UTC) at which the clocks of a zone are put forward, and back; at Lord Howe by half an hour."""
JUMPS = (3 * DAY, -3 * DAY, 40 * DAY, -40 * DAY)


@pytest.fixture(params=[(zone, moment) for zone, moments in CHANGES.items() for moment in moments], ids=str)
def change(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[float]:
    """A change of the clocks of the machine's zone, in seconds since the epoch."""
    zone, moment = request.param
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    before, after = (time.localtime(each).tm_gmtoff for each in (at - 1, at))
    assert before != after, "the zone changes its clocks then"
    yield at
    monkeypatch.undo()
    time.tzset()


class Turned(SystemClock):
    """A clock that a test sets."""

    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        return self.at


async def _is_accepted(store: SqliteStore, job: str, limit: Rate | Budget, at: float) -> bool:
    try:
        return await store.accept(request(job), [charge("key", limit)], at)
    except LimitReached:
        return False


async def test_an_hour_has_an_hour_and_a_day_is_that_of_utc(store: SqliteStore, change: float) -> None:
    hourly = Rate(units=1, period="hour")
    begin = change - 1800
    asked = {begin: True, begin + 3599: False, begin + 3600: True, begin + 7199: False, begin + 7200: True}
    assert {at: await _is_accepted(store, f"rate {at}", hourly, at) for at in asked} == asked


async def test_a_days_budget_ends_at_midnight_of_utc(store: SqliteStore, change: float) -> None:
    daily = Budget(amount=1, period="day", measure="calls")
    midnight = change - change % DAY
    asked = {midnight - 1: True, midnight: True, midnight + DAY - 1: False, midnight + DAY: True}
    assert {at: await _is_accepted(store, f"budget {at}", daily, at) for at in asked} == asked


async def test_reminders_and_old_data_keep_their_time(store: SqliteStore, change: float) -> None:
    await store.save_reminder(request("later"), change + 1800)
    assert await store.due_reminders(change + 1799) == []
    assert [each.id for each in await store.due_reminders(change + 1801)] == ["later"]
    await store.accept(request("old"), [], change - 1800)
    await store.finish_job("old", "done", change - 1800)
    await store.expire(change - 1800)
    assert await store.job("old") is not None
    await store.expire(change - 1799)
    assert await store.job("old") is None


async def test_each_day_has_one_backup(store: SqliteStore, change: float, tmp_path: Path) -> None:
    clock, folder = Turned(change), tmp_path / "backups"
    settings = await asyncio.to_thread(Settings.load, {"backup_dir": str(folder)}, environ={}, folder=tmp_path)
    back_up = nightly_backups(settings, store, clock)
    assert back_up is not None
    midnight = change - change % DAY
    made = []
    for hour in range(49):
        clock.at = midnight + hour * 3600
        if await back_up():
            made.append(hour)
    assert made == [0, 24, 48]
    days = [datetime.fromtimestamp(midnight, UTC) + timedelta(days=number) for number in range(3)]
    assert sorted(await asyncio.to_thread(os.listdir, folder)) == [f"troubadour-{day:%Y-%m-%d}.tar" for day in days]


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.parametrize("written", ["1/hour", "1/day", "budget"])
async def test_a_clock_that_jumps_by_days_shuts_nobody_out(store: SqliteStore, jump: int, written: str) -> None:
    limit = Budget(amount=1, period="day", measure="calls") if written == "budget" else Rate.parse(written)
    now = 1_000_000 * 1000.0
    assert await _is_accepted(store, "before", limit, now)
    assert not await _is_accepted(store, "refused", limit, now + 1)
    if await _is_accepted(store, "jumped", limit, now + jump):
        assert not await _is_accepted(store, "refused again", limit, now + jump + 1)
    # The longest wait is one period, whichever way the clock went, and one more after it is set right.
    assert await _is_accepted(store, "a day later", limit, now + jump + DAY + 1)
    await _is_accepted(store, "set right", limit, now + 2 * DAY)
    assert await _is_accepted(store, "right again", limit, now + 4 * DAY)


@pytest.mark.parametrize("jump", JUMPS)
async def test_backups_go_on_after_a_clock_has_jumped(store: SqliteStore, jump: int, tmp_path: Path) -> None:
    clock, folder = Turned(1_000_000 * 1000.0), tmp_path / "backups"
    settings = await asyncio.to_thread(Settings.load, {"backup_dir": str(folder)}, environ={}, folder=tmp_path)
    back_up = nightly_backups(settings, store, clock)
    assert back_up is not None
    assert await back_up()
    clock.at += jump
    assert await back_up()
    clock.at -= jump
    for _ in range(9):
        clock.at += DAY
        await back_up()
        day = datetime.fromtimestamp(clock.at, UTC)
        assert await asyncio.to_thread((folder / f"troubadour-{day:%Y-%m-%d}.tar").exists)
