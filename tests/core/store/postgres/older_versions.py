"""Databases as older versions left them, before one of today's migrations."""

import asyncio
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import psycopg

from core.store.postgres import migrations as postgres_migrations
from core.store.sqlite import migrations as sqlite_migrations
from core.store.sqlite.database import DATABASE


async def older_folder(folder: Path, before: sqlite_migrations.Migration, rows: Iterable[str]) -> None:
    """Fills a data folder as it was `before` a migration with some rows."""
    older = sqlite_migrations.MIGRATIONS[: sqlite_migrations.MIGRATIONS.index(before)]

    def fill() -> None:
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
            sqlite_migrations.migrate(connection, folder / DATABASE, older)
            for row in rows:
                connection.execute(row)

    await asyncio.to_thread(fill)


async def older_database(url: str, before: object, rows: Iterable[str]) -> None:
    """Fills a PostgreSQL as it was `before` the migration of these statements with some rows."""
    every = postgres_migrations.MIGRATIONS
    last = next(n for n, each in enumerate(every) if each.statements is before)

    def fill() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            postgres_migrations.migrate(connection, every[:last])
            for row in rows:
                connection.execute(row.encode())

    await asyncio.to_thread(fill)
