"""The charges of jobs that run, and their settlement at the actual cost.

The functions run inside transactions. Those that take `PendingCharges` need the locks under which these were read.
"""

from collections.abc import Sequence

from core.domain.ledger import Spend
from core.domain.limits import SLOT_SECONDS, microseconds
from core.quota.gcra import PastCharge, replay
from core.store.sql.charge_locks import PendingCharges
from core.store.sql.locks import job_key, limit_key
from core.store.sql.transaction import Result, Transaction


def renew_slots(transaction: Transaction, owner: str, at: float) -> None:
    """Renews the slots of the jobs that a process holds, and of due jobs that wait for a process."""
    transaction.execute(
        "UPDATE concurrency_slot SET until_us = ? WHERE job IN (SELECT id FROM job WHERE ended_at IS NULL "
        "AND (owner = ? OR (owner IS NULL AND runnable_at <= ?)))",
        (microseconds(at + SLOT_SECONDS), owner, at),
    )


def restart(transaction: Transaction, job: str) -> None:
    """Resets the actual cost of a job that runs again: people are not charged for its first attempt.

    The bot's own budgets are: the providers were asked.
    """
    transaction.execute_later("UPDATE pending_charge SET actual = 0 WHERE job = ?", (job,))
    transaction.execute_later("UPDATE pending_budget_charge SET actual = 0 WHERE job = ? AND scope <> 'bot'", (job,))


def count_call(transaction: Transaction, job: str) -> None:
    """Counts a request that is about to be sent in the bot's own budgets, however it will end."""
    transaction.lock(job_key(job))
    counted = transaction.execute(
        "UPDATE pending_budget_charge SET actual = actual + 1 WHERE job = ? AND scope = 'bot' AND measure = 'calls' "
        "RETURNING key, scope, actual - units",
        (job,),
    )
    _raise_estimates(transaction, job, counted)


def add_cost(transaction: Transaction, spend: Spend) -> None:
    """Adds the cost of one request to an engine to the charges of its job."""
    job = spend.job
    transaction.lock(job_key(job))
    transaction.execute_later(
        "UPDATE pending_charge SET actual = actual + ? WHERE job = ? AND task = ?", (spend.units, job, spend.task)
    )
    added = transaction.execute(
        "UPDATE pending_budget_charge SET actual = actual + "
        "CASE WHEN measure <> 'calls' THEN ? WHEN scope = 'bot' THEN 0 ELSE ? END WHERE job = ? "
        "RETURNING key, scope, actual - units",
        (spend.microdollars or 0, spend.calls, job),
    )
    _raise_estimates(transaction, job, added)


def _raise_estimates(transaction: Transaction, job: str, changed: Result) -> None:
    """Takes from the bot's own budgets, while the job runs, what it has cost beyond its estimate.

    `changed` has the key, the scope and that excess of each budget whose cost has changed.
    """
    if not (keys := [key for key, scope, above in changed.fetchall() if scope == "bot" and above > 0]):
        return
    transaction.lock(shared=map(limit_key, keys))
    transaction.execute(
        "UPDATE budget SET spent = spent + b.actual - b.units FROM pending_budget_charge AS b "
        "WHERE b.job = ? AND b.scope = 'bot' AND b.actual > b.units AND budget.key = b.key AND budget.since = b.since",
        (job,),
    )
    transaction.execute(
        "UPDATE pending_budget_charge SET units = actual WHERE job = ? AND scope = 'bot' AND actual > units", (job,)
    )


def uncharge_people(transaction: Transaction, job: str, charged: PendingCharges) -> None:
    """Gives back everything that a job has charged to people and places, whatever it has asked of providers.

    The bot's own budgets stay charged until the job ends.
    """
    restart(transaction, job)
    transaction.execute_later("DELETE FROM concurrency_slot WHERE job = ?", (job,))
    transaction.execute_later(
        "UPDATE budget SET spent = spent - b.units FROM pending_budget_charge AS b "
        "WHERE b.job = ? AND b.scope <> 'bot' AND budget.key = b.key AND budget.since = b.since",
        (job,),
    )
    transaction.execute_later("DELETE FROM pending_budget_charge WHERE job = ? AND scope <> 'bot'", (job,))
    _settle_rates(transaction, job, [(number, key, False) for number, key, _ in charged.rates])


def settle(transaction: Transaction, job: str, charged: PendingCharges) -> None:
    """Settles a job that has ended: actual costs replace its estimates, and its slots are free."""
    if charged.slots:
        transaction.execute_later("DELETE FROM concurrency_slot WHERE job = ?", (job,))
    if charged.budgets:
        transaction.execute_later(
            "UPDATE budget SET spent = spent + b.actual - b.units FROM pending_budget_charge AS b "
            "WHERE b.job = ? AND budget.key = b.key AND budget.since = b.since",
            (job,),
        )
        transaction.execute_later("DELETE FROM pending_budget_charge WHERE job = ?", (job,))
    if charged.rates:
        _settle_rates(transaction, job, charged.rates)


def _settle_rates(transaction: Transaction, job: str, rates: Sequence[tuple[int, str, bool]]) -> None:
    transaction.execute_later(
        "UPDATE pending_charge SET units = actual, settled = 1 WHERE job = ? AND settled = 0", (job,)
    )
    for number, key, as_estimated in rates:
        if not as_estimated:
            _replay(transaction, number, key)
    # What is older than all charges of a key that can still change.
    transaction.execute_later(
        "DELETE FROM pending_charge WHERE number IN (SELECT gone.number FROM (SELECT key, coalesce("
        "(SELECT min(number) FROM pending_charge AS open WHERE open.key = own.key AND open.settled = 0), "
        "9223372036854775807) AS first FROM pending_charge AS own WHERE own.job = ?) AS kept "
        "JOIN pending_charge AS gone ON gone.key = kept.key AND gone.number < kept.first)",
        (job,),
    )


def _replay(transaction: Transaction, number: int, key: str) -> None:
    """Recomputes the charges of a key from one on, with their actual units."""
    rows = transaction.execute(
        "SELECT number, before_us, at_us, units, emission_us FROM pending_charge WHERE key = ? AND number >= ? "
        "ORDER BY number",
        (key, number),
    ).fetchall()
    arrival: int | None = None
    moved = []
    for later, before, at_us, units, emission_us in rows:
        if arrival == before:
            break  # nothing changes from here on
        arrival = before if arrival is None else arrival
        moved.append((arrival, later))
        arrival = replay(arrival, [PastCharge(at_us=at_us, units=units, emission_us=emission_us)])
    else:
        if arrival is not None:
            transaction.execute("UPDATE allowance SET arrival_us = ? WHERE key = ?", (arrival, key))
    transaction.execute_many("UPDATE pending_charge SET before_us = ? WHERE number = ?", moved)
