"""Restoration of a data folder from an archive.

The archive is unpacked and prepared beside the folder's own files, in a folder that the next claim of the data folder
removes. Renaming that folder is the one moment at which the restoration happens: what is left to do then, the next
claim does, too. Nothing is ever renamed outside the data folder, which may be a mounted volume.
"""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.domain.errors import OperatorError
from core.store.data_folder import OWN_ENTRIES, RESTORED, RESTORING, DataFolder, sync, take_restored
from core.store.sql.later_changes import LaterChanges
from core.store.sqlite.archive import unpack_archive
from core.store.sqlite.database import DATABASE
from core.store.sqlite.migrations import backups
from core.store.sqlite.store import SqliteStore
from core.store.sqlite.transaction import SqliteTransaction

_IGNORED = frozenset({"lost+found"})


@dataclass(frozen=True, kw_only=True)
class Restored:
    """The result of a restoration: the time of the backup, the number of rows deleted again, and a warning."""

    made_at: float
    deleted_again: int
    memory_lost: bool


def restore(file: Path, folder: DataFolder, *, force: bool) -> Restored:
    """Replaces what is in a claimed folder by what is in an archive, completely or not at all. It blocks.

    Keys that the archive lacks stay. What was forgotten in the folder since the archive was made is deleted from it,
    and jobs that have ended since do not run again. Raises `OperatorError` for a folder with files in it, unless it is
    forced, and for an archive that cannot be restored.
    """
    if not force and (found := sorted({entry.name for entry in folder.path.iterdir()} - OWN_ENTRIES - _IGNORED)):
        raise OperatorError(
            f"The data folder {folder.path} is not empty ({', '.join(found[:3])}): choose another one with "
            f"TROUBADOUR_DATA or --data, or replace what is in it with --force."
        )
    try:
        staged = Path(tempfile.mkdtemp(dir=folder.path, prefix=RESTORING))
    except OSError as error:
        raise OperatorError(f"The data folder {folder.path} cannot be written ({error.strerror}).") from error
    try:
        manifest = unpack_archive(file, staged)
        changes = _read_later_changes(folder.path / DATABASE)
        deleted = asyncio.run(catch_up_folder(staged, changes or LaterChanges(), manifest.made_at))
        _replace(folder.path, staged)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return Restored(made_at=manifest.made_at, deleted_again=deleted, memory_lost=changes is None)


async def catch_up_folder(staged: Path, changes: LaterChanges, made_at: float) -> int:
    """Deletes from an unpacked archive what was forgotten since it was made; returns how many rows went."""
    store = await SqliteStore.open(staged)
    try:
        return await store.catch_up(changes, made_at, time.time())
    finally:
        await store.close()


def _replace(folder: Path, staged: Path) -> None:
    try:
        for copy in backups(staged / DATABASE).values():  # from before the migration of what is an old copy itself
            copy.unlink()
        for level in (*(each for each in staged.rglob("*") if each.is_dir()), staged):
            sync(level)
        staged.rename(folder / RESTORED)
        sync(folder)
        take_restored(folder)
    except OSError as error:
        raise OperatorError(
            f"The data folder {folder} cannot be replaced ({error}): check the disk, then restore it again."
        ) from error


def _read_later_changes(database: Path) -> LaterChanges | None:
    """Reads what a database knows of deletions; None if it cannot be read any more."""
    changes = LaterChanges()
    if database.exists():
        try:
            with closing(sqlite3.connect(database)) as connection:
                changes.read(SqliteTransaction(connection))
        except sqlite3.Error:
            return None
    return changes
