"""Shared parts of all subjects of the SQLite store."""

import json
import logging
import re
import sqlite3
from collections.abc import Iterable

from pydantic import JsonValue

from core.store.sqlite.database import Database, FencedDatabase

logger = logging.getLogger(__name__)

_REFERENCE = re.compile(r'"([0-9a-f]{64})"')
_NAMED_FILE = re.compile(r'"sha256":"([0-9a-f]{64})"')


class SqliteTables:
    """The tables of one subject in the store's database."""

    _database: Database | FencedDatabase


def rewrite_file(connection: sqlite3.Connection) -> None:
    """Removes all copies of deleted rows from the files, which takes about a second for 100 MB.

    SQLite overwrites deleted rows (`secure_delete`), but not the copies that page balancing left behind.
    """
    connection.execute("VACUUM")
    empty_log(connection)


def empty_log(connection: sqlite3.Connection) -> None:
    """Checkpoints the write-ahead log and truncates it, which removes the older pages in it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def to_json(value: JsonValue) -> str:
    """Writes compact JSON in ASCII: text from outside may hold lone surrogates, which SQLite cannot store."""
    return json.dumps(value, separators=(",", ":"))


def from_stored(text: str, name: str) -> JsonValue:
    """Reads stored JSON. Returns None, and logs that `name` is damaged, if it is not JSON any more."""
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        logger.error("the stored %s is damaged", name)  # noqa: TRY400 - the message would quote it
        return None
    return value


def blob_references(*texts: str) -> set[str]:
    """Returns the digests of stored bytes that JSON texts mention."""
    return {digest for text in texts for digest in _REFERENCE.findall(text)}


def named_files(text: str) -> set[str]:
    """Returns the digests under the key `sha256` in compact JSON. Words that a person wrote cannot be one: `to_json`
    escapes their quotation marks.
    """
    return set(_NAMED_FILE.findall(text))


def touch_blobs(connection: sqlite3.Connection, digests: Iterable[str], at: float) -> None:
    """Notes that something written at `at` refers to these bytes, so that they are kept as long as it is."""
    connection.executemany(
        "UPDATE blob SET used_at = :at WHERE sha256 = :digest AND used_at < :at",
        [{"digest": digest, "at": at} for digest in digests],
    )
