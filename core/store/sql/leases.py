"""Leases of work that one process at a time does for all, in SQL."""

from collections.abc import Mapping

from core.domain.jobs import LEASE_SECONDS
from core.store.ports.leases import LeaseRecord
from core.store.sql.tables import Tables, after_prefix
from core.store.sql.transaction import Transaction

KEPT_SECONDS = 86_400.0
"""The time for which a lease is known that has ended."""

_TAKE = (
    "INSERT INTO lease (name, owner, until) VALUES (:name, :owner, :until) ON CONFLICT (name) DO UPDATE SET "
    "owner = excluded.owner, until = excluded.until "
    "WHERE lease.owner IN (excluded.owner, :instead_of, '') OR lease.until <= :expired"
)
_GIVE_UP = "UPDATE lease SET owner = '', until = :now WHERE owner = :owner AND name >= :prefix AND name < :after"
_RENEW = "UPDATE lease SET until = :until WHERE owner = :owner AND name >= :prefix AND name < :after"
_DROP = "DELETE FROM lease WHERE until <= :dropped AND name >= :prefix AND name < :after"
_LIST = "SELECT name, owner, until FROM lease WHERE name >= :prefix AND name < :after ORDER BY name"


class SqlLeases(Tables):
    """Implements `Leases`."""

    async def take_lease(
        self, name: str, owner: str, at: float, seconds: float, *, instead_of: str | None = None
    ) -> bool:
        """As `Leases.take_lease`."""

        def unit(transaction: Transaction) -> bool:
            now = transaction.now(at)
            values = {
                "name": name,
                "owner": owner,
                "until": now + seconds,
                "expired": now if _held_at_start(transaction, now) <= 0 else 0.0,
                "instead_of": instead_of or owner,
            }
            return transaction.execute(_TAKE, values).rowcount > 0

        return await self._database.write(unit)

    async def give_back_lease(self, name: str, owner: str) -> None:
        """As `Leases.give_back_lease`."""
        change = "DELETE FROM lease WHERE name = ? AND owner = ?"
        await self._database.write(lambda transaction: transaction.execute(change, (name, owner)).rowcount)

    async def give_up_leases(self, prefix: str, owner: str, at: float) -> None:
        """As `Leases.give_up_leases`."""

        def unit(transaction: Transaction) -> None:
            values = {"owner": owner, "now": transaction.now(at), "prefix": prefix, "after": after_prefix(prefix)}
            transaction.execute(_GIVE_UP, values)

        await self._database.write(unit)

    async def renew_all_leases(self, prefix: str, owner: str, at: float, seconds: float) -> Mapping[str, LeaseRecord]:
        """As `Leases.renew_all_leases`."""

        def unit(transaction: Transaction) -> dict[str, LeaseRecord]:
            now = transaction.now(at)
            names = {"prefix": prefix, "after": after_prefix(prefix)}
            transaction.execute(_RENEW, {**names, "owner": owner, "until": now + seconds})
            transaction.execute(_DROP, {**names, "dropped": now - KEPT_SECONDS})
            least = _held_at_start(transaction, now)
            return {
                name: LeaseRecord(owner=holder, remaining=max(until - now, least) if holder else until - now)
                for name, holder, until in transaction.execute(_LIST, names)
            }

        return await self._database.write(unit)


def _held_at_start(transaction: Transaction, now: float) -> float:
    """The seconds for which every lease is still held, because the database was started a moment ago."""
    return LEASE_SECONDS - (now - transaction.up_since())
