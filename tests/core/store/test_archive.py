"""Backups of a data folder, and what becomes of them."""

import asyncio
import hashlib
import io
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from core.domain.errors import OperatorError
from core.domain.jobs import Job
from core.store.blob_files import BLOBS, BlobFiles
from core.store.data_folder import DataFolder
from core.store.ports.message_log import ERASED
from core.store.sqlite.archive import copy_database, write_archive
from core.store.sqlite.database import DATABASE
from core.store.sqlite.inspection import inspect_folder
from core.store.sqlite.restoration import Restored, restore
from core.store.sqlite.store import SqliteStore
from tests.core.store.samples import ADA, BO, delta, request, turn

_FOX = b"a fox" * 1000


async def _fill(folder: Path) -> None:
    """Stores a job of Ada that has ended, one of Bo that runs, and a file of each; and a key."""
    store = await SqliteStore.open(folder)
    for who, end in ((ADA, True), (BO, False)):
        job = f"job-{who.user}"
        media = await store.put(_FOX + who.user.encode(), "image/png", "fox.png", who.key, 1.0)
        await store.accept(request(job, who), [], 1.0)
        await store.claim_job(job, "me", 1.0)
        await store.append_turns([turn(job, 0, author=who, text="hello", at=1.0, media=(media,))])
        await store.append("lounge", job, who.key, None, [delta("hello")], 1.0)
        await store.set_preference(who.key, "voice", "alto")
        if end:
            await store.finish_job(job, "done", 1.0)
    await store.close()
    (folder / "web-secret").write_text("hush")


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[SqliteStore, asyncio.Runner]]:
    with asyncio.Runner() as runner:
        store = runner.run(SqliteStore.open(folder))
        try:
            yield store, runner
        finally:
            runner.run(store.close())


def _back_up(folder: Path, file: Path, at: float = 100.0, *, with_keys: bool = False) -> int:
    return write_archive(folder, file, lambda copy: copy_database(folder / DATABASE, copy), at, with_keys=with_keys)


def _restore(file: Path, folder: Path, *, force: bool = False) -> Restored:
    with DataFolder.claim(folder) as claimed:
        return restore(file, claimed, force=force)


def _rows(folder: Path) -> dict[str, int]:
    tables = ("job", "turn", "log_entry", "preference", "blob", "blob_owner")
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608


def _people(folder: Path) -> tuple[list[str], Job | None]:
    """The authors of what is in the folder, and Bo's job."""
    with _opened(folder) as (store, loop):
        job = loop.run(store.job(f"job-{BO.user}"))
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        query = "SELECT author FROM turn UNION SELECT owner FROM blob_owner ORDER BY 1"
        return [author for (author,) in connection.execute(query)], job


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    asyncio.run(_fill(folder))
    return folder


@pytest.fixture
def archive(data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar"
    assert _back_up(data, file) == 0
    return file


def test_a_backup_of_a_store_in_use_brings_everything_back_but_keys(tmp_path: Path, data: Path) -> None:
    file, new = tmp_path / "backup.tar", tmp_path / "new"
    with _opened(data) as (store, loop):
        media = loop.run(store.put(b"only in the log of writes", "text/plain", "note.txt", ADA.key, 2.0))
        assert _back_up(data, file) == 0
    _restore(file, new)
    assert _rows(new) == _rows(data)
    assert not (new / "web-secret").exists()
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["backup.tar", "data", "new"]
    with _opened(new) as (restored, loop):
        assert loop.run(restored.get(media.sha256)) == b"only in the log of writes"
        assert loop.run(restored.job(f"job-{BO.user}")) is not None
    assert inspect_folder(new).well


def test_keys_are_in_a_backup_on_request_and_otherwise_stay(tmp_path: Path, data: Path, archive: Path) -> None:
    file = tmp_path / "keys.tar"
    _back_up(data, file, with_keys=True)
    (data / "web-secret").write_text("another")
    _restore(archive, data, force=True)
    assert (data / "web-secret").read_text() == "another"
    _restore(file, data, force=True)
    assert (data / "web-secret").read_text() == "hush"


def test_a_folder_in_use_or_with_files_is_not_replaced(data: Path, archive: Path) -> None:
    with pytest.raises(OperatorError, match=r"not empty .*--force"):
        _restore(archive, data)
    with DataFolder.claim(data), pytest.raises(OperatorError, match="Another Troubadour"):
        _restore(archive, data, force=True)
    assert inspect_folder(data).well


def test_what_was_forgotten_since_the_backup_stays_forgotten(tmp_path: Path, data: Path, archive: Path) -> None:
    with _opened(data) as (store, loop):
        loop.run(store.forget_person(BO.key, 200.0))
    restored = _restore(archive, data, force=True)
    assert restored.deleted_again > 0
    assert _people(data) == ([ADA.key], None)
    assert _rows(data)["preference"] == 1
    # The restored folder has not forgotten it, either.
    _restore(archive, data, force=True)
    assert _people(data) == ([ADA.key], None)


def test_who_was_forgotten_before_the_backup_and_came_back_is_kept(tmp_path: Path, data: Path) -> None:
    with _opened(data) as (store, loop):
        loop.run(store.forget_person("somebody", 50.0))
        loop.run(store.forget_person(ADA.key, 50.0))
        loop.run(store.put(_FOX, "image/png", "fox.png", ADA.key, 60.0))
    _back_up(data, tmp_path / "backup.tar")
    restored = _restore(tmp_path / "backup.tar", data, force=True)
    assert restored.deleted_again == 0
    assert ADA.key in _people(data)[0]


def test_a_tenant_that_left_since_the_backup_stays_away(data: Path, archive: Path) -> None:
    with _opened(data) as (store, loop):
        loop.run(store.note_left(ADA.key.rpartition(":")[0], 150.0))
        loop.run(store.delete_left([ADA.key.rpartition(":")[0]], 160.0, 200.0))
    _restore(archive, data, force=True)
    assert _people(data) == ([], None)


def test_a_tenant_that_was_left_since_the_backup_and_is_still_kept_is_left(data: Path, archive: Path) -> None:
    with _opened(data) as (store, loop):
        loop.run(store.note_left(ADA.key.rpartition(":")[0], 150.0))
    _restore(archive, data, force=True)
    assert len(_people(data)[0]) == 2
    with _opened(data) as (store, loop):
        assert loop.run(store.delete_left([ADA.key.rpartition(":")[0]], 160.0, 200.0)) > 0
    assert _people(data) == ([], None)


def test_replies_that_were_erased_and_jobs_that_ended_since_do_not_come_back(data: Path, archive: Path) -> None:
    with _opened(data) as (store, loop):
        loop.run(store.erase("lounge", f"job-{ADA.user}", 200.0))
        loop.run(store.finish_job(f"job-{BO.user}", "stopped", 200.0))
    _restore(archive, data, force=True)
    with _opened(data) as (store, loop):
        lines = loop.run(store.read("lounge", 0, ADA.key, 100))
        job = loop.run(store.job(f"job-{BO.user}"))
    assert [line.content for line in lines if line.reply == f"job-{ADA.user}"] == [ERASED]
    assert job is not None
    assert job.state == "stopped"


def test_a_damaged_database_is_replaced_and_says_that_it_forgot(data: Path, archive: Path) -> None:
    (data / DATABASE).write_bytes(b"\xa5" * 40_000)
    restored = _restore(archive, data, force=True)
    assert restored.memory_lost
    assert inspect_folder(data).well


def test_lost_files_are_left_out_and_counted(tmp_path: Path, data: Path) -> None:
    with _opened(data) as (store, loop):
        media = loop.run(store.put(_FOX, "image/png", "fox.png", ADA.key, 1.0))
        path = store.path(media.sha256)
    path.write_bytes(b"A fox" * 1000)
    BlobFiles(data / BLOBS).keep(hashlib.sha256(b"nobody's").hexdigest(), b"nobody's")
    found = inspect_folder(data)
    assert (found.well, found.lost, found.files, found.unreferenced) == (False, [media.sha256], 2, 1)
    assert _back_up(data, tmp_path / "backup.tar") == 1
    _restore(tmp_path / "backup.tar", tmp_path / "new")
    found = inspect_folder(tmp_path / "new")
    assert (found.well, found.files, found.unreferenced) == (True, 2, 0)


def test_a_damaged_archive_changes_nothing(tmp_path: Path, data: Path, archive: Path) -> None:
    whole = archive.read_bytes()
    before = _rows(data)
    for end in range(0, len(whole) - 10_240, 50_000):
        archive.write_bytes(whole[:end])
        with pytest.raises(OperatorError, match="no backup of Troubadour, or is damaged"):
            _restore(archive, data, force=True)
    archive.write_bytes(whole.replace(_FOX, _FOX.upper(), 1))
    with pytest.raises(OperatorError, match="is not what it was"):
        _restore(archive, data, force=True)
    with pytest.raises(OperatorError, match="cannot be unpacked"):
        _restore(tmp_path / "nowhere.tar", data, force=True)
    assert _rows(data) == before
    assert not list(data.glob("restor*"))


@pytest.mark.parametrize("name", ["../escaped", "/etc/escaped", "keys/../escaped", "keys/in-use.lock", "other"])
def test_nothing_but_a_backups_files_is_unpacked(tmp_path: Path, archive: Path, name: str) -> None:
    with tarfile.open(archive, "a") as tar:
        member = tarfile.TarInfo(name)
        member.size = 3
        tar.addfile(member, io.BytesIO(b"hey"))
    with pytest.raises(OperatorError, match="no backup of Troubadour"):
        _restore(archive, tmp_path / "new")
    assert not list(tmp_path.rglob("escaped"))


_KILLED_AT_EACH_STEP = """
import os, shutil, signal, sys, traceback
from bisect import bisect_left
from pathlib import Path
from core.store.data_folder import DataFolder
from core.store.sqlite.inspection import inspect_folder
from core.store.sqlite.restoration import restore

pristine, archive, data = map(Path, sys.argv[1:])
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}

def killed_at(step, work):
    \"\"\"Does the work in a process that kills itself before a step; True if it came to its end before.\"\"\"
    process = os.fork()
    if not process:
        left = step
        def hook(event, _):
            nonlocal left
            if event in STEPS:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = os.waitpid(process, 0)[1]
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFEXITED(status)

def put_back():
    with DataFolder.claim(data) as folder:
        restore(archive, folder, force=True)

def claim():
    DataFolder.claim(data).close()

def done(step):
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(pristine, data)
    ended = killed_at(step, put_back)
    killed_at(step % 7, claim)
    claim()
    found = inspect_folder(data)
    assert found.well, found
    assert not [entry.name for entry in data.iterdir() if entry.name.startswith("re")]
    return ended, found.files

# The first step that leaves the new folder, and those around it.
first = bisect_left(range(1000), -2, key=lambda step: -done(step)[1])
for step in (*range(0, first - 4, 20), *range(first - 4, first + 12), *range(first + 12, 1000, 5)):
    ended, files = done(step)
    print(files, flush=True)
    if ended:
        break
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it forks")
def test_a_restoration_that_is_killed_leaves_the_old_folder_or_the_new_one(
    tmp_path: Path, data: Path, archive: Path
) -> None:
    with _opened(data) as (store, loop):
        loop.run(store.put(b"a third file", "text/plain", "note.txt", ADA.key, 1.0))
    done = subprocess.run(
        [sys.executable, "-c", _KILLED_AT_EACH_STEP, str(data), str(archive), str(tmp_path / "copy")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = done.stdout.split()
    assert files == sorted(files, reverse=True)
    assert files.count("3") > 5
    assert files.count("2") > 5
