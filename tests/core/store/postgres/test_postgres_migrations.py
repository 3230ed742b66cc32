"""Migrations of a PostgreSQL database: together, forward, and beside older processes."""

import asyncio

import psycopg
import pytest

from core.domain.errors import OperatorError
from core.store.postgres.database import PostgresDatabase
from core.store.postgres.migrations import MIGRATIONS, Migration, migrate
from tests.core.store.conftest import open_postgres
from tests.core.store.samples import request
from tests.servers.postgres import PASSWORD, PostgresServer

EXPANDING = Migration(statements=["ALTER TABLE job ADD COLUMN mood TEXT"], oldest=len(MIGRATIONS))
CONTRACTING = Migration(statements=["ALTER TABLE job DROP COLUMN joined"], oldest=len(MIGRATIONS) + 2)


def bring(url: str, *more: Migration) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        migrate(connection, (*MIGRATIONS, *more))


async def test_processes_that_start_together_migrate_once(database_url: str) -> None:
    opened = await asyncio.gather(*(asyncio.to_thread(PostgresDatabase.open, database_url) for _ in range(6)))
    versions = [await each.read(lambda t: t.execute("SELECT * FROM schema_version").fetchall()) for each in opened]
    assert versions == [[(1, len(MIGRATIONS), MIGRATIONS[-1].oldest)]] * 6
    await asyncio.gather(*(each.close() for each in opened))


async def test_an_older_program_runs_beside_a_newer_one_until_the_contraction(database_url: str) -> None:
    store = await open_postgres(database_url)
    await asyncio.to_thread(bring, database_url, EXPANDING)
    assert await store.accept(request("1"), [], 1.0)
    later = await open_postgres(database_url)
    assert await later.unfinished_jobs() == ["1"]
    await later.close()
    await store.close()
    await asyncio.to_thread(bring, database_url, EXPANDING, CONTRACTING)
    with pytest.raises(OperatorError, match="written by a newer Troubadour"):
        await open_postgres(database_url)


async def test_a_migration_that_fails_leaves_the_database_as_it_was(
    database_url: str, postgres: PostgresServer
) -> None:
    await asyncio.to_thread(bring, database_url)
    with pytest.raises(psycopg.Error):
        await asyncio.to_thread(bring, database_url, EXPANDING, Migration(statements=["SELECT 1 / 0"], oldest=1))
    name = database_url.rpartition("/")[2]
    assert postgres.execute("SELECT version FROM schema_version", name) == [(len(MIGRATIONS),)]
    assert postgres.execute("SELECT 1 FROM information_schema.columns WHERE column_name = 'mood'", name) == []


async def test_a_database_that_cannot_be_used_is_one_sentence_without_the_password(
    database_url: str, postgres: PostgresServer
) -> None:
    name = database_url.rpartition("/")[2]
    for url, told in (
        (database_url.replace(str(postgres.port), "1"), "Connection refused"),
        (database_url + "_nowhere", "does not exist"),
        (database_url.replace("@127", "x@127"), "password authentication failed"),
    ):
        with pytest.raises(OperatorError, match=told) as refused:
            await open_postgres(url)
        assert PASSWORD not in str(refused.value)
        assert "p%40ss" not in str(refused.value)
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(OperatorError, match="read-only"):
        await open_postgres(database_url)
