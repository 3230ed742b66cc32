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
