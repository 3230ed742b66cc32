"""Backups that the bot makes by itself."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.backup import nightly_backups
from bot.settings import Settings
from core.domain.clock import SystemClock
from core.store.sqlite.store import SqliteStore


class _Calendar(SystemClock):
    """A clock that stands still at noon of a day."""

    day = 1

    def now(self) -> float:
        return datetime(2030, 5, self.day, 12, tzinfo=UTC).timestamp()


async def test_a_backup_a_day_is_kept_for_some_days(tmp_path: Path) -> None:
    target, clock = tmp_path / "backups", _Calendar()
    settings = await asyncio.to_thread(
        Settings.load, {"backup_dir": str(target), "backup_days": 3}, environ={}, folder=tmp_path
    )
    store = await SqliteStore.open(tmp_path / "data")
    back_up = nightly_backups(settings, store, clock)
    assert back_up is not None
    for clock.day in (1, 1, 2, 3, 4, 5):
        await back_up()
    await store.close()
    names = await asyncio.to_thread(lambda: sorted(file.name for file in target.iterdir()))
    assert names == [f"troubadour-2030-05-0{day}.tar" for day in (3, 4, 5)]


def test_nobody_who_asks_for_none_gets_backups(tmp_path: Path) -> None:
    settings = Settings.load({}, environ={}, folder=tmp_path)
    assert settings.backup_dir is None
