"""The ledger of a database that another process may own."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from core.domain.errors import OperatorError
from core.store.sql.transaction import Transaction
from core.store.sqlite.migrations import MIGRATIONS
from core.store.sqlite.transaction import SqliteTransaction

T = TypeVar("T")


def read_ledger(path: Path, read: Callable[[Transaction], T]) -> T:
    """Reads from the ledger of a database, even while another process owns it. It blocks.

    A reader in another process does not harm the write-ahead log: it never writes and never checkpoints. Raises
    `OperatorError` if there is no ledger that this version can read.
    """
    if not path.is_file():
        raise OperatorError(
            f"There is no ledger in {path.parent}: name the data folder with TROUBADOUR_DATA or --data."
        )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA busy_timeout = 5000")
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if found != len(MIGRATIONS):
                raise OperatorError(
                    f"The database {path} has version {found}, this program reads version {len(MIGRATIONS)}: start "
                    f"the same version of Troubadour that reads it."
                )
            return read(SqliteTransaction(connection))
    except sqlite3.Error as error:
        raise OperatorError(f"The database {path} cannot be read ({error}): check the rights of its folder.") from error
