"""Addresses to which requests have failed, in SQL.

An address may be as long as users make it, and may be private, so its digest is stored.
"""

import hashlib
from functools import partial

from core.domain.limits import MICROSECONDS, microseconds
from core.domain.sentences import Sentence
from core.store.ports.address_rests import AddressRest, ChangeRest
from core.store.sql.locks import address_key
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction

KEPT_SECONDS = 86_400.0
"""The time for which an address is known after its rest."""


class SqlAddressRests(Tables):
    """Implements `AddressRests`."""

    async def address_rest(self, address: str, at: float) -> AddressRest | None:
        """As `AddressRests.address_rest`."""
        return await self._database.read(partial(read_rest, address=address, at=at))

    async def change_address_rest(self, address: str, at: float, change: ChangeRest) -> AddressRest | None:
        """As `AddressRests.change_address_rest`."""

        def unit(transaction: Transaction) -> AddressRest | None:
            transaction.lock(address_key(address))
            found = read_rest(transaction, address, at)
            changed = change(found)
            if changed is None and found is not None:
                transaction.execute_later("DELETE FROM address_rest WHERE digest = ?", (_digest(address),))
            elif changed is not None and changed != found:
                now = microseconds(transaction.now(at))
                told = None if changed.sentence is None else changed.sentence.model_dump_json()
                values = (_digest(address), changed.failures, now, now + microseconds(changed.seconds), told)
                transaction.execute_later(_SAVE, values)
            return changed

        return await self._database.write(unit)


def read_rest(transaction: Transaction, address: str, at: float) -> AddressRest | None:
    """Reads what is known of an address. A rest that began in the future, by a clock that was ahead, is over."""
    found = transaction.execute(_READ, (_digest(address),)).fetchone()
    if found is None:
        return None
    failures, since, until, told = found
    now = microseconds(transaction.now(at))
    left = until - now if since <= now else 0
    sentence = None if told is None else Sentence.model_validate_json(told)
    return AddressRest(failures=failures, seconds=left / MICROSECONDS, sentence=sentence)


def prune_rests(transaction: Transaction, now_us: int) -> None:
    """Deletes what is of no interest any more."""
    transaction.execute_later("DELETE FROM address_rest WHERE until_us < ?", (now_us - microseconds(KEPT_SECONDS),))


def _digest(address: str) -> bytes:
    return hashlib.sha256(address.encode()).digest()


_READ = "SELECT failures, since_us, until_us, sentence FROM address_rest WHERE digest = ?"
_SAVE = (
    "INSERT INTO address_rest (digest, failures, since_us, until_us, sentence) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (digest) DO UPDATE SET failures = excluded.failures, since_us = excluded.since_us, "
    "until_us = excluded.until_us, sentence = excluded.sentence"
)
