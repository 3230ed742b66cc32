"""The store of a bot, found by its folder: SQLite in its data folder, or a PostgreSQL database of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from core.store.postgres.database import PostgresDatabase
from core.store.postgres.store import PostgresStore
from core.store.sql.store import SqlStore
from core.store.sqlite.database import DATABASE
from core.store.sqlite.store import SqliteStore
from tests.servers.postgres import PostgresServer


class _Chosen:
    """The server on which bots keep everything now; None for SQLite."""

    server: PostgresServer | None = None
    apart = False


_urls: dict[Path, str] = {}


@contextmanager
def on_postgres(server: PostgresServer, *, apart: bool = False) -> Iterator[None]:
    """Gives every bot that starts in this context a database, which stays for the next bot in its folder.

    With `apart`, a bot has a process that listens and one that works.
    """
    before, others = (_Chosen.server, _Chosen.apart), set(_urls)
    _Chosen.server, _Chosen.apart = server, apart
    try:
        yield
    finally:
        _Chosen.server, _Chosen.apart = before
        for folder in _urls.keys() - others:
            server.drop(_urls.pop(folder))


def database_environ(folder: Path) -> dict[str, str]:
    """The settings of a bot in this folder for its database."""
    if _Chosen.server is None:
        return {}
    return {
        "DATABASE_URL": _url(_Chosen.server, folder),
        "TROUBADOUR_SECRET_KEY": "a key of the tests' processes, shared",
    }


def is_apart() -> bool:
    """True if bots listen and work in two processes."""
    return _Chosen.apart


async def open_store(folder: Path) -> SqlStore:
    """Opens the store of the bot in a folder, while it does not run."""
    if _Chosen.server is not None:
        return await PostgresStore.open(_url(_Chosen.server, folder))
    data = folder / "data"
    data.mkdir(exist_ok=True)
    return await SqliteStore.open(data)


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Reads rows of a bot's database, also while it runs."""
    if _Chosen.server is not None:
        with psycopg.connect(_url(_Chosen.server, folder)) as connection:
            return connection.execute(query.encode()).fetchall()
    (database,) = folder.rglob(DATABASE)
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as reading:
        return reading.execute(query).fetchall()


def leave_earlier(folder: Path, days: float) -> bool:
    """Lets the bot have left its places earlier, in a PostgreSQL. Returns False for other databases."""
    if _Chosen.server is None:
        return False
    with psycopg.connect(_url(_Chosen.server, folder)) as connection:
        connection.execute("UPDATE membership SET left_at = left_at - %s * 86400", (days,))
    return True


def let_limits_pass(folder: Path) -> None:
    """Makes room in all limits, and reminders due, as if their time had passed."""
    assert _Chosen.server is not None
    with psycopg.connect(_url(_Chosen.server, folder)) as connection:
        connection.execute("DELETE FROM pending_charge")
        connection.execute("DELETE FROM allowance")
        connection.execute("UPDATE reminder SET due_at = 0")


def places_with(folder: Path, word: str) -> list[str]:
    """The names of all files of a bot with a word in their bytes, and of all tables of its database with it."""
    found = [file.name for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]
    if _Chosen.server is not None:
        tables = rows(folder, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        found += [name for (name,) in tables if word in str(rows(folder, f"SELECT * FROM {name}"))]  # noqa: S608
    return found


def _url(server: PostgresServer, folder: Path) -> str:
    if folder not in _urls:
        _urls[folder] = server.create_prepared("store", PostgresDatabase.open)
    return _urls[folder]
