"""The data folder, which one process owns."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from core.domain.errors import OperatorError

_LOCK = "in-use.lock"

RESTORING = "restoring-"
"""The beginning of the names of folders in which a backup is unpacked; one that is left over is removed."""

RESTORED = "restored"
"""The folder of a whole, prepared backup, whose entries take the places of those in the data folder."""

_REPLACED = "replaced"

OWN_ENTRIES = frozenset({_LOCK, RESTORED, _REPLACED})
"""The names of entries of a data folder that are only for its owner's use."""


class DataFolder:
    """A folder that belongs to this process until it is closed.

    The lock is the kernel's (flock), so it disappears with the process, however the process ends.
    """

    def __init__(self, path: Path, release: Callable[[], object]) -> None:
        self.path = path
        self._release = release

    @classmethod
    def claim(cls, path: Path) -> Self:
        """Locks a folder and creates it if needed, readable by its owner only (0700).

        Raises `OperatorError` if another process holds it or it cannot be written.
        """
        path = path.expanduser().absolute()
        # The lock belongs to the process: any thread may release it.
        lock = FileLock(path / _LOCK, timeout=0, mode=0o600, thread_local=False)
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise OperatorError(
                f"Another Troubadour uses the data folder {path}: stop it, or choose another folder with "
                f"TROUBADOUR_DATA or --data."
            ) from None
        except (FileExistsError, NotADirectoryError):
            raise OperatorError(
                f"The data folder {path} is not a folder: move that file away, or choose another folder with "
                f"TROUBADOUR_DATA or --data."
            ) from None
        except OSError as error:
            raise OperatorError(
                f"The data folder {path} cannot be written ({error.strerror}): make it writable for this user, or "
                f"choose another folder with TROUBADOUR_DATA or --data."
            ) from error
        try:
            take_restored(path)
        except OSError as error:
            lock.release()
            raise OperatorError(
                f"The restoration of the data folder {path} cannot be finished ({error}): check the disk, then start "
                f"again."
            ) from error
        return cls(path, lock.release)

    @classmethod
    def temporary(cls) -> Self:
        """Creates a private temporary folder, which is deleted when it is closed."""
        path = Path(tempfile.mkdtemp(prefix="troubadour-"))
        return cls(path, lambda: shutil.rmtree(path, ignore_errors=True))

    def close(self) -> None:
        """Releases the folder. Everything that writes into it must have ended."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __fspath__(self) -> str:
        return os.fspath(self.path)


def take_restored(folder: Path) -> None:
    """Finishes a restoration, if a whole backup is in the folder, and removes what others have left.

    Each step may be the last one of a process that is killed; the next call goes on.
    """
    for leftover in folder.glob(f"{RESTORING}*"):
        shutil.rmtree(leftover)
    restored, replaced = folder / RESTORED, folder / _REPLACED
    if restored.is_dir():
        for entry in sorted(restored.iterdir()):
            place = folder / entry.name
            for suffix in ("-wal", "-shm", "-journal"):  # of the database that is replaced
                place.with_name(place.name + suffix).unlink(missing_ok=True)
            if place.is_dir():
                shutil.rmtree(replaced, ignore_errors=True)
                place.rename(replaced)
            entry.replace(place)
        sync(folder)
        restored.rmdir()
    if replaced.is_dir():
        shutil.rmtree(replaced)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk (fsync)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
