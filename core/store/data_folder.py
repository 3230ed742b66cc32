"""The data folder, which one process owns."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from core.domain.errors import OperatorError
from core.store.file_systems import file_system, is_shared

if sys.platform != "win32":
    import fcntl

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

    The lock is the kernel's (flock), so it disappears with the process, however the process ends. It is on the folder
    itself where the file system can lock folders, and on a file in it, too. `is_shared` is True on a file system that
    other machines may share.
    """

    def __init__(self, path: Path, release: Callable[[], object], *, is_shared: bool = False) -> None:
        self.path = path
        self.is_shared = is_shared
        self._release = release

    @classmethod
    def claim(cls, path: Path) -> Self:
        """Locks a folder and creates it if needed, readable by its owner only (0700).

        Raises `OperatorError` if another process holds it, it cannot be written, or its file system ignores locks.
        """
        path = path.expanduser().absolute()
        # The lock belongs to the process: any thread may release it.
        lock = FileLock(path / _LOCK, timeout=0, mode=0o600, thread_local=False)
        held = ExitStack()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            on_folder = _lock_folder(path, held)
            lock.acquire()
            held.callback(lock.release)
        except (Timeout, BlockingIOError):
            held.close()
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
            held.close()
            raise OperatorError(
                f"The data folder {path} cannot be written ({error.strerror}): make it writable for this user, or "
                f"choose another folder with TROUBADOUR_DATA or --data."
            ) from error
        kind = file_system(path)
        if not _is_locked(path if on_folder else path / _LOCK):
            held.close()
            raise OperatorError(
                f"The file system of the data folder {path} ({kind or 'unknown'}) ignores locks, so two bots could "
                f"destroy each other's data: choose a folder on a disk of this machine with TROUBADOUR_DATA or --data, "
                f"and TROUBADOUR_BACKUP_DIR for copies elsewhere."
            )
        try:
            take_restored(path)
        except OSError as error:
            held.close()
            raise OperatorError(
                f"The restoration of the data folder {path} cannot be finished ({error}): check the disk, then start "
                f"again."
            ) from error
        return cls(path, held.close, is_shared=is_shared(kind))

    @classmethod
    def unclaimed(cls, path: Path) -> Self:
        """Creates a folder if needed (0700), for copies that several processes may use. Raises `OperatorError`."""
        path = path.expanduser().absolute()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(
                f"The data folder {path} cannot be created ({error.strerror}): choose another folder with "
                f"TROUBADOUR_DATA or --data."
            ) from error
        return cls(path, lambda: None)

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


def _lock_folder(path: Path, held: ExitStack) -> bool:
    """Locks the folder itself until `held` is closed. Returns False where only files can be locked.

    Raises `BlockingIOError` if somebody else has locked it.
    """
    if sys.platform == "win32":
        return False
    descriptor = os.open(path, os.O_RDONLY)
    held.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # such as NFS, where a lock needs a file that is open for writing
        return False
    return True


def _is_locked(path: Path) -> bool:
    """Tries the lock that this process holds a second time: False if the file system gives it again."""
    if sys.platform == "win32":
        return True
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


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
