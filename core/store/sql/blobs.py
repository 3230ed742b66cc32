"""The index of stored files and their owners, in SQL."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from core.domain.errors import Missing, RunOver, UserError
from core.domain.request import MediaRef
from core.store.blob_files import BlobFiles, digest_of
from core.store.sql.locks import file_key
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction, Upkeep

_ATTEMPTS = 3
_BATCH = 100
"""The most files that are deleted in one transaction."""

_log = logging.getLogger(__name__)


class SqlBlobStore(Tables):
    """Implements `BlobStore`.

    A file is written before its row and deleted after its row, under the lock of the file: a row means that the file
    exists.
    """

    _files: BlobFiles

    async def put(self, data: bytes, media_type: str, name: str, owner: str, at: float) -> MediaRef:
        """As `BlobStore.put`."""
        sha256 = await asyncio.to_thread(digest_of, data)
        media = MediaRef(sha256=sha256, media_type=media_type, size=len(data), name=name)
        for _ in range(_ATTEMPTS):
            await asyncio.to_thread(self._files.keep, sha256, data)
            try:
                if await self._index(media, owner, at):
                    return media
            except RunOver:
                await self._database.unfenced.write(
                    lambda transaction: mark_for_deletion(transaction, [sha256]), self._delete_marked
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
            lambda transaction: transaction.execute(query, (sha256, owner)).fetchone() is not None
        )

    def path(self, sha256: str) -> Path:
        """As `BlobStore.path`. Raises `Missing` for anything but a digest."""
        return self._files.path(sha256)

    async def _index(self, media: MediaRef, owner: str, at: float) -> bool:
        """Adds an owner; returns False if the file was removed for its former owner since it was written."""

        def unit(transaction: Transaction) -> bool:
            transaction.lock(file_key(media.sha256))
            if not self._files.has(media.sha256, media.size):
                return False
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
            return True

        return await self._database.write(unit)

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
                if wanted is None:
                    self._files.remove(sha256)
            except OSError as error:
                _log.error("the file %s cannot be deleted: %s", sha256, error)
            else:
                transaction.execute("DELETE FROM file_to_delete WHERE sha256 = ?", (sha256,))


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
