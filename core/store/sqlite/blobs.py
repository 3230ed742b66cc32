"""Content-addressed files, with an index of their owners in SQLite."""

import asyncio
import errno
import hashlib
import logging
import os
import re
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.domain.errors import Missing, RunOver, UserError
from core.domain.request import MediaRef
from core.store.data_folder import sync
from core.store.sqlite.tables import SqliteTables

BLOBS = "blobs"
"""The folder of the files in a data folder."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ATTEMPTS = 3
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
        if _digest(data) != sha256:
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


class SqliteBlobStore(SqliteTables):
    """Implements `BlobStore`.

    A file is written before its row and deleted after its row, on the one writing thread: a row means that the file
    exists.
    """

    _files: BlobFiles

    async def put(self, data: bytes, media_type: str, name: str, owner: str, at: float) -> MediaRef:
        """As `BlobStore.put`."""
        sha256 = await asyncio.to_thread(_digest, data)
        media = MediaRef(sha256=sha256, media_type=media_type, size=len(data), name=name)
        for _ in range(_ATTEMPTS):
            await asyncio.to_thread(self._files.keep, sha256, data)
            try:
                if await self._index(media, owner, at):
                    return media
            except RunOver:
                await self._database.unfenced.write(
                    lambda connection: mark_for_deletion(connection, [sha256]), self._delete_marked
                )
                raise
        raise UserError("store-failed")

    async def get(self, sha256: str) -> bytes:
        """As `BlobStore.get`. Raises `UserError` if the disk fails."""
        if await self.find(sha256) is None:
            raise Missing("blob-missing")
        try:
            return await asyncio.to_thread(self._files.read, sha256)
        except OSError as error:
            raise _unreadable(sha256, error) from error

    async def find(self, sha256: str) -> MediaRef | None:
        """As `BlobStore.find`, with the media type and name that were stored last."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT media_type, size, name FROM blob JOIN blob_owner USING (sha256) WHERE sha256 = ? "
                "ORDER BY at DESC LIMIT 1",
                (sha256,),
            ).fetchone()
        )
        if row is None:
            return None
        media_type, size, name = row
        return MediaRef(sha256=sha256, media_type=media_type, size=size, name=name)

    async def verified_path(self, sha256: str) -> Path:
        """As `BlobStore.verified_path`. Raises `UserError` if the disk fails."""
        try:
            return await asyncio.to_thread(self._files.verify, sha256)
        except OSError as error:
            raise _unreadable(sha256, error) from error

    async def owns(self, owner: str, sha256: str) -> bool:
        """As `BlobStore.owns`."""
        query = "SELECT 1 FROM blob_owner WHERE sha256 = ? AND owner = ?"
        return await self._database.read(
            lambda connection: connection.execute(query, (sha256, owner)).fetchone() is not None
        )

    def path(self, sha256: str) -> Path:
        """As `BlobStore.path`. Raises `Missing` for anything but a digest."""
        return self._files.path(sha256)

    async def _index(self, media: MediaRef, owner: str, at: float) -> bool:
        """Adds an owner; returns False if the file was removed for its former owner since it was written."""

        def unit(connection: sqlite3.Connection) -> bool:
            if not self._files.has(media.sha256, media.size):
                return False
            connection.execute(
                "INSERT INTO blob VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at)",
                (media.sha256, media.size, at),
            )
            connection.execute(
                "INSERT OR REPLACE INTO blob_owner VALUES (?, ?, ?, ?, ?)",
                (media.sha256, owner, media.media_type, media.name, at),
            )
            return True

        return await self._database.write(unit)

    def _delete_marked(self, connection: sqlite3.Connection) -> None:
        """Deletes the files whose rows are gone; failures are retried after the next removal or start."""
        removed = []
        rows = connection.execute(
            "SELECT sha256, EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = file_to_delete.sha256) FROM file_to_delete"
        )
        for sha256, wanted_again in rows.fetchall():
            try:
                if not wanted_again:
                    self._files.remove(sha256)
            except OSError as error:
                _log.error("the file %s cannot be deleted: %s", sha256, error)
            else:
                removed.append((sha256,))
        if removed:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM file_to_delete WHERE sha256 = ?", removed)
            connection.execute("COMMIT")


def mark_for_deletion(connection: sqlite3.Connection, digests: Sequence[str]) -> None:
    """Marks files for deletion after the commit."""
    connection.executemany("INSERT OR IGNORE INTO file_to_delete VALUES (?)", [(digest,) for digest in digests])


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _unreadable(sha256: str, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError):
        return Missing("blob-missing")
    _log.error("the stored file %s cannot be read: %s", sha256, error)
    return UserError("store-failed")
