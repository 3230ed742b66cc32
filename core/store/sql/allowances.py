"""The used parts of limits, and the pruning of limits that nobody uses, in SQL."""

from collections.abc import Mapping, Sequence
from functools import partial

from core.domain.limits import MICROSECONDS, PERIODS, microseconds
from core.store.sql.address_rests import prune_rests
from core.store.sql.request_windows import prune_requests
from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction

PRUNE_BATCH = 10_000
"""The number of keys that a sweep reads in one transaction, which takes a few milliseconds."""
SETTLEMENT_SECONDS = 86_400
"""The time in which a charge can be settled, longer than any job may take. After that its estimate stands."""


class SqlAllowances(Tables):
    """Implements `Allowances`."""

    async def arrival_times(self, keys: Sequence[str]) -> Mapping[str, int]:
        """As `Allowances.arrival_times`."""
        return await self._database.read(lambda transaction: _arrivals(transaction, keys))

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """As `Allowances.spent_budgets`."""
        return await self._database.read(
            lambda transaction: dict(
                row
                for key in keys
                for row in transaction.execute(
                    "SELECT key, spent FROM budget WHERE key = ? AND until > ?", (key, transaction.now(at))
                ).fetchall()
            )
        )

    async def prune_allowances(self, at: float) -> None:
        """As `Allowances.prune_allowances`, in batches, so that requests are accepted in between."""
        last = ""
        while True:
            found = await self._database.write(partial(_prune_batch, after=last, at=at))
            if found is None:
                break
            last = found
        await self._database.write(partial(_delete_expired, at=at))


def _prune_batch(transaction: Transaction, *, after: str, at: float) -> str | None:
    """Prunes the next keys and returns the last of them, or None at the end.

    Keys with a charge that can still change stay.
    """
    last = transaction.execute(
        "SELECT max(key) FROM (SELECT key FROM allowance WHERE key > ? ORDER BY key LIMIT ?) AS batch",
        (after, PRUNE_BATCH),
    ).fetchone()[0]
    if last is not None:
        transaction.execute(
            "DELETE FROM allowance WHERE key > ? AND key <= ? AND arrival_us <= ? "
            "AND NOT EXISTS (SELECT 1 FROM pending_charge WHERE pending_charge.key = allowance.key)",
            (after, last, microseconds(transaction.now(at))),
        )
    return str(last) if last is not None else None


def _delete_expired(transaction: Transaction, *, at: float) -> None:
    now_us = microseconds(transaction.now(at))
    oldest = now_us - microseconds(SETTLEMENT_SECONDS)
    transaction.execute("DELETE FROM pending_charge WHERE at_us < ?", (oldest,))
    transaction.execute("DELETE FROM concurrency_slot WHERE until_us <= ?", (now_us,))
    transaction.execute("DELETE FROM budget WHERE until * 1000000 <= ?", (now_us,))
    longest_window = max(PERIODS.values())
    transaction.execute("DELETE FROM unfinished_call WHERE at < ?", (now_us / MICROSECONDS - longest_window,))
    prune_requests(transaction, now_us)
    prune_rests(transaction, now_us)


def _arrivals(transaction: Transaction, keys: Sequence[str]) -> dict[str, int]:
    if not keys:
        return {}
    query = f"SELECT key, arrival_us FROM allowance WHERE key IN ({', '.join('?' * len(keys))})"  # noqa: S608
    found = dict(transaction.execute(query, keys).fetchall())
    return {key: found[kept] for key in keys if (kept := transaction.as_kept(key)) in found}
