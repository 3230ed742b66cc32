"""The store of one machine: a SQLite database and blob files, in a folder that this process owns."""

import asyncio
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import JsonValue

from core.domain.errors import OperatorError
from core.store.blob_files import BLOBS, BlobFiles
from core.store.sql.store import SqlStore
from core.store.sqlite.archive import copy_connection, copy_database, write_archive
from core.store.sqlite.database import DATABASE, Database
from core.store.sqlite.kept_preferences import KeptPreferences
from core.store.sqlite.migrations import backups
from core.store.sqlite.transaction import SqliteUpkeep


class SqliteStore(SqlStore):
    """Implements `Store` in one folder."""

    def __init__(self, database: Database, files: BlobFiles, poll_seconds: float) -> None:
        super().__init__(database, files, poll_seconds)
        self._file = database
        self._folder = files
        self._kept_preferences = KeptPreferences(database)

    @classmethod
    async def open(cls, folder: Path, *, poll_seconds: float = 2.0, exclusive: bool = False) -> Self:
        """Opens or creates the store in a folder that the caller has claimed (`DataFolder`).

        `poll_seconds` is the interval at which a tailed room is read for entries of another process. `exclusive`
        is for a file system that other machines may share (`Database.open`). Raises
        `OperatorError` if the folder cannot be used, or if its database is damaged or newer than this program.
        """
        files = BlobFiles(folder / BLOBS)
        try:
            await asyncio.to_thread(files.prepare)
        except OSError as error:
            raise OperatorError(
                f"The folder {folder} cannot be written ({error.strerror}): make it writable for this user."
            ) from error
        store = cls(await asyncio.to_thread(Database.open, folder / DATABASE, exclusive=exclusive), files, poll_seconds)
        await store.prepare()
        return store

    async def preferences(self, scope: str) -> Mapping[str, JsonValue]:
        """As `Preferences.preferences`. They are in memory while nothing changes: only this process has the file."""
        return dict(await self._kept_preferences.of(scope))

    def is_in_place(self) -> bool:
        """False if the files of the database are not where they were opened. It blocks."""
        return self._file.is_in_place()

    def path(self, sha256: str) -> Path:
        """Returns the path of stored bytes; the file need not exist. Raises `Missing` for anything but a digest."""
        return self._folder.path(sha256)

    async def back_up(self, file: Path, at: float) -> int:
        """Writes an archive without keys; returns the number of files that were lost. Raises `OperatorError`."""
        loop = asyncio.get_running_loop()
        database = self._file

        def copy(target: Path) -> None:
            if database.is_exclusive:
                asyncio.run_coroutine_threadsafe(_copy_within(database, target), loop).result()
            else:
                copy_database(database.path, target)

        return await asyncio.to_thread(write_archive, database.path.parent, file, copy, at, with_keys=False)

    async def expire(self, before: float) -> int:
        """As `Store.expire`. Backups of the database from before a migration that are older than the time go, too."""
        count = await super().expire(before)
        await asyncio.to_thread(self._remove_backups, before)
        return count

    def _remove_backups(self, before: float) -> None:
        for file in backups(self._file.path).values():
            if file.stat().st_mtime < before:
                file.unlink(missing_ok=True)


async def _copy_within(database: Database, target: Path) -> None:
    """Copies a database that only its own connection can read, between two transactions."""
    failures: list[Exception] = []

    def copy(upkeep: SqliteUpkeep) -> None:
        try:
            copy_connection(upkeep.connection, target)
        except (sqlite3.Error, OSError) as error:
            failures.append(error)

    await database.write(lambda _: None, copy)
    for failure in failures:
        raise failure
