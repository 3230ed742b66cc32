"""A data folder that goes away while it is in use."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import OperatorError, StoreAway
from core.store.folder_watch import INTERVAL_SECONDS, FolderWatch
from core.store.sql.transaction import Transaction
from core.store.sqlite.archive import copy_database
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import ADA, request


class _Turns(SystemClock):
    """A clock whose sleeper goes on when the test says so."""

    def __init__(self) -> None:
        self.asleep = asyncio.Event()
        self.slept = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        assert seconds == INTERVAL_SECONDS
        self.asleep.set()
        await self.slept.wait()
        self.slept.clear()

    async def turn(self) -> None:
        """Lets the sleeper go on until it sleeps again."""
        await self.asleep.wait()
        self.asleep.clear()
        self.slept.set()
        await self.asleep.wait()


@pytest.fixture
async def used(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(tmp_path / "data")
    await store.accept(request("first", ADA), [], 1.0)
    yield store
    await store.close()


def _move_folder(data: Path) -> None:
    data.rename(data.with_name("elsewhere"))


def _move_and_replace_folder(data: Path) -> None:
    data.rename(data.with_name("elsewhere"))
    shutil.copytree(data.with_name("elsewhere"), data)


def _delete_database(data: Path) -> None:
    (data / "troubadour.sqlite3").unlink()


def _delete_log(data: Path) -> None:
    (data / "troubadour.sqlite3-wal").unlink()


@pytest.mark.parametrize("lose", [_move_folder, _move_and_replace_folder, _delete_database, _delete_log])
async def test_nothing_is_accepted_into_a_folder_that_is_gone(
    used: SqliteStore, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    await asyncio.to_thread(lose, tmp_path / "data")
    with pytest.raises(StoreAway):
        await used.accept(request("second", ADA), [], 2.0)
    assert not used.is_in_place()


async def test_a_folder_that_vanishes_during_a_commit_accepts_nothing(used: SqliteStore, tmp_path: Path) -> None:
    def vanish(_: Transaction) -> None:
        _move_folder(tmp_path / "data")

    with pytest.raises(StoreAway):
        await used._database.write(vanish)


async def test_a_folder_that_comes_back_goes_on(used: SqliteStore, tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    await asyncio.to_thread(data.rename, elsewhere)
    with pytest.raises(StoreAway):
        await used.accept(request("second", ADA), [], 2.0)
    await asyncio.to_thread(elsewhere.rename, data)
    assert await used.accept(request("second", ADA), [], 2.0)


async def test_the_watch_notices_what_is_wrong_and_what_is_well_again(
    used: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data, elsewhere, clock = tmp_path / "data", tmp_path / "elsewhere", _Turns()
    watch = FolderWatch(data, used.is_in_place, clock)
    serving = asyncio.create_task(watch.serve())
    await clock.turn()
    assert [watch.sound] == [True]
    for source, target, sound in ((data, elsewhere, False), (elsewhere, data, True)):
        await asyncio.to_thread(source.rename, target)
        await clock.turn()
        assert [watch.sound] == [sound]
    await asyncio.to_thread((data / ".probe").mkdir)  # a folder that lets nobody write that file, root neither
    await clock.turn()
    assert [watch.sound] == [False]
    serving.cancel()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING", "ERROR"]


async def test_a_folder_that_only_one_connection_may_open_works_all_the_same(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "data", exclusive=True)
    await store.accept(request("first", ADA), [], 1.0)
    media = await store.put(b"a fox", "text/plain", "fox.txt", ADA.key, 1.0)
    assert await store.job("first") is not None
    assert await store.get(media.sha256) == b"a fox"
    assert not list((tmp_path / "data").glob("*-wal"))
    with pytest.raises(OperatorError, match=r"has the database .* for itself"):
        await asyncio.to_thread(copy_database, tmp_path / "data" / "troubadour.sqlite3", tmp_path / "copy")
    assert await store.back_up(tmp_path / "backup.tar", 2.0) == 0
    await store.forget_person(ADA.key, 3.0)
    await asyncio.to_thread((tmp_path / "data" / "troubadour.sqlite3").unlink)
    with pytest.raises(StoreAway):
        await store.accept(request("second", ADA), [], 2.0)
    await store.close()
