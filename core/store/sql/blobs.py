"""The index of stored files and their owners, in SQL."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from core.domain.errors import Missing, RunOver, UserError
from core.domain.request import MediaRef
from core.store.blob_files import digest_of
from core.store.sql.locks import file_key
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction, Upkeep

_ATTEMPTS = 3
_BATCH = 100
"""The most files that are deleted in one transaction."""

_log = logging.getLogger(__name__)


class BlobContents(Protocol):
    """Bytes outside the database, under their digests. All methods block, and raise `OSError` unless they say so."""

    def keep(self, sha256: str, data: bytes) -> None:
        """Writes bytes durably, completely or not at all. Raises `UserError` if that is impossible."""
        ...

    def has(self, sha256: str, size: int) -> bool:
        """Tests for bytes of this size."""
        ...

    def read(self, sha256: str) -> bytes:
        """Returns the bytes. Raises `FileNotFoundError` also for others than those of the digest."""
        ...

    def verify(self, sha256: str) -> Path | None:
        """Returns the path of the bytes if they are a file of this machine, once it is known to be whole."""
        ...

    def remove(self, sha256: str) -> None:
        """Deletes the bytes if they exist."""
        ...

    def untouched_since(self, before: float) -> list[str]:
        """Returns the digests of bytes last written before a time."""
        ...


class SqlBlobStore(Tables):
    """Implements `BlobStore`.

    Bytes outside the database are written before their row and deleted after it, under the lock of the file: a row
    means that the bytes exist. Without such a place, bytes up to a size are rows of the database, deleted with the row
    of their file.
    """

    _files: BlobContents | None
    _content_bytes: int | None = None
    """The largest file that the database itself keeps; None if it has no table for bytes."""

    async def put(self, data: bytes, media_type: str, name: str, owner: str, at: float) -> MediaRef:
        """As `BlobStore.put`."""
        sha256 = await asyncio.to_thread(digest_of, data)
        media = MediaRef(sha256=sha256, media_type=media_type, size=len(data), name=name)
        if self._files is None:
            await self._add_content(media, data, owner, at)
            return media
        for _ in range(_ATTEMPTS):
            await asyncio.to_thread(self._files.keep, sha256, data)
            try:
                if await self._index(media, self._files, owner, at):
                    return media
            except RunOver:
                await self._database.unfenced.write(
                    lambda transaction: mark_for_deletion(transaction, [sha256]), self._delete_marked
                )
                raise
        raise UserError("store-failed")

    async def get(self, sha256: str) -> bytes:
        """As `BlobStore.get`. Raises `UserError` if the disk or the object store fails."""
        if await self.find(sha256) is None:
            raise Missing("blob-missing")
        if (content := await self._content(sha256)) is not None:
            return content
        if self._files is None:
            raise Missing("blob-missing")
        try:
            return await asyncio.to_thread(self._files.read, sha256)
        except OSError as error:
            raise _unreadable(sha256, error) from error

    async def find(self, sha256: str) -> MediaRef | None:
        """As `BlobStore.find`, with the media type and name that were stored last."""
        row = await self._database.read(
            lambda transaction: transaction.execute(
                "SELECT media_type, size, name FROM blob JOIN blob_owner USING (sha256) WHERE sha256 = ? "
                "ORDER BY at DESC LIMIT 1",
                (sha256,),
            ).fetchone()
        )
        if row is None:
            return None
        media_type, size, name = row
        return MediaRef(sha256=sha256, media_type=media_type, size=size, name=name)

    async def verified_path(self, sha256: str) -> Path | None:
        """As `BlobStore.verified_path`. Raises `UserError` if the disk fails."""
        if self._files is None:
            return None
        try:
            return await asyncio.to_thread(self._files.verify, sha256)
        except OSError as error:
            raise _unreadable(sha256, error) from error

    async def owns(self, owner: str, sha256: str) -> bool:
        """As `BlobStore.owns`."""
        query = "SELECT 1 FROM blob_owner WHERE sha256 = ? AND owner = ?"
        return await self._database.read(
            lambda transaction: transaction.execute(query, (sha256, owner)).fetchone() is not None
        )

    async def _index(self, media: MediaRef, files: BlobContents, owner: str, at: float) -> bool:
        """Adds an owner; returns False if the file was removed for its former owner since it was written."""

        def unit(transaction: Transaction) -> bool:
            transaction.lock(file_key(media.sha256))
            transaction.execute("SELECT 1")  # the lock is held before the look at the disk
            if not files.has(media.sha256, media.size):
                return False
            _add_owner(transaction, media, owner, at)
            return True

        return await self._database.write(unit)

    async def _add_content(self, media: MediaRef, data: bytes, owner: str, at: float) -> None:
        """Adds an owner, and the bytes unless they are there."""
        limit = self._content_bytes or 0
        if media.size > limit:
            raise UserError("store-file-too-large", megabytes=f"{limit / 1e6:g}")

        def unit(transaction: Transaction) -> None:
            transaction.lock(file_key(media.sha256))
            _add_owner(transaction, media, owner, at)
            transaction.execute(
                "INSERT INTO blob_content (sha256, content) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING",
                (media.sha256, data),
            )

        await self._database.write(unit)

    async def _content(self, sha256: str) -> bytes | None:
        """Returns bytes that the database itself keeps. Raises `Missing` for others than those of the digest."""
        if self._content_bytes is None:
            return None
        query = "SELECT content FROM blob_content WHERE sha256 = ?"
        row = await self._database.read(lambda transaction: transaction.execute(query, (sha256,)).fetchone())
        if row is None:
            return None
        content = bytes(row[0])
        if await asyncio.to_thread(digest_of, content) != sha256:
            _log.error("the stored file %s is damaged: `troubadour check` lists all that are", sha256)
            raise Missing("blob-missing")
        return content

    def _delete_marked(self, upkeep: Upkeep) -> None:
        """Deletes the files whose rows are gone; failures are retried after the next removal or start."""
        marked = upkeep.run(lambda transaction: transaction.execute("SELECT sha256 FROM file_to_delete").fetchall())
        for start in range(0, len(marked), _BATCH):
            upkeep.run(partial(self._delete_files, sorted(sha256 for (sha256,) in marked[start : start + _BATCH])))

    def _delete_files(self, digests: Sequence[str], transaction: Transaction) -> None:
        # Under the lock of a file nobody else writes its row, so that none is left without its file.
        transaction.lock(*map(file_key, digests))
        for sha256 in digests:
            wanted = transaction.execute("SELECT 1 FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
            try:
                if wanted is None and self._files is not None:
                    self._files.remove(sha256)
            except OSError as error:
                _log.error("the file %s cannot be deleted: %s", sha256, error)
            else:
                transaction.execute("DELETE FROM file_to_delete WHERE sha256 = ?", (sha256,))


def _add_owner(transaction: Transaction, media: MediaRef, owner: str, at: float) -> None:
    transaction.execute(
        "INSERT INTO blob (sha256, size, used_at) VALUES (?, ?, ?) "
        "ON CONFLICT (sha256) DO UPDATE SET used_at = "
        "CASE WHEN excluded.used_at > blob.used_at THEN excluded.used_at ELSE blob.used_at END",
        (media.sha256, media.size, at),
    )
    transaction.execute(
        "INSERT INTO blob_owner (sha256, owner, media_type, name, at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256, owner) DO UPDATE SET media_type = excluded.media_type, name = excluded.name, "
        "at = excluded.at",
        (media.sha256, owner, media.media_type, media.name, at),
    )


def mark_for_deletion(transaction: Transaction, digests: Sequence[str]) -> None:
    """Marks files for deletion after the commit."""
    transaction.execute_many(
        "INSERT INTO file_to_delete VALUES (?) ON CONFLICT DO NOTHING", [(digest,) for digest in sorted(digests)]
    )


def _unreadable(sha256: str, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError):
        return Missing("blob-missing")
    _log.error("the stored file %s cannot be read: %s", sha256, error)
    return UserError("store-failed")
