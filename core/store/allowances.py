"""What is left of limits, and who holds a place, in SQLite.

The functions work inside a transaction of the inbox: a request, its charges and its places are stored together or not
at all. A charge is kept while it or an older one of its key may still be settled; then the key's one number is enough.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from core.errors import UserError
from core.quota.gcra import Demand, Denial, Entry, decide, replay
from core.quota.limit import Budget, Places, Rate, microseconds
from core.quota.refusal import longest, over_budget, too_many, too_much
from core.store.port import Charge
from core.store.tables import Tables


class SqliteAllowances(Tables):
    """Implements `Allowances`."""

    async def arrivals(self, keys: Sequence[str]) -> Mapping[str, int]:
        """The theoretical arrival times of keys, in microseconds; those never charged are left out."""
        return await self._database.read(lambda connection: _arrivals(connection, keys))

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """What is spent of budgets in the day or month that they are in; those never charged are left out."""
        return await self._database.read(
            lambda connection: dict(
                row
                for key in keys
                for row in connection.execute("SELECT key, spent FROM budget WHERE key = ? AND until > ?", (key, at))
            )
        )

    async def forget_full(self, at: float) -> None:
        """Deletes what says nothing any more: keys with everything left, and places whose time is over."""
        await self._database.write(lambda connection: _forget_full(connection, microseconds(at)))


def admit(connection: sqlite3.Connection, job: str, charges: Sequence[Charge], at: float) -> None:
    """Charges all limits and takes all places. Raises `LimitReached` or `NotAllowed`, and then stores nothing."""
    now = microseconds(at)
    _take_places(connection, job, charges, now)
    limited = {charge.key: charge for charge in charges if isinstance(charge.limit, Rate)}
    demands = [
        Demand(key=charge.key, units=charge.units, rate=charge.limit)
        for charge in charges
        if isinstance(charge.limit, Rate)
    ]
    before = _arrivals(connection, list(limited))
    decided = decide(before, demands, now)
    refusal = _charge_budgets(connection, job, charges, at)
    if isinstance(decided, Denial):
        charge, denied = limited[decided.demand.key], decided.demand
        too = too_much(scope=charge.scope, task=charge.task, rate=denied.rate, wait_us=decided.wait_us, at=at)
        raise longest(too, refusal)
    if refusal is not None:
        raise refusal
    for demand in demands:
        connection.execute(
            "INSERT INTO charged (job, key, task, at_us, before_us, emission_us, units) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                job,
                demand.key,
                limited[demand.key].task,
                now,
                before.get(demand.key, 0),
                demand.rate.emission_us,
                demand.units,
            ),
        )
        _move(connection, demand.key, decided[demand.key])


def restart(connection: sqlite3.Connection, job: str) -> None:
    """A job is played again: what its first attempt cost is not charged."""
    connection.execute("UPDATE charged SET actual = 0 WHERE job = ?", (job,))
    connection.execute("UPDATE budgeted SET actual = 0 WHERE job = ?", (job,))


def spend(connection: sqlite3.Connection, job: str, task: str, units: int, microdollars: int) -> None:
    """Notes what a call of a job cost."""
    connection.execute("UPDATE charged SET actual = actual + ? WHERE job = ? AND task = ?", (units, job, task))
    connection.execute(
        "UPDATE budgeted SET actual = actual + iif(measure = 'calls', ?, ?) WHERE job = ?", (units, microdollars, job)
    )


def settle(connection: sqlite3.Connection, job: str) -> None:
    """A job has ended: its estimates become what its calls cost, and its places are free."""
    connection.execute("DELETE FROM lease WHERE job = ?", (job,))
    connection.execute(
        "UPDATE budget SET spent = spent + b.actual - b.units FROM budgeted AS b "
        "WHERE b.job = ? AND budget.key = b.key AND budget.since = b.since",
        (job,),
    )
    connection.execute("DELETE FROM budgeted WHERE job = ?", (job,))
    rows = connection.execute(
        "UPDATE charged SET units = actual, settled = 1 WHERE job = ? AND settled = 0 RETURNING number, key", (job,)
    ).fetchall()
    for number, key in rows:
        _replay(connection, number, key)
        connection.execute(
            "DELETE FROM charged WHERE key = :key AND number < coalesce("
            "(SELECT min(number) FROM charged WHERE key = :key AND settled = 0), 9223372036854775807)",
            {"key": key},
        )


def _forget_full(connection: sqlite3.Connection, now_us: int) -> None:
    connection.execute("DELETE FROM allowance WHERE arrival_us <= ?", (now_us,))
    connection.execute("DELETE FROM charged WHERE key NOT IN (SELECT key FROM allowance)")
    connection.execute("DELETE FROM lease WHERE until_us <= ?", (now_us,))
    connection.execute("DELETE FROM budget WHERE until * 1000000 <= ?", (now_us,))


def _charge_budgets(connection: sqlite3.Connection, job: str, charges: Sequence[Charge], at: float) -> UserError | None:
    """Charges every budget that applies; why not, where one has no room. A new day or month begins with all of it."""
    refusal: UserError | None = None
    for charge in charges:
        if not isinstance(charge.limit, Budget):
            continue
        since, until = charge.limit.window(at)
        row = connection.execute("SELECT spent FROM budget WHERE key = ? AND since = ?", (charge.key, since)).fetchone()
        spent = row[0] if row else 0
        if spent + charge.units > charge.limit.amount or spent >= charge.limit.amount:
            refused = over_budget(scope=charge.scope, budget=charge.limit, units=charge.units, at=at)
            refusal = longest(refused, refusal)
            continue
        connection.execute(
            "INSERT INTO budget VALUES (?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET since = excluded.since, until = excluded.until, spent = excluded.spent",
            (charge.key, since, until, spent + charge.units),
        )
        connection.execute(
            "INSERT INTO budgeted (job, key, since, measure, units) VALUES (?, ?, ?, ?, ?)",
            (job, charge.key, since, charge.limit.measure, charge.units),
        )
    return refusal


def _take_places(connection: sqlite3.Connection, job: str, charges: Sequence[Charge], now: int) -> None:
    for charge in charges:
        if not isinstance(charge.limit, Places):
            continue
        connection.execute("DELETE FROM lease WHERE key = ? AND until_us <= ?", (charge.key, now))
        taken, first = connection.execute(
            "SELECT count(*), min(until_us) FROM lease WHERE key = ?", (charge.key,)
        ).fetchone()
        if taken >= charge.limit.at_once:
            raise too_many(at_once=charge.limit.at_once, wait_us=first - now)
        until = now + microseconds(charge.limit.seconds)
        connection.execute("INSERT INTO lease (key, job, until_us) VALUES (?, ?, ?)", (charge.key, job, until))


def _replay(connection: sqlite3.Connection, number: int, key: str) -> None:
    """Goes through a key's charges from one on, with their true units."""
    rows = connection.execute(
        "SELECT number, before_us, at_us, units, emission_us FROM charged WHERE key = ? AND number >= ? "
        "ORDER BY number",
        (key, number),
    ).fetchall()
    arrival = rows[0][1]
    for later, _, at_us, units, emission_us in rows:
        connection.execute("UPDATE charged SET before_us = ? WHERE number = ?", (arrival, later))
        arrival = replay(arrival, [Entry(at_us=at_us, units=units, emission_us=emission_us)])
    _move(connection, key, arrival)


def _move(connection: sqlite3.Connection, key: str, arrival_us: int) -> None:
    connection.execute(
        "INSERT INTO allowance VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET arrival_us = excluded.arrival_us",
        (key, arrival_us),
    )


def _arrivals(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, int]:
    rows = (
        connection.execute("SELECT key, arrival_us FROM allowance WHERE key = ?", (key,)).fetchone() for key in keys
    )
    return dict(row for row in rows if row)
