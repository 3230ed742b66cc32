"""Moves between a data folder and a database, backups of the database, and what becomes of them."""

import asyncio
import hashlib
import sqlite3
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from core.domain.errors import OperatorError
from core.store.blob_files import BLOBS, BlobFiles
from core.store.data_folder import DataFolder
from core.store.object_blobs import ObjectBlobs
from core.store.postgres.archive import back_up_database, inspect_database, restore_database
from core.store.postgres.store import PostgresStore
from core.store.postgres.transfer import copy_to_database, copy_to_folder
from core.store.sqlite.database import DATABASE
from core.store.sqlite.inspection import inspect_folder
from core.store.sqlite.restoration import restore
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import ADA, BO, delta, request, turn
from tests.servers.postgres import PostgresServer
from tests.servers.s3 import Bucket

FOX = b"a fox" * 1000
DIGEST = hashlib.sha256(FOX).hexdigest()

STARTED = ("file_to_delete", "lease", "rewrite_due", "provider_call", "provider_queue", "provider_waiter")
"""Tables of work that a start carries out, or that processes do together."""
TOTALS = "daily_usage"
"""The table that triggers fill with what the ledger adds up to."""

T = TypeVar("T")
Rows = dict[str, list[tuple[Any, ...]]]


def run(url: str, work: Callable[[PostgresStore], Coroutine[Any, Any, T]]) -> T:
    """Does something with the store in a database."""

    async def opened() -> T:
        store = await PostgresStore.open(url)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


async def fill(store: SqliteStore | PostgresStore) -> None:
    """Stores a job of Ada that has ended and one of Bo that waits, with a file of each."""
    for who in (ADA, BO):
        job = f"job-{who.user}"
        media = await store.put(FOX + who.user.encode(), "image/png", "fox.png", who.key, 1.0)
        await store.accept(request(job, who), [], 1.0)
        await store.append_turns([turn(job, 0, author=who, text="hello", at=1.0, media=(media,))])
        await store.append("lounge", job, who.key, None, [delta("hello")], 1.0)
    await store.finish_job(f"job-{ADA.user}", "done", 1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with two rows in every table, and one stored file."""
    folder = tmp_path / "data"
    folder.mkdir()

    async def fill_one() -> None:
        store = await SqliteStore.open(folder)
        await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
        await store.close()

    asyncio.run(fill_one())
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
        for table in rows_of(folder):
            for number in () if table in (*STARTED, "blob", "blob_owner", TOTALS) else (1, 2):
                columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
                values = [sample(name, kind, number) for _, name, kind, *_ in columns]
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
        connection.execute("UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'log_entry'")
    return folder


def sample(name: str, kind: str, number: int) -> object:
    """A value of a column: large, precise, in another alphabet."""
    if name in ("number", "payload_version"):
        return number
    if name == "forget":
        return 0
    samples = {"TEXT": f"Grüße, 世界 '\\\t\n {number}", "INTEGER": 2**53 + number, "REAL": 1.8e9 + number / 7}
    return samples.get(kind, bytes([0, 255, number]))


def rows_of(folder: Path) -> Rows:
    """All rows of a folder's database, by table."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)  # noqa: S608
            for (name,) in names.fetchall()
        }


@pytest.fixture(params=["database", "object store"])
def files(request: pytest.FixtureRequest) -> Iterator[ObjectBlobs | None]:
    """The place of the database's files."""
    if request.param == "database":
        yield None
    else:
        bucket: Bucket = request.getfixturevalue("bucket")
        yield ObjectBlobs(bucket.name, options=bucket.options)


def test_everything_goes_there_and_back(
    folder: Path, tmp_path: Path, database_url: str, files: ObjectBlobs | None
) -> None:
    before = rows_of(folder)
    moved = copy_to_database(folder, database_url, files)
    assert moved.lost == []
    assert moved.counts == {table: len(rows) for table, rows in rows_of(folder).items() if table != TOTALS}
    assert min(count for table, count in moved.counts.items() if table not in STARTED) >= 1
    back = tmp_path / "back"
    back.mkdir()
    assert copy_to_folder(database_url, files, back).counts == moved.counts
    assert rows_of(back) == before
    assert BlobFiles(back / BLOBS).read(DIGEST) == FOX
    assert inspect_folder(back).well
    with closing(sqlite3.connect(back / DATABASE)) as connection:
        assert connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'log_entry'").fetchone() == (1000,)


def test_numbers_of_log_entries_go_on_and_are_never_given_again(folder: Path, database_url: str) -> None:
    copy_to_database(folder, database_url, None)
    assert run(database_url, lambda store: store.append("lounge", "r", "ada", None, [delta("hello")], 1.0)) == 1001
    assert run(database_url, lambda store: store.accept(request("new"), [], 1.0))


def test_text_with_nul_arrives(tmp_path: Path, database_url: str) -> None:
    async def say() -> None:
        store = await SqliteStore.open(tmp_path)
        await store.append_turns([turn("job", text="be\0fore")])
        await store.close()

    asyncio.run(say())
    copy_to_database(tmp_path, database_url, None)
    (said,) = run(database_url, lambda store: store.turns_of_job("job"))
    assert said.text == "be\N{REPLACEMENT CHARACTER}fore"


def test_a_database_that_is_not_empty_is_left_alone(folder: Path, store_url: str) -> None:
    run(store_url, fill)
    with pytest.raises(OperatorError, match="not empty"):
        copy_to_database(folder, store_url, None)
    assert run(store_url, lambda store: store.job(f"job-{ADA.user}")) is not None


def test_lost_files_are_told_and_left_out(folder: Path, database_url: str) -> None:
    BlobFiles(folder / BLOBS).path(DIGEST).write_bytes(b"torn")
    moved = copy_to_database(folder, database_url, None)
    assert moved.lost == [DIGEST]
    assert run(database_url, lambda store: store.find(DIGEST)) is None
    assert inspect_database(database_url, None).well


def test_a_backup_restores_the_database_and_a_folder(tmp_path: Path, store_url: str, files: ObjectBlobs | None) -> None:
    async def with_files() -> None:
        store = await PostgresStore.open(store_url, files)
        await fill(store)
        await store.close()

    asyncio.run(with_files())
    file = tmp_path / "backup.tar"
    assert back_up_database(store_url, files, file, time.time() + 1) == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["backup.tar"]
    with pytest.raises(OperatorError, match="not empty"):
        restore_database(file, store_url, files, force=False)

    async def forget() -> None:
        store = await PostgresStore.open(store_url, files)
        await store.forget_person(BO.key, time.time() + 100)
        await store.close()

    asyncio.run(forget())
    restored = restore_database(file, store_url, files, force=True)
    assert restored.deleted_again > 0
    assert run(store_url, lambda store: store.turns_of_job(f"job-{ADA.user}"))
    assert not run(store_url, lambda store: store.turns_of_job(f"job-{BO.user}"))
    assert inspect_database(store_url, files).files == 1
    with DataFolder.claim(tmp_path / "data") as data:
        restore(file, data, force=False)
    assert [row[5] for row in rows_of(tmp_path / "data")["turn"]] == [ADA.key, BO.key]
    assert inspect_folder(tmp_path / "data").files == 2


def test_nothing_is_replaced_under_a_bot_that_runs_jobs(tmp_path: Path, store_url: str) -> None:
    run(store_url, fill)
    back_up_database(store_url, None, tmp_path / "backup.tar", time.time())
    assert run(store_url, lambda store: store.claim_job(f"job-{BO.user}", "a process", time.time()))
    with pytest.raises(OperatorError, match="A bot runs 1 jobs of this database"):
        restore_database(tmp_path / "backup.tar", store_url, None, force=True)


def test_a_check_names_damaged_and_lost_files(store_url: str) -> None:
    run(store_url, fill)
    assert inspect_database(store_url, None).well
    with psycopg.connect(store_url) as connection:
        connection.execute("UPDATE blob_content SET content = 'torn' WHERE sha256 = (SELECT min(sha256) FROM blob)")
        connection.execute("DELETE FROM blob_content WHERE sha256 = (SELECT max(sha256) FROM blob)")
    assert len(inspect_database(store_url, None).lost) == 2


def test_a_check_names_a_table_that_cannot_be_read(postgres: PostgresServer, store_url: str) -> None:
    run(store_url, fill)
    ((path,),) = postgres.execute("SELECT pg_relation_filepath('turn')", store_url.rpartition("/")[2])
    postgres.stop()
    with (postgres.data / str(path)).open("r+b") as file:
        file.write(b"\xa5" * 64)
    postgres.start()
    found = inspect_database(store_url, None)
    assert not found.well
    (line,) = found.database
    assert line.startswith("turn: ")
