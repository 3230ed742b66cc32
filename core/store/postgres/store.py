"""The store that processes share: a PostgreSQL database."""

import asyncio
from typing import Self

from core.store.blob_files import BlobFiles
from core.store.postgres.database import CONNECTIONS, PostgresDatabase
from core.store.sql.store import SqlStore

POLL_SECONDS = 1.0
"""The interval at which a tailed room is read for entries of other processes, where no wake-up arrives."""


class PostgresStore(SqlStore):
    """Implements `Store` for any number of processes."""

    @classmethod
    async def open(
        cls,
        url: str,
        files: BlobFiles,
        *,
        direct_url: str | None = None,
        connections: int = CONNECTIONS,
        poll_seconds: float = POLL_SECONDS,
        own_clock: bool = True,
    ) -> Self:
        """Opens or creates the store. The parameters are those of `PostgresDatabase.open`. Raises `OperatorError`."""
        database = await asyncio.to_thread(
            PostgresDatabase.open, url, direct_url=direct_url, connections=connections, own_clock=own_clock
        )
        store = cls(database, files, poll_seconds)
        await store.delete_leftovers()
        return store

    async def resume_jobs(self, owner: str, at: float) -> None:
        """Leaves all leases alone: their owners may live, and those of others end by themselves."""
