"""Leases of work that one process at a time does for all, in SQL."""

from core.store.sql.tables import Tables
from core.store.sql.transaction import Transaction

_TAKE = (
    "INSERT INTO lease (name, owner, until) VALUES (:name, :owner, :until) ON CONFLICT (name) DO UPDATE SET "
    "owner = excluded.owner, until = excluded.until WHERE lease.owner = excluded.owner OR lease.until <= :now"
)


class SqlLeases(Tables):
    """Implements `Leases`."""

    async def take_lease(self, name: str, owner: str, at: float, seconds: float) -> bool:
        """As `Leases.take_lease`."""

        def unit(transaction: Transaction) -> bool:
            now = transaction.now(at)
            values = {"name": name, "owner": owner, "until": now + seconds, "now": now}
            return transaction.execute(_TAKE, values).rowcount > 0

        return await self._database.write(unit)

    async def give_back_lease(self, name: str, owner: str) -> None:
        """As `Leases.give_back_lease`."""
        change = "DELETE FROM lease WHERE name = ? AND owner = ?"
        await self._database.write(lambda transaction: transaction.execute(change, (name, owner)).rowcount)
