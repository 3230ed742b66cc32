"""The store that processes share: a PostgreSQL database, with files in it or in an object store."""

import asyncio
from typing import Self

from core.domain.errors import StoreAway
from core.store.postgres.database import CONNECTIONS, PostgresDatabase
from core.store.postgres.wake_ups import WakeUps
from core.store.sql.blobs import BlobContents
from core.store.sql.store import SqlStore

POLL_SECONDS = 1.0
"""The interval at which a tailed room is read for entries of other processes, where no wake-up arrives."""
CONTENT_BYTES = 32_000_000
"""The largest file that is kept in the database. Reading or writing one holds it in memory a few times."""


class PostgresStore(SqlStore):
    """Implements `Store` for any number of processes."""

    def __init__(
        self,
        database: PostgresDatabase,
        files: BlobContents | None,
        poll_seconds: float,
        wake_ups: WakeUps,
        content_bytes: int,
    ) -> None:
        super().__init__(database, files, poll_seconds, wake_ups)
        self._postgres = database
        self._wake_ups = wake_ups
        self._content_bytes = content_bytes

    @classmethod
    async def open(
        cls,
        url: str,
        files: BlobContents | None = None,
        *,
        direct_url: str | None = None,
        connections: int = CONNECTIONS,
        poll_seconds: float = POLL_SECONDS,
        own_clock: bool = True,
        content_bytes: int = CONTENT_BYTES,
    ) -> Self:
        """Opens or creates the store. Without `files`, those up to `content_bytes` are in the database.

        The other parameters are those of `PostgresDatabase.open`. Raises `OperatorError`.
        """
        database = await asyncio.to_thread(
            PostgresDatabase.open, url, direct_url=direct_url, connections=connections, own_clock=own_clock
        )
        wake_ups = WakeUps(direct_url or url)
        wake_ups.start()
        store = cls(database, files, poll_seconds, wake_ups, content_bytes)
        try:
            await store.prepare()
        except BaseException:
            await store.close()
            raise
        return store

    async def resume_jobs(self, owner: str, at: float) -> None:
        """Leaves all leases alone: their owners may live, and those of others end by themselves."""

    async def expire(self, before: float) -> int:
        """As `Store.expire`."""
        await self._postgres.delete_notes()
        return await super().expire(before)

    async def answers(self) -> bool:
        """True if the database answers, within seconds."""
        try:
            await self._database.read(lambda transaction: transaction.execute("SELECT 1").fetchone())
        except StoreAway:
            return False
        return True

    async def close(self) -> None:
        """As `Store.close`."""
        await super().close()
        await asyncio.to_thread(self._wake_ups.close)
