"""Content-addressed bytes."""

import asyncio
import errno
import hashlib
import os
import stat
import threading
from pathlib import Path

import pytest

from core.domain.errors import Missing, UserError
from core.i18n.rendering import render
from core.store.blob_files import BlobFiles
from core.store.sql.blobs import mark_for_deletion
from core.store.sql.transaction import Transaction
from core.store.sqlite.database import Database
from core.store.sqlite.store import SqliteStore

_FOX = b"a fox" * 1000
_DIGEST = hashlib.sha256(_FOX).hexdigest()


@pytest.fixture
def store(sqlite_store: SqliteStore) -> SqliteStore:
    """An empty store with its files in a folder."""
    return sqlite_store


def _files(folder: Path) -> list[Path]:
    return [file for file in (folder / "blobs").rglob("*") if file.is_file()]


async def test_bytes_come_back_under_their_digest(store: SqliteStore, tmp_path: Path) -> None:
    media = await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
    assert (media.sha256, media.media_type, media.size, media.name) == (_DIGEST, "image/png", 5000, "fox.png")
    assert await store.get(_DIGEST) == _FOX
    assert await store.find(_DIGEST) == media
    path = store.path(_DIGEST)
    assert _files(tmp_path) == [path]
    assert path.relative_to(tmp_path).parts == ("blobs", _DIGEST[:2], _DIGEST[2:4], _DIGEST)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_no_bytes_are_bytes_too(store: SqliteStore) -> None:
    media = await store.put(b"", "text/plain", "empty.txt", "ada", 1.0)
    assert await store.get(media.sha256) == b""


async def test_the_same_bytes_of_two_owners_are_one_file(store: SqliteStore, tmp_path: Path) -> None:
    await asyncio.gather(*(store.put(_FOX, "image/png", f"{owner}.png", owner, 1.0) for owner in ("ada", "bo") * 10))
    assert _files(tmp_path) == [store.path(_DIGEST)]
    await store.forget_person("ada", 99.0)
    assert await store.get(_DIGEST) == _FOX
    left = await store.find(_DIGEST)
    assert left is not None
    assert left.name == "bo.png"
    await store.forget_person("bo", 99.0)
    assert _files(tmp_path) == []
    assert await store.find(_DIGEST) is None


@pytest.mark.parametrize("sha256", [_DIGEST, "../../troubadour.sqlite3", "A" * 64, ""])
async def test_an_unknown_blob_is_missing(store: SqliteStore, sha256: str) -> None:
    with pytest.raises(Missing) as error:
        await store.get(sha256)
    assert "gone" in render(error.value.sentence)
    assert await store.find(sha256) is None


@pytest.mark.parametrize("sha256", ["../../troubadour.sqlite3", "A" * 64, "", _DIGEST + "\n", "/etc/passwd"])
async def test_no_path_but_a_digests_can_be_named(store: SqliteStore, sha256: str) -> None:
    with pytest.raises(Missing):
        store.path(sha256)


async def test_a_file_lost_or_torn_behind_our_back_is_missing_until_it_is_put_again(store: SqliteStore) -> None:
    await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
    for damage in (lambda: store.path(_DIGEST).unlink(), lambda: store.path(_DIGEST).write_bytes(b"torn")):
        damage()
        with pytest.raises(Missing):
            await store.get(_DIGEST)
        await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
        assert await store.get(_DIGEST) == _FOX


@pytest.mark.parametrize(
    ("code", "sentence"), [(errno.ENOSPC, "store-full"), (errno.EDQUOT, "store-full"), (errno.EIO, "store-failed")]
)
async def test_a_full_disk_is_an_error_and_leaves_nothing(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    def full(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr("core.store.blob_files.os.fsync", full)
        with pytest.raises(UserError) as error:
            await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
    assert error.value.sentence.id == sentence
    assert _files(tmp_path) == []
    assert await store.find(_DIGEST) is None
    await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
    assert await store.get(_DIGEST) == _FOX


async def test_putting_while_the_former_owner_is_forgotten_never_leaves_a_row_without_its_file(
    store: SqliteStore,
) -> None:
    for _ in range(20):
        await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
        await asyncio.gather(store.forget_person("ada", 99.0), store.put(_FOX, "image/png", "fox.png", "bo", 1.0))
        assert await store.get(_DIGEST) == _FOX
        await store.forget_person("bo", 99.0)


async def test_bytes_put_again_in_the_commit_that_forgets_them_stay(store: SqliteStore) -> None:
    await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
    reached, opened = threading.Event(), threading.Event()

    def gate(transaction: Transaction) -> None:
        reached.set()
        assert opened.wait(30)

    assert isinstance(store._database, Database)
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(store._database.write(gate))
        await asyncio.to_thread(reached.wait, 30)
        group.create_task(store.forget_person("ada", 99.0))
        await asyncio.sleep(0)
        group.create_task(store.put(_FOX, "image/png", "fox.png", "bo", 1.0))
        while store._database.units_in_hand < 2:
            await asyncio.sleep(0)
        opened.set()
    assert await store.get(_DIGEST) == _FOX


async def test_a_file_removed_between_its_writing_and_its_row_is_written_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = BlobFiles.keep
    kept = 0

    def keep_and_lose_once(files: BlobFiles, sha256: str, data: bytes) -> None:
        nonlocal kept
        keep(files, sha256, data)
        kept += 1
        if kept == 1:
            files.remove(sha256)

    monkeypatch.setattr(BlobFiles, "keep", keep_and_lose_once)
    await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
    assert kept == 2
    assert await store.get(_DIGEST) == _FOX


async def test_a_start_clears_what_a_crash_left(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    media = await store.put(_FOX, "image/png", "fox.png", "ada", 1.0)
    (tmp_path / "blobs" / "incoming" / "half").write_bytes(b"half")

    def forget_without_what_follows(transaction: Transaction) -> None:
        transaction.execute("DELETE FROM blob")
        mark_for_deletion(transaction, [media.sha256])

    await store._database.write(forget_without_what_follows)
    await store.close()
    assert len(_files(tmp_path)) == 2
    store = await SqliteStore.open(tmp_path)
    assert _files(tmp_path) == []
    await store.close()
