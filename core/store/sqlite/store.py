"""The store of one machine: a SQLite database and blob files, in a folder that this process owns."""

import asyncio
import sqlite3
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Self

from core.domain.clock import Clock
from core.domain.errors import OperatorError, StoreAway
from core.domain.jobs import Job
from core.store.shared_tail import SharedTails
from core.store.sqlite.action_store import SqliteActionStore
from core.store.sqlite.allowances import SqliteAllowances
from core.store.sqlite.archive import copy_connection, copy_database, write_archive
from core.store.sqlite.blobs import BLOBS, BlobFiles
from core.store.sqlite.database import DATABASE, Database, FencedDatabase
from core.store.sqlite.inbox import SqliteCheckpoints, SqliteInbox, SqliteReceipts
from core.store.sqlite.ledger import SqliteLedger
from core.store.sqlite.memberships import SqliteMemberships
from core.store.sqlite.message_log import ChangeNotifier, SqliteMessageLog
from core.store.sqlite.preferences import SqlitePreferences
from core.store.sqlite.reminders import SqliteReminderStore
from core.store.sqlite.retention import SqliteRetention
from core.store.sqlite.turns import SqliteTurns


class SqliteStore(
    SqliteInbox,
    SqliteCheckpoints,
    SqliteReceipts,
    SqliteTurns,
    SqlitePreferences,
    SqliteMemberships,
    SqliteActionStore,
    SqliteMessageLog,
    SqliteLedger,
    SqliteAllowances,
    SqliteReminderStore,
    SqliteRetention,
):
    """Implements `Store`."""

    def __init__(self, database: Database, files: BlobFiles, poll_seconds: float) -> None:
        self._database = database
        self._files = files
        self._notifier = ChangeNotifier()
        self._tails = SharedTails(self._notifier.listen)
        self._poll_seconds = poll_seconds

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
        # Files whose rows were deleted just before a crash.
        await store._database.write(lambda _: None, store._delete_marked)
        return store

    def fenced(self, job: Job, clock: Clock) -> Self:
        """As `Store.fenced`."""
        fenced = copy(self)
        fenced._database = FencedDatabase(self._database, job, clock)  # noqa: SLF001 - its own copy
        return fenced

    def is_in_place(self) -> bool:
        """False if the files of the database are not where they were opened. It blocks."""
        return not isinstance(self._database, Database) or self._database.is_in_place()

    async def back_up(self, file: Path, at: float) -> int:
        """Writes an archive without keys; returns the number of files that were lost. Raises `OperatorError`."""
        loop = asyncio.get_running_loop()
        database = self._database

        def copy(target: Path) -> None:
            if isinstance(database, Database) and database.is_exclusive:
                asyncio.run_coroutine_threadsafe(_copy_within(database, target), loop).result()
            else:
                copy_database(database.path, target)

        return await asyncio.to_thread(write_archive, database.path.parent, file, copy, at, with_keys=False)

    async def close(self) -> None:
        """As `Store.close`."""
        if isinstance(self._database, Database):
            with suppress(StoreAway, RuntimeError):
                await self.rewrite_if_due()
        await self._database.close()


async def _copy_within(database: Database, target: Path) -> None:
    """Copies a database that only its own connection can read, between two transactions."""
    failures: list[Exception] = []

    def copy(connection: sqlite3.Connection) -> None:
        try:
            copy_connection(connection, target)
        except (sqlite3.Error, OSError) as error:
            failures.append(error)

    await database.write(lambda _: None, copy)
    for failure in failures:
        raise failure
