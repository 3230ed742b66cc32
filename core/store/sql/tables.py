"""Shared parts of all subjects of the store."""

import hashlib
import json
import logging
import re
from collections.abc import Collection, Sequence
from typing import TypeVar

from pydantic import JsonValue

from core.store.sql.transaction import Transaction, UnitRunner

T = TypeVar("T")

logger = logging.getLogger(__name__)

_REFERENCE = re.compile(r'"([0-9a-f]{64})"')
_NAMED_FILE = re.compile(r'"sha256":"([0-9a-f]{64})"')


class Tables:
    """The tables of one subject in the store's database."""

    _database: UnitRunner


def person_digest(user: str) -> bytes:
    """Returns the digest of a person's key, which is all that is kept of one who was forgotten."""
    return hashlib.sha256(user.encode()).digest()


def to_json(value: JsonValue) -> str:
    """Writes compact JSON in ASCII: text from outside may hold lone surrogates, which no database stores."""
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


def filled_up(values: Sequence[T]) -> list[T]:
    """The values and the last one again, until there are a power of two of them: for each number that stands in a
    statement, there is another statement to prepare."""
    known = list(values)
    return known + known[-1:] * ((1 << (len(known) - 1).bit_length()) - len(known)) if known else known


def after_prefix(prefix: str) -> str:
    """Returns the first text after all that begin with a prefix, in the order of bytes: an index finds the range."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def unlike(text: str) -> str:
    """Escapes what LIKE would not take literally, with `ESCAPE '!'`: the databases differ in their own character."""
    return re.sub("[!%_]", r"!\g<0>", text)


def touch_blobs(transaction: Transaction, digests: Collection[str], at: float) -> None:
    """Notes that something written at `at` refers to these bytes, so that they are kept as long as it is."""
    if not digests:
        return
    transaction.execute_many(
        "UPDATE blob SET used_at = :at WHERE sha256 = :digest AND used_at < :at",
        [{"digest": digest, "at": at} for digest in sorted(digests)],
    )
