"""What is left of limits, and who holds a place, in SQLite.

The functions work inside a transaction of the inbox: a request, its charges and its places are stored together or not
at all. A charge is kept while it or an older one of its key may still be settled; then the key's one number is enough.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial

from core.domain.errors import UserError
from core.domain.limits import Budget, Charge, ConcurrencyLimit, Rate, microseconds
from core.quota.gcra import Demand, Denial, PastCharge, decide, replay
from core.quota.limit_errors import budget_error, concurrency_error, longer_lasting, rate_error
from core.store.sqlite.tables import SqliteTables

PRUNE_BATCH = 10_000
"""Keys that a sweep looks at in one transaction: a few milliseconds."""
SETTLEMENT_SECONDS = 86_400
"""How long a charge can be settled, longer than any job may take: then it has cost its estimate."""


class SqliteAllowances(SqliteTables):
    """Implements `Allowances`."""

    async def arrival_times(self, keys: Sequence[str]) -> Mapping[str, int]:
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

    async def prune_allowances(self, at: float) -> None:
        """Deletes what says nothing any more: keys with everything left, and places whose time is over. It goes in
        steps, between which requests are accepted."""
        now, last = microseconds(at), ""
        while True:
            found = await self._database.write(partial(_prune_batch, after=last, now_us=now))
            if found is None:
                break
            last = found
        await self._database.write(partial(_delete_expired, now_us=now))


def admit(connection: sqlite3.Connection, job: str, charges: Sequence[Charge], at: float) -> None:
    """Charges all limits and takes all places. Raises `LimitReached` or `NotAllowed`, and then stores nothing."""
    now = microseconds(at)
    _take_slots(connection, job, charges, now)
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
        too = rate_error(scope=charge.scope, task=charge.task, rate=denied.rate, wait_us=decided.wait_us, at=at)
        raise longer_lasting(too, refusal)
    if refusal is not None:
        raise refusal
    for demand in demands:
        connection.execute(
            "INSERT INTO pending_charge (job, key, task, at_us, before_us, emission_us, units) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
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
    connection.execute("UPDATE pending_charge SET actual = 0 WHERE job = ?", (job,))
    connection.execute("UPDATE pending_budget_charge SET actual = 0 WHERE job = ?", (job,))


def add_cost(connection: sqlite3.Connection, job: str, task: str, units: int, microdollars: int) -> None:
    """Notes what a call of a job cost."""
    connection.execute("UPDATE pending_charge SET actual = actual + ? WHERE job = ? AND task = ?", (units, job, task))
    connection.execute(
        "UPDATE pending_budget_charge SET actual = actual + iif(measure = 'calls', ?, ?) WHERE job = ?",
        (units, microdollars, job),
    )


def settle(connection: sqlite3.Connection, job: str) -> None:
    """A job has ended: its estimates become what its calls cost, and its places are free."""
    connection.execute("DELETE FROM concurrency_slot WHERE job = ?", (job,))
    connection.execute(
        "UPDATE budget SET spent = spent + b.actual - b.units FROM pending_budget_charge AS b "
        "WHERE b.job = ? AND budget.key = b.key AND budget.since = b.since",
        (job,),
    )
    connection.execute("DELETE FROM pending_budget_charge WHERE job = ?", (job,))
    rows = connection.execute(
        "UPDATE pending_charge SET units = actual, settled = 1 WHERE job = ? AND settled = 0 RETURNING number, key",
        (job,),
    ).fetchall()
    for number, key in rows:
        _replay(connection, number, key)
        connection.execute(
            "DELETE FROM pending_charge WHERE key = :key AND number < coalesce("
            "(SELECT min(number) FROM pending_charge WHERE key = :key AND settled = 0), 9223372036854775807)",
            {"key": key},
        )


def _prune_batch(connection: sqlite3.Connection, *, after: str, now_us: int) -> str | None:
    """Looks at the next keys; the last of them, None at the end. One with a charge that can still change is kept."""
    last = connection.execute(
        "SELECT max(key) FROM (SELECT key FROM allowance WHERE key > ? ORDER BY key LIMIT ?)", (after, PRUNE_BATCH)
    ).fetchone()[0]
    if last is not None:
        connection.execute(
            "DELETE FROM allowance WHERE key > ? AND key <= ? AND arrival_us <= ? "
            "AND NOT EXISTS (SELECT 1 FROM pending_charge WHERE pending_charge.key = allowance.key)",
            (after, last, now_us),
        )
    return str(last) if last is not None else None


def _delete_expired(connection: sqlite3.Connection, *, now_us: int) -> None:
    oldest = now_us - microseconds(SETTLEMENT_SECONDS)
    connection.execute("DELETE FROM pending_charge WHERE at_us < ?", (oldest,))
    connection.execute("DELETE FROM concurrency_slot WHERE until_us <= ?", (now_us,))
    connection.execute("DELETE FROM budget WHERE until * 1000000 <= ?", (now_us,))


def _charge_budgets(connection: sqlite3.Connection, job: str, charges: Sequence[Charge], at: float) -> UserError | None:
    """Charges every budget that applies; why not, where one has no room. A new day or month begins with all of it."""
    refusal: UserError | None = None
    for charge in charges:
        if not isinstance(charge.limit, Budget):
            continue
        since, until = charge.limit.window(at)
        # A clock that is put back does not bring the day before back.
        found = connection.execute(
            "SELECT since, until, spent FROM budget WHERE key = ? AND since >= ?", (charge.key, since)
        ).fetchone()
        since, until, spent = found or (since, until, 0)
        if spent + charge.units > charge.limit.amount or spent >= charge.limit.amount:
            refused = budget_error(scope=charge.scope, budget=charge.limit, units=charge.units, at=at)
            refusal = longer_lasting(refused, refusal)
            continue
        connection.execute(
            "INSERT INTO budget VALUES (?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET since = excluded.since, until = excluded.until, spent = excluded.spent",
            (charge.key, since, until, spent + charge.units),
        )
        connection.execute(
            "INSERT INTO pending_budget_charge (job, key, since, measure, units) VALUES (?, ?, ?, ?, ?)",
            (job, charge.key, since, charge.limit.measure, charge.units),
        )
    return refusal


def _take_slots(connection: sqlite3.Connection, job: str, charges: Sequence[Charge], now: int) -> None:
    for charge in charges:
        if not isinstance(charge.limit, ConcurrencyLimit):
            continue
        connection.execute("DELETE FROM concurrency_slot WHERE key = ? AND until_us <= ?", (charge.key, now))
        taken, first = connection.execute(
            "SELECT count(*), min(until_us) FROM concurrency_slot WHERE key = ?", (charge.key,)
        ).fetchone()
        if taken >= charge.limit.jobs:
            raise concurrency_error(jobs=charge.limit.jobs, wait_us=first - now)
        until = now + microseconds(charge.limit.seconds)
        connection.execute(
            "INSERT INTO concurrency_slot (key, job, until_us) VALUES (?, ?, ?)", (charge.key, job, until)
        )


def _replay(connection: sqlite3.Connection, number: int, key: str) -> None:
    """Goes through a key's charges from one on, with their true units."""
    rows = connection.execute(
        "SELECT number, before_us, at_us, units, emission_us FROM pending_charge WHERE key = ? AND number >= ? "
        "ORDER BY number",
        (key, number),
    )
    arrival: int | None = None
    moved = []
    for later, before, at_us, units, emission_us in rows:
        if arrival == before:
            break  # from here on all is as it was
        arrival = before if arrival is None else arrival
        moved.append((arrival, later))
        arrival = replay(arrival, [PastCharge(at_us=at_us, units=units, emission_us=emission_us)])
    else:
        if arrival is not None:
            _move(connection, key, arrival)
    rows.close()
    connection.executemany("UPDATE pending_charge SET before_us = ? WHERE number = ?", moved)


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
