"""Backups of a PostgreSQL database in the archives of a data folder, which either store can be restored from.

All functions block, and raise `OperatorError`.
"""

import asyncio
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Identifier

from core.domain.errors import OperatorError
from core.store.blob_files import digest_of
from core.store.postgres.migrations import MIGRATIONS
from core.store.postgres.setup_check import reason
from core.store.postgres.transaction import PostgresTransaction
from core.store.postgres.transfer import connected, copy_to_database, copy_to_folder
from core.store.sql.blobs import BlobContents
from core.store.sql.later_changes import LaterChanges
from core.store.sql.transaction import Transaction
from core.store.sqlite.archive import copy_database, unpack_archive, write_archive
from core.store.sqlite.database import DATABASE
from core.store.sqlite.inspection import Inspection
from core.store.sqlite.restoration import Restored, catch_up_folder

T = TypeVar("T")

_SCRATCH = ".troubadour-backup-"
_NOW = "extract(epoch FROM clock_timestamp())"


def back_up_database(url: str, files: BlobContents | None, file: Path, made_at: float) -> int:
    """Writes an archive without keys, also while bots run; returns the number of files that it had to leave out."""
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=_SCRATCH) as scratch:
            folder = Path(scratch)
            lost = copy_to_folder(url, files, folder).lost
            database = folder / DATABASE
            write_archive(folder, file, lambda copy: copy_database(database, copy), made_at, with_keys=False)
    except OSError as error:
        raise OperatorError(f"The backup {file} cannot be written ({error}): check the disk and the rights.") from error
    # Files that were deleted since the copy was made are not lost.
    return len(_still_there(url, lost)) if lost else 0


def restore_database(file: Path, url: str, files: BlobContents | None, *, force: bool) -> Restored:
    """Replaces what is in a database by what is in an archive, completely or not at all.

    What was forgotten in the database since the archive was made is deleted from it, and jobs that have ended since do
    not run again. A database with rows in it is replaced only if that is forced, and never under a running bot.
    """
    with tempfile.TemporaryDirectory(prefix="troubadour-restore-") as scratch:
        folder = Path(scratch)
        manifest = unpack_archive(file, folder)
        changes = LaterChanges()
        refuse_while_running(url)
        with connected(url) as connection, connection.transaction():
            if _has_tables(connection):
                changes.read(PostgresTransaction(connection, own_clock=False))
        deleted = asyncio.run(catch_up_folder(folder, changes, manifest.made_at))
        copy_to_database(folder, url, files, replace=force)
    return Restored(made_at=manifest.made_at, deleted_again=deleted, memory_lost=False)


def refuse_while_running(url: str) -> None:
    """Raises `OperatorError` if a bot runs jobs of a database now."""
    with connected(url) as connection:
        if _has_tables(connection):
            held = f"SELECT count(*) FROM job WHERE ended_at IS NULL AND lease_until > {_NOW}"  # noqa: S608
            row = connection.execute(held.encode()).fetchone()
            if row and row[0]:
                raise OperatorError(
                    f"A bot runs {row[0]} jobs of this database: stop all processes that use it, and try again after "
                    "half a minute."
                )


def inspect_database(url: str, files: BlobContents | None) -> Inspection:
    """Reads all rows and all files, also while bots run; changes nothing."""
    lost: list[str] = []
    with connected(url) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT version FROM schema_version").fetchone() if _has_tables(connection) else None
        if row is None or row[0] != len(MIGRATIONS):
            raise OperatorError(
                f"The database has version {row[0] if row else 'none'}, this program checks version "
                f"{len(MIGRATIONS)}: start the bot of this version once, or use the version that wrote it."
            )
        problems = list(_damage(connection))
        if problems:
            return Inspection(database=problems, lost=(), files=0, unreferenced=0)
        digests = [sha256 for (sha256,) in connection.execute("SELECT sha256 FROM blob ORDER BY sha256")]
        for sha256 in digests:
            content = connection.execute("SELECT content FROM blob_content WHERE sha256 = %s", (sha256,)).fetchone()
            if not (_is_whole(sha256, content[0]) if content else _is_kept(files, sha256)):
                lost.append(sha256)
    lost = sorted(_still_there(url, lost)) if lost else []
    others = set(files.untouched_since(float("inf"))) - set(digests) if files is not None else set()
    return Inspection(database=(), lost=lost, files=len(digests) - len(lost), unreferenced=len(others))


def _damage(connection: psycopg.Connection) -> Iterator[str]:
    """Reads every row, and yields a line for each table that the server cannot read."""
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    )
    for (table,) in tables.fetchall():
        try:
            with connection.transaction():
                connection.execute(
                    SQL("SELECT sum(length(CAST(whole AS TEXT))) FROM {} AS whole").format(Identifier(table))
                )
        except (errors.DataCorrupted, errors.IndexCorrupted, errors.InternalError_) as error:
            yield f"{table}: {reason(error)}"


def read_shared_ledger(url: str, read: Callable[[Transaction], T]) -> T:
    """Reads from the ledger, also while bots run."""
    with connected(url) as connection:
        if not _has_tables(connection):
            raise OperatorError("There is no ledger in the PostgreSQL database: start the bot once.")
        return read(PostgresTransaction(connection, own_clock=False))


def _has_tables(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT to_regclass('schema_version') IS NOT NULL").fetchone()
    return bool(row and row[0])


def _still_there(url: str, digests: Collection[str]) -> set[str]:
    with connected(url) as connection:
        rows = connection.execute("SELECT sha256 FROM blob WHERE sha256 = ANY(%s)", (list(digests),))
        return {sha256 for (sha256,) in rows}


def _is_whole(sha256: str, content: bytes) -> bool:
    return digest_of(bytes(content)) == sha256


def _is_kept(files: BlobContents | None, sha256: str) -> bool:
    if files is None:
        return False
    try:
        files.read(sha256)
    except OSError:
        return False
    return True
