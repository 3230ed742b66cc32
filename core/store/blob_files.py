"""Files on a disk, named by the SHA-256 of their bytes."""

import errno
import hashlib
import logging
import os
import re
import uuid
from contextlib import suppress
from pathlib import Path

from core.domain.errors import Missing, UserError
from core.store.data_folder import sync

BLOBS = "blobs"
"""The folder of the files in a data folder."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_VERIFIED = 10_000
"""The number of files whose state is remembered."""

_log = logging.getLogger(__name__)


class BlobFiles:
    """Files named by the SHA-256 of their bytes, in two levels of folders so that no folder grows large."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._verified: dict[str, tuple[int, int, int]] = {}

    def prepare(self) -> None:
        """Creates the folders and removes files that a crash left incomplete."""
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in self._incoming.iterdir():
            leftover.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Returns the path of the bytes. Raises `Missing` for anything but a digest, so no other path is possible."""
        if not _DIGEST.fullmatch(sha256):
            raise Missing("blob-missing")
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def keep(self, sha256: str, data: bytes) -> None:
        """Writes bytes to the disk, completely or not at all. Raises `UserError` if the disk is full or fails."""
        path = self.path(sha256)
        with suppress(OSError):
            self.read(sha256)
            return
        unfinished = self._incoming / uuid.uuid4().hex
        try:
            self._create_folders(path.parent)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            unfinished.replace(path)
            sync(path.parent)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            _log.error("a file could not be stored: %s", error)
            raise UserError("store-full" if error.errno in _FULL else "store-failed") from error

    def has(self, sha256: str, size: int) -> bool:
        """Tests for a file of this size."""
        try:
            return self.path(sha256).stat().st_size == size
        except OSError:
            return False

    def read(self, sha256: str) -> bytes:
        """Reads the bytes. Raises `FileNotFoundError` also if the file has other bytes than those of its name."""
        data = self.path(sha256).read_bytes()
        if digest_of(data) != sha256:
            _log.error("the stored file %s is damaged: `troubadour check` lists all that are", sha256)
            raise FileNotFoundError(errno.ENOENT, "the file is damaged", sha256)
        return data

    def verify(self, sha256: str) -> Path:
        """Returns the path of the bytes, which it reads unless the file is as it was the last time.

        Raises `OSError` as `read` does.
        """
        path = self.path(sha256)
        found = path.stat()
        state = found.st_ino, found.st_size, found.st_mtime_ns
        if self._verified.get(sha256) != state:
            self.read(sha256)
            while len(self._verified) >= _VERIFIED:
                self._verified.pop(next(iter(self._verified)))
            self._verified[sha256] = state
        return path

    def remove(self, sha256: str) -> None:
        """Deletes the file if it exists."""
        self.path(sha256).unlink(missing_ok=True)

    def untouched_since(self, before: float) -> list[str]:
        """Returns the digests of files last written before a time."""
        return [
            file.name
            for file in self._folder.glob("??/??/*")
            if _DIGEST.fullmatch(file.name) and file.stat().st_mtime < before
        ]

    def _create_folders(self, folder: Path) -> None:
        """Creates both levels and syncs them, so that their names survive a power failure."""
        for level in (folder.parent, folder):
            if not level.exists():
                level.mkdir(mode=0o700, exist_ok=True)
                sync(level.parent)


def digest_of(data: bytes) -> str:
    """Returns the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
