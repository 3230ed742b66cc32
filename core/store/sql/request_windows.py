"""The requests that all processes have sent to a platform lately, in SQL."""

from dataclasses import dataclass

from core.domain.limits import MICROSECONDS, microseconds
from core.store.ports.address_rests import AddressRest
from core.store.sql.address_rests import SqlAddressRests, read_rest
from core.store.sql.locks import window_key
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction

KEPT_SECONDS = 3600.0
"""The time for which a request is known where no other of its key follows, longer than any window."""

_SENT = (
    "SELECT count(*), coalesce(min(at_us), 0) FROM (SELECT at_us FROM sent_request "
    "WHERE key = ? AND at_us > ? AND at_us <= ? ORDER BY at_us DESC LIMIT ?) AS latest"
)
_ADD = "INSERT INTO sent_request (key, at_us) VALUES (?, ?)"
_DROP = "DELETE FROM sent_request WHERE key = ? AND (at_us <= ? OR at_us > ?)"


@dataclass(frozen=True, kw_only=True)
class _Window:
    """The last `sent` requests of a key within a window, and the microseconds until another may be sent."""

    sent: int
    wait: int
    oldest: int
    now: int


class SqlRequestWindows(SqlAddressRests, Tables):
    """Implements `RequestWindows`. A pause is a rest of its key."""

    async def take_request(self, key: str, limit: int, seconds: float, at: float) -> float:
        """As `RequestWindows.take_request`."""

        def unit(transaction: Transaction) -> float:
            transaction.lock(window_key(key))
            window = _read(transaction, key, limit, seconds, at)
            if window.wait <= 0:
                # Requests from the future were counted by a clock that was ahead.
                transaction.execute_later(_DROP, (key, window.oldest, window.now))
                transaction.execute_later(_ADD, (key, window.now))
            return max(window.wait, 0) / MICROSECONDS

        return await self._database.write(unit)

    async def free_requests(self, key: str, limit: int, seconds: float, at: float) -> int:
        """As `RequestWindows.free_requests`."""

        def query(transaction: Transaction) -> int:
            window = _read(transaction, key, limit, seconds, at)
            return 0 if window.wait > 0 else limit - window.sent

        return await self._database.read(query)

    async def pause_requests(self, key: str, seconds: float, at: float) -> None:
        """As `RequestWindows.pause_requests`."""

        def longest(found: AddressRest | None) -> AddressRest:
            return AddressRest(failures=0, seconds=max(seconds, found.seconds if found is not None else 0.0))

        await self.change_address_rest(_address(key), at, longest)


def prune_requests(transaction: Transaction, now_us: int) -> None:
    """Deletes requests that are in no window any more."""
    transaction.execute_later("DELETE FROM sent_request WHERE at_us < ?", (now_us - microseconds(KEPT_SECONDS),))


def _read(transaction: Transaction, key: str, limit: int, seconds: float, at: float) -> _Window:
    paused = read_rest(transaction, _address(key), at)
    now = microseconds(transaction.now(at))
    oldest = now - microseconds(seconds)
    sent, first = transaction.execute(_SENT, (key, oldest, now, limit)).fetchone()
    full = first - oldest if sent >= limit else 0
    pause = microseconds(paused.seconds) if paused is not None else 0
    return _Window(sent=sent, wait=max(full, pause), oldest=oldest, now=now)


def _address(key: str) -> str:
    return f"requests {key}"
