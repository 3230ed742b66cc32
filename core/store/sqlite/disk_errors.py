"""Errors of SQLite, and which of them are the disk's."""

import logging
import sqlite3

from core.domain.errors import StoreAway

logger = logging.getLogger(__name__)

_DISK_TROUBLE = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_BUSY,
)


def primary_code(error: sqlite3.Error) -> int | None:
    """SQLite's result code without its extension; None for errors from elsewhere."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def translated(error: sqlite3.Error) -> Exception:
    """Turns a disk error into `StoreAway`, which is logged; any other error is a bug and stays as it is."""
    code = primary_code(error)
    if code == sqlite3.SQLITE_FULL:
        logger.error("the disk of the database is full")
        return StoreAway("store-full")
    if code in _DISK_TROUBLE:
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            logger.error(
                "the database is damaged (%s): see `troubadour check`, then stop the bot and put a backup in its place "
                "with `troubadour restore --force`",
                error,
            )
        else:
            logger.error("the database failed: %s (%s)", error, getattr(error, "sqlite_errorname", ""))
        return StoreAway("store-failed")
    return error
