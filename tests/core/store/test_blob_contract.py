"""Files behave the same on a disk, in the database and in an object store."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import Missing, OperatorError, RunOver, UserError
from core.store.object_blobs import ObjectBlobs
from core.store.postgres.store import PostgresStore
from core.store.sql.store import SqlStore
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import ADA, request
from tests.servers.s3 import Bucket

FOX = b"a fox\0 \xff" * 1000
DIGEST = hashlib.sha256(FOX).hexdigest()


@pytest.fixture(params=["disk", "database", "object store"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Awaitable[SqlStore]]:
    """Opens a store with its files in this place."""
    if request.param == "disk":
        return partial(SqliteStore.open, tmp_path)
    url = str(request.getfixturevalue("store_url"))
    if request.param == "database":
        return partial(PostgresStore.open, url)
    bucket: Bucket = request.getfixturevalue("bucket")
    return partial(PostgresStore.open, url, ObjectBlobs(bucket.name, "files", bucket.options))


@pytest.fixture
async def store(opening: Callable[[], Awaitable[SqlStore]]) -> AsyncIterator[SqlStore]:
    store = await opening()
    yield store
    await store.close()


async def test_bytes_come_back_under_their_digest(store: SqlStore) -> None:
    media = await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
    assert (media.sha256, media.media_type, media.size, media.name) == (DIGEST, "image/png", len(FOX), "fox.png")
    assert await store.get(DIGEST) == FOX
    assert await store.find(DIGEST) == media
    assert await store.owns("ada", DIGEST)
    assert not await store.owns("bo", DIGEST)
    path = await store.verified_path(DIGEST)
    assert path is None or await asyncio.to_thread(path.read_bytes) == FOX


async def test_no_bytes_are_bytes_too(store: SqlStore) -> None:
    media = await store.put(b"", "text/plain", "empty.txt", "ada", 1.0)
    assert await store.get(media.sha256) == b""


@pytest.mark.parametrize("sha256", [DIGEST, "../../troubadour.sqlite3", "A" * 64, "a\0b", ""])
async def test_an_unknown_file_is_missing(store: SqlStore, sha256: str) -> None:
    with pytest.raises(Missing):
        await store.get(sha256)
    assert await store.find(sha256) is None


async def test_the_same_bytes_of_two_owners_stay_until_both_are_forgotten(store: SqlStore) -> None:
    await asyncio.gather(*(store.put(FOX, "image/png", f"{owner}.png", owner, 1.0) for owner in ("ada", "bo") * 8))
    await store.forget_person("ada", 99.0)
    assert await store.get(DIGEST) == FOX
    left = await store.find(DIGEST)
    assert left is not None
    assert left.name == "bo.png"
    await store.forget_person("bo", 99.0)
    with pytest.raises(Missing):
        await store.get(DIGEST)
    assert await kept(store) == []


async def test_old_files_go_with_their_bytes(store: SqlStore) -> None:
    await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
    young = await store.put(b"young", "image/png", "young.png", "ada", 50.0)
    await store.expire(10.0)
    assert await kept(store) == [young.sha256]
    assert await store.get(young.sha256) == b"young"


async def test_a_file_that_is_put_while_its_owner_is_forgotten_is_never_lost(store: SqlStore) -> None:
    for _ in range(5):
        await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
        await asyncio.gather(store.forget_person("ada", 99.0), store.put(FOX, "image/png", "fox.png", "bo", 1.0))
        assert await store.get(DIGEST) == FOX
        await store.forget_person("bo", 99.0)


async def test_a_run_that_is_over_leaves_no_bytes(store: SqlStore) -> None:
    await store.accept(request("job", ADA), [], 1.0)
    job = await store.claim_job("job", "process", 1.0)
    assert job is not None
    await store.finish_job("job", "done", 2.0)
    with pytest.raises(RunOver):
        await store.fenced(job, SystemClock()).put(FOX, "image/png", "fox.png", "ada", 3.0)
    assert await kept(store) == []


async def kept(store: SqlStore) -> list[str]:
    """The digests of all bytes that are kept, wherever that is."""
    if store._files is not None:
        return sorted(await asyncio.to_thread(store._files.untouched_since, float("inf")))
    rows = await store._database.read(lambda transaction: transaction.execute("SELECT sha256 FROM blob_content"))
    return sorted(sha256 for (sha256,) in rows)


async def test_damaged_bytes_are_missing_until_they_are_put_again(store_url: str, bucket: Bucket) -> None:
    files = ObjectBlobs(bucket.name, "files", bucket.options)
    store = await PostgresStore.open(store_url, files)
    await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
    key = files._key(DIGEST)
    for damage in (lambda: files._store.delete(key), lambda: files._store.put(key, b"torn")):
        await asyncio.to_thread(damage)
        with pytest.raises(Missing):
            await store.get(DIGEST)
        await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
        assert await store.get(DIGEST) == FOX
    await store.close()


async def test_files_that_are_in_the_database_stay_readable_beside_an_object_store(
    store_url: str, bucket: Bucket
) -> None:
    store = await PostgresStore.open(store_url)
    await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
    await store.close()
    store = await PostgresStore.open(store_url, ObjectBlobs(bucket.name, options=bucket.options))
    assert await store.get(DIGEST) == FOX
    await store.forget_person("ada", 9.0)
    with pytest.raises(Missing):
        await store.get(DIGEST)
    await store.close()


async def test_a_file_that_is_too_large_for_the_database_is_a_sentence(store_url: str) -> None:
    store = await PostgresStore.open(store_url, content_bytes=1000)
    with pytest.raises(UserError) as error:
        await store.put(b"x" * 1001, "image/png", "x.png", "ada", 1.0)
    assert error.value.sentence.id == "store-file-too-large"
    assert (await store.put(b"x" * 1000, "image/png", "x.png", "ada", 1.0)).size == 1000
    await store.close()


async def test_an_object_store_that_cannot_be_used_is_one_sentence(bucket: Bucket) -> None:
    await asyncio.to_thread(ObjectBlobs(bucket.name, options=bucket.options).prepare)
    with pytest.raises(OperatorError, match=r"s3://nothing cannot be used .*check TROUBADOUR_BLOBS"):
        await asyncio.to_thread(ObjectBlobs("nothing", options=bucket.options).prepare)


async def test_an_object_store_that_is_away_is_a_sentence(store_url: str, bucket: Bucket) -> None:
    away = ObjectBlobs(bucket.name, options={**bucket.options, "endpoint": "http://127.0.0.1:1"}, retry_seconds=0)
    store = await PostgresStore.open(store_url, away)
    with pytest.raises(UserError) as error:
        await store.put(FOX, "image/png", "fox.png", "ada", 1.0)
    assert error.value.sentence.id == "store-failed"
    assert await store.find(DIGEST) is None
    await store.close()
