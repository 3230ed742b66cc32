"""The tables of procrastinate, which carries the ids of jobs from process to process.

procrastinate ships its schema and a file for each change of it
(https://procrastinate.readthedocs.io/en/stable/howto/production/migrations.html), and keeps no note of which of them a
database has. `queue_schema` is this note.
"""

from importlib.util import find_spec
from pathlib import Path

import psycopg


def migrate_queue(connection: psycopg.Connection) -> None:
    """Installs or updates the tables, in the transaction of the caller. Raises `psycopg.Error`.

    An older process beside this one may find functions of its version removed. Then it fetches no more jobs, ends what
    it runs, and loses nothing: the inbox has everything.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS queue_schema "
        '(one BIGINT PRIMARY KEY CHECK (one = 1), newest TEXT COLLATE "C" NOT NULL)'
    )
    folder = _sql_folder()
    migrations = sorted(folder.glob("migrations/*.sql"))
    row = connection.execute("SELECT newest FROM queue_schema").fetchone()
    missing = [folder / "schema.sql"] if row is None else [file for file in migrations if file.name > row[0]]
    for file in missing:
        connection.execute(file.read_bytes())
    if missing:
        connection.execute(
            "INSERT INTO queue_schema VALUES (1, %s) ON CONFLICT (one) DO UPDATE SET newest = excluded.newest",
            (migrations[-1].name,),
        )


def _sql_folder() -> Path:
    """Finds the files without importing procrastinate, which a program that only migrates does not need."""
    found = find_spec("procrastinate")
    assert found is not None  # noqa: S101 - a dependency
    assert found.origin is not None  # noqa: S101 - it is a package with a file
    return Path(found.origin).parent / "sql"
