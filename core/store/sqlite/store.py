"""The store of one machine: a SQLite database and blob files, in a folder that this process owns."""

import asyncio
from copy import copy
from pathlib import Path
from typing import Self

from core.domain.clock import Clock
from core.domain.errors import OperatorError
from core.domain.jobs import Job
from core.store.shared_tail import SharedTails
from core.store.sqlite.action_store import SqliteActionStore
from core.store.sqlite.allowances import SqliteAllowances
from core.store.sqlite.blobs import BlobFiles
from core.store.sqlite.database import Database, FencedDatabase
from core.store.sqlite.inbox import SqliteCheckpoints, SqliteInbox, SqliteReceipts
from core.store.sqlite.ledger import SqliteLedger
from core.store.sqlite.message_log import ChangeNotifier, SqliteMessageLog
from core.store.sqlite.preferences import SqlitePreferences
from core.store.sqlite.reminders import SqliteReminderStore
from core.store.sqlite.retention import SqliteRetention
from core.store.sqlite.turns import SqliteTurns

DATABASE = "troubadour.sqlite3"
BLOBS = "blobs"


class SqliteStore(
    SqliteInbox,
    SqliteCheckpoints,
    SqliteReceipts,
    SqliteTurns,
    SqlitePreferences,
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
    async def open(cls, folder: Path, *, poll_seconds: float = 2.0) -> Self:
        """Opens or creates the store in a folder that the caller has claimed (`DataFolder`).

        `poll_seconds` is the interval at which a tailed room is read for entries of another process. Raises
        `OperatorError` if the folder cannot be used, or if its database is damaged or newer than this program.
        """
        files = BlobFiles(folder / BLOBS)
        try:
            await asyncio.to_thread(files.prepare)
        except OSError as error:
            raise OperatorError(
                f"The folder {folder} cannot be written ({error.strerror}): make it writable for this user."
            ) from error
        store = cls(await asyncio.to_thread(Database.open, folder / DATABASE), files, poll_seconds)
        # Files whose rows were deleted just before a crash.
        await store._database.write(lambda _: None, store._delete_marked)
        return store

    def fenced(self, job: Job, clock: Clock) -> Self:
        """As `Store.fenced`."""
        fenced = copy(self)
        fenced._database = FencedDatabase(self._database, job, clock)  # noqa: SLF001 - its own copy
        return fenced

    async def close(self) -> None:
        """As `Store.close`."""
        await self._database.close()
