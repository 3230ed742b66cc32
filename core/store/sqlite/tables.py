"""What all subjects of the SQLite store share."""

import json
import re
import sqlite3
from collections.abc import Iterable

from pydantic import JsonValue

from core.store.sqlite.database import Database

_REFERENCE = re.compile(r'"([0-9a-f]{64})"')


class SqliteTables:
    """Tables of one subject in the store's database."""

    _database: Database


def to_json(value: JsonValue) -> str:
    """Compact JSON. Escaped, because text from outside may hold lone surrogates, which SQLite cannot."""
    return json.dumps(value, separators=(",", ":"))


def blob_references(*texts: str) -> set[str]:
    """Digests of stored bytes that JSON texts mention."""
    return {digest for text in texts for digest in _REFERENCE.findall(text)}


def touch_blobs(connection: sqlite3.Connection, digests: Iterable[str], at: float) -> None:
    """Notes that something written at `at` refers to these bytes: they live as long as it does."""
    connection.executemany(
        "UPDATE blob SET used_at = :at WHERE sha256 = :digest AND used_at < :at",
        [{"digest": digest, "at": at} for digest in digests],
    )
