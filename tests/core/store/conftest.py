"""A real store of each kind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from core.store.postgres.database import PostgresDatabase
from core.store.postgres.store import PostgresStore
from core.store.sql.store import SqlStore
from core.store.sqlite.database import Database
from core.store.sqlite.store import SqliteStore
from tests.servers.postgres import PostgresServer

NEVER = 3600.0
"""Nobody polls for entries of other processes, so that only the notifier can wake a listener."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An open SQLite file with one table, for notes."""
    database = await asyncio.to_thread(Database.open, tmp_path / "test.sqlite3")
    await database.write(lambda transaction: transaction.execute("CREATE TABLE note (text TEXT NOT NULL)").rowcount)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store of one machine."""
    store = await SqliteStore.open(tmp_path, poll_seconds=NEVER)
    yield store
    await store.close()


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """The address of a database for all tests of a process, which they empty."""
    url = postgres.create()
    PostgresDatabase.open(url)
    return url


@pytest.fixture
async def postgres_store(postgres: PostgresServer, postgres_url: str) -> AsyncIterator[PostgresStore]:
    """An empty store that processes share, with the clock of the test."""
    store = await open_postgres(postgres_url)
    postgres.execute(_EMPTIED, postgres_url.rpartition("/")[2])
    yield store
    await store.close()


OpenStore = Callable[[], Awaitable[SqlStore]]
"""Opens an empty store, which the caller closes, before the next one of a test is opened."""


@pytest.fixture(params=["sqlite", "postgresql"])
def open_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OpenStore:
    """Opens empty stores of each kind, one after the other, for tests that try many examples."""
    if request.param == "sqlite":
        return lambda: SqliteStore.open(tmp_path_factory.mktemp("store"))
    server, url = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_url")

    async def opened() -> SqlStore:
        server.execute(_EMPTIED, url.rpartition("/")[2])
        return await open_postgres(url)

    return opened


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> SqlStore:
    """An empty store of each kind."""
    found: SqlStore = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return found


async def open_postgres(url: str, *, own_clock: bool = False) -> PostgresStore:
    """Opens a store by the caller's clock."""
    return await PostgresStore.open(url, poll_seconds=NEVER, own_clock=own_clock)


_EMPTIED = """
    DO $$ DECLARE name TEXT; BEGIN
        FOR name IN
            SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename NOT IN ('schema_version', 'queue_schema')
        LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
    END $$
"""
