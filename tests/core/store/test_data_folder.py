"""One process owns a data folder."""

import errno
import fcntl
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.domain.errors import OperatorError
from core.store.data_folder import DataFolder

_HOLD = """
import sys
from pathlib import Path
from core.store.data_folder import DataFolder
folder = DataFolder.claim(Path(sys.argv[1]))
print("claimed", flush=True)
sys.stdin.read()
"""

_CLAIM_AS_NOBODY = """
import os, sys
from pathlib import Path
from core.domain.errors import OperatorError
from core.store.data_folder import DataFolder
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    DataFolder.claim(Path(sys.argv[1]))
except OperatorError as error:
    print(error)
"""


def _holder(path: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "claimed\n"
    return process


def test_a_new_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    with DataFolder.claim(tmp_path / "new" / "data") as folder:
        assert folder.path == tmp_path / "new" / "data"
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.path.iterdir())


def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        with pytest.raises(OperatorError, match="Another Troubadour uses") as refusal:
            DataFolder.claim(tmp_path)
        sentence = str(refusal.value)
        assert str(tmp_path) in sentence
        assert "TROUBADOUR_DATA" in sentence
        assert "--data" in sentence
        assert "\n" not in sentence
        holder.kill()
        holder.wait()
    with DataFolder.claim(tmp_path):
        pass


def test_the_same_process_cannot_claim_twice(tmp_path: Path) -> None:
    with DataFolder.claim(tmp_path), pytest.raises(OperatorError, match="Another Troubadour"):
        DataFolder.claim(tmp_path)
    with DataFolder.claim(tmp_path):
        pass


def test_the_holder_ending_well_leaves_the_folder_free(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        holder.communicate("")
    with DataFolder.claim(tmp_path):
        pass


@pytest.mark.parametrize("below", ["", "data"])
def test_a_file_is_no_folder(tmp_path: Path, below: str) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(OperatorError, match=r"is not a folder.*--data"):
        DataFolder.claim(file / below)
    assert file.read_text() == "mine"


def test_a_folder_without_the_right_to_write_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o755)
    if os.getuid() != 0:
        locked.chmod(0o555)
    for parent in tmp_path.parents[:2]:
        parent.chmod(parent.stat().st_mode | 0o055)
    for path in (locked, locked / "below"):
        process = subprocess.run(
            [sys.executable, "-c", _CLAIM_AS_NOBODY, str(path)], capture_output=True, text=True, check=True
        )
        assert "cannot be written (Permission denied)" in process.stdout
        assert str(path) in process.stdout
        assert process.stdout.count("\n") == 1


def test_a_temporary_folder_is_private_and_vanishes() -> None:
    with DataFolder.temporary() as folder:
        (folder.path / "deep").mkdir()
        (folder.path / "deep" / "file").write_text("x")
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert not folder.path.exists()


def test_any_thread_may_release_a_claim(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as claimer:
        folder = claimer.submit(DataFolder.claim, tmp_path).result()
    folder.close()
    DataFolder.claim(tmp_path).close()


def test_a_folder_is_held_although_its_lock_file_is_gone(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        (tmp_path / "in-use.lock").unlink()
        with pytest.raises(OperatorError, match="Another Troubadour uses"):
            DataFolder.claim(tmp_path)
        holder.kill()


def test_a_file_system_that_ignores_locks_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("fcntl.flock", lambda *_: None)
        with pytest.raises(OperatorError, match=r"ignores locks.*disk of this machine.*--data"):
            DataFolder.claim(tmp_path)
    DataFolder.claim(tmp_path).close()


def test_a_file_system_that_locks_only_files_is_held_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flock = fcntl.flock

    def of_files(descriptor: int, operation: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EBADF, "Bad file descriptor")
        flock(descriptor, operation)

    monkeypatch.setattr("fcntl.flock", of_files)
    with DataFolder.claim(tmp_path), pytest.raises(OperatorError, match="Another Troubadour"):
        DataFolder.claim(tmp_path)


@pytest.mark.parametrize(("kind", "shared"), [("nfs4", True), ("fuse.s3fs", True), ("ext4", False)])
def test_a_folder_knows_that_other_machines_may_share_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, shared: bool
) -> None:
    monkeypatch.setattr("core.store.data_folder.file_system", lambda _: kind)
    with DataFolder.claim(tmp_path) as folder:
        assert folder.is_shared == shared
