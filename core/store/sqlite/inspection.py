"""Inspection of a data folder: the database, and every file that it refers to."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domain.errors import OperatorError
from core.store.blob_files import BLOBS, BlobFiles
from core.store.sqlite.archive import reading
from core.store.sqlite.database import DATABASE
from core.store.sqlite.migrations import MIGRATIONS

_PROBLEMS = 20
"""The most problems of a database that are listed."""


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """The problems of a database, one in a line; the digests of files that are lost; the counts of the other files."""

    database: Sequence[str]
    lost: Sequence[str]
    files: int
    unreferenced: int

    @property
    def well(self) -> bool:
        """True if nothing is damaged."""
        return not self.database and not self.lost


def inspect_folder(folder: Path) -> Inspection:
    """Reads everything, also while a bot writes. It blocks, and changes nothing.

    Raises `OperatorError` if there is no database, or one of another version.
    """
    problems: list[str] = []
    digests: set[str] = set()
    with reading(folder / DATABASE) as connection:
        try:
            problems = _problems(connection)
            digests = _digests(connection)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            problems.append(str(error))
        files = BlobFiles(folder / BLOBS)
        lost = {sha256 for sha256 in digests if not _is_whole(files, sha256)}
        if lost:
            lost &= _digests(connection)  # without those that were deleted meanwhile
    others = set(files.untouched_since(float("inf"))) - digests if not problems else set()
    return Inspection(database=problems, lost=sorted(lost), files=len(digests) - len(lost), unreferenced=len(others))


def _problems(connection: sqlite3.Connection) -> list[str]:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found != len(MIGRATIONS):
        raise OperatorError(
            f"The database has version {found}, this program checks version {len(MIGRATIONS)}: start the bot of this "
            f"version once, or use the version of Troubadour that wrote it."
        )
    rows = connection.execute(f"PRAGMA integrity_check({_PROBLEMS})").fetchall()
    problems = [line for (text,) in rows if text != "ok" for line in text.splitlines()]
    problems += [f"a row of {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
    return problems


def _digests(connection: sqlite3.Connection) -> set[str]:
    return {sha256 for (sha256,) in connection.execute("SELECT sha256 FROM blob")}


def _is_whole(files: BlobFiles, sha256: str) -> bool:
    try:
        files.read(sha256)
    except OSError:
        return False
    return True
