"""The totals of days of a ledger that an older version has written, or still writes."""

from pathlib import Path

from core.store.postgres import migrations as postgres_migrations
from core.store.sqlite import migrations as sqlite_migrations
from core.store.sqlite.store import SqliteStore
from tests.core.store.conftest import open_postgres
from tests.core.store.postgres.older_versions import older_database, older_folder
from tests.core.store.test_usage import added_up, totals

OLD_ENTRIES = """
    INSERT INTO spend (job, user_key, tenant, task, engine, model, units, outcome, at, place, tokens, microdollars)
    VALUES
    ('i', 'a', 'x', 'chat_completion', 'hub', 'm', 1, 'ok', 1728000000.0, 'p', 9, 5),
    ('i', 'a', 'x', 'chat_completion', 'hub', 'm', 2, 'ok', 1728086399.9999998, 'p', NULL, NULL),
    ('j', 'a', 'x', 'automatic_speech_recognition', 'hub', 'm', 70, 'failed', 1728086400.0, 'p', NULL, 3),
    ('k', 'b', 'y', 'chat_completion', 'hub', 'm', 0, 'failed', 1728086400.0, 'p', 4, NULL)
"""
"""Entries of an older version, around the end of a day."""
OLD_TOTALS = [
    (20_000, "x", "a", "chat_completion", "hub", "m", 2, 2, 0, 3, 9, 5),
    (20_001, "x", "a", "automatic_speech_recognition", "hub", "m", 1, 1, 1, 1, 0, 3),
    (20_001, "y", "b", "chat_completion", "hub", "m", 1, 0, 1, 0, 0, 0),
]


async def test_the_entries_of_an_older_folder_are_added_up(tmp_path: Path) -> None:
    await older_folder(tmp_path, sqlite_migrations._DAILY_USAGE, [OLD_ENTRIES])
    store = await SqliteStore.open(tmp_path)
    assert await totals(store) == OLD_TOTALS == added_up(await store.spends(None, 0.0))
    await store.close()


async def test_the_entries_of_an_older_process_are_added_up(database_url: str) -> None:
    """Before the migration, and while it still runs after it."""
    await older_database(database_url, postgres_migrations._DAILY_USAGE, [OLD_ENTRIES])
    store = await open_postgres(database_url)
    assert await totals(store) == OLD_TOTALS
    await store._database.write(lambda transaction: transaction.execute(OLD_ENTRIES).rowcount)
    assert await totals(store) == added_up(await store.spends(None, 0.0))
    await store.close()
