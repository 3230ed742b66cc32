"""Backups that the bot makes by itself."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backup import nightly_backups
from bot.settings import Settings
from core.domain.clock import SystemClock
from core.domain.errors import OperatorError
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


@contextmanager
def _small_files(bytes_limit: int) -> Iterator[None]:
    """Lets nobody write larger files, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("trouble", ["a full disk", "a file in place of the folder"])
async def test_a_backup_that_fails_says_so_and_is_made_later(tmp_path: Path, trouble: str) -> None:
    target = tmp_path / "backups"
    settings = await asyncio.to_thread(Settings.load, {"backup_dir": str(target)}, environ={}, folder=tmp_path)
    store = await SqliteStore.open(tmp_path / "data")
    back_up = nightly_backups(settings, store, _Calendar())
    assert back_up is not None
    if trouble == "a full disk":
        with _small_files(40_000), pytest.raises(OperatorError, match=r"cannot be written .*: check the disk"):
            await back_up()
        assert await asyncio.to_thread(lambda: list(target.iterdir())) == []
    else:
        await asyncio.to_thread(target.write_text, "not a folder")
        with pytest.raises(OperatorError, match="cannot be used for backups"):
            await back_up()
        await asyncio.to_thread(target.unlink)
    assert await back_up()
    assert not await back_up()
    await store.close()
