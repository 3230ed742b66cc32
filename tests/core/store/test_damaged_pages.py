"""A database with a damaged page: a sentence names the backup, wherever the page is."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.backup import back_up, inspect
from bot.settings import Settings
from core.domain.errors import OperatorError, StoreAway
from core.store.sqlite.database import DATABASE
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import ADA, delta, request, turn

_PAGE_BYTES = 4096
_DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda page: bytes(len(page)),
    "foreign": lambda page: b"\xa5" * len(page),
    "half foreign": lambda page: page[:2048] + b"\xa5" * (len(page) - 2048),
}
"""What a page may hold in place of its bytes. Half a page may be unused, or the words of a row."""


async def _fill(folder: Path) -> None:
    store = await SqliteStore.open(folder)
    for number in range(30):
        job = f"job-{number}"
        await store.accept(request(job), [], 1.0)
        await store.append_turns([turn(job, 0, text="hello " * 40), turn(job, 1)])
        await store.append("lounge", job, ADA.key, None, [delta("hello " * 40)], 1.0)
        await store.set_preference(ADA.key, f"choice-{number}", "alto")
    await store.close()


async def _use(folder: Path) -> None:
    """Starts, and reads and writes in every subject."""
    store = await SqliteStore.open(folder)
    try:
        for id in await store.unfinished_jobs():
            await store.job(id)
            await store.finish_job(id, "done", 2.0)
        await store.load_turns("lounge", 100)
        await store.read("lounge", 0, ADA.key)
        await store.preferences(ADA.key)
        await store.expire(1e9)
    finally:
        await store.close()


def _told(work: Callable[[], object]) -> str:
    """What people read of a command."""
    try:
        return str(work())
    except OperatorError as error:
        return str(error)


def test_a_damaged_page_is_told_in_a_sentence_that_names_the_backup(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    asyncio.run(_fill(data))
    database, settings = data / DATABASE, Settings.load({"data": str(data)}, environ={}, folder=tmp_path)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM")
    whole = database.read_bytes()
    pages = len(whole) // _PAGE_BYTES
    unnoticed = []
    for number, damage in ((number, damage) for damage in _DAMAGES for number in range(pages)):
        if damage != "empty" and number % 5:
            continue
        begin, end = number * _PAGE_BYTES, (number + 1) * _PAGE_BYTES
        damaged = whole[:begin] + _DAMAGES[damage](whole[begin:end]) + whole[end:]
        database.write_bytes(damaged)
        checked = _told(lambda: inspect(settings))
        _told(lambda: back_up(settings, tmp_path / "backup.tar", with_keys=False))
        try:
            asyncio.run(_use(data))
            started = ""
        except OperatorError as error:
            started = str(error)
        except StoreAway as error:
            started = error.sentence.id
        told = "`troubadour restore" in checked and "`troubadour restore --force`" in started
        if damage != "half foreign" and damaged != whole and not told:
            unnoticed.append((number, damage, checked, started))
        for rest in data.glob(f"{DATABASE}-*"):
            rest.unlink()
    assert unnoticed == []
