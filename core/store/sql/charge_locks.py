"""The locks of jobs and of all limits that they are charged to."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.limits import Budget, Charge
from core.store.sql.locks import job_key, limit_key
from core.store.sql.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class PendingCharges:
    """The charges of a job, while nobody else changes them: its budgets, each with its key and its scope, the keys of
    its slots, and its rates that are not settled, each with its number, its key, and true if it cost its estimate."""

    budgets: Sequence[tuple[str, str]]
    slots: Sequence[str]
    rates: Sequence[tuple[int, str, bool]]

    @property
    def keys(self) -> list[str]:
        """The keys but those of the bot's own budgets."""
        of_budgets = (key for key, scope in self.budgets if scope != "bot")
        return [*of_budgets, *self.slots, *(key for _, key, _ in self.rates)]


def lock_charges(transaction: Transaction, jobs: Sequence[str], charges: Sequence[Charge]) -> None:
    """Locks new jobs and all limits that any of them is charged to."""
    keys = [charge.key for charge in charges if not _is_shared(charge)]
    shared = [limit_key(charge.key) for charge in charges if _is_shared(charge)]
    transaction.lock(*map(job_key, jobs), *map(limit_key, keys), shared=shared)


def lock_joined_charges(transaction: Transaction, job: str, charges: Sequence[Charge], joined: str) -> PendingCharges:
    """Locks a new job, the job that it joins, and all limits that one of them is charged to. Returns the charges of the
    joined one."""
    transaction.lock(job_key(job), job_key(joined))
    charged = _charged(transaction, joined)
    keys = [charge.key for charge in charges if not _is_shared(charge)]
    shared = [limit_key(charge.key) for charge in charges if _is_shared(charge)]
    transaction.lock(*map(limit_key, [*keys, *charged.keys]), shared=shared)
    return charged


def lock_charges_of(transaction: Transaction, job: str) -> PendingCharges:
    """Locks a job and all limits that it is charged to."""
    transaction.lock(job_key(job))
    charged = _charged(transaction, job)
    shared = [limit_key(key) for key, scope in charged.budgets if scope == "bot"]
    transaction.lock(*map(limit_key, charged.keys), shared=shared)
    return charged


def _charged(transaction: Transaction, job: str) -> PendingCharges:
    rows = transaction.execute(
        "SELECT 'budget', key, scope, 0, 0 FROM pending_budget_charge WHERE job = :job "
        "UNION ALL SELECT 'rate', key, '', number, actual - units FROM pending_charge WHERE job = :job AND settled = 0 "
        "UNION ALL SELECT 'slot', key, '', 0, 0 FROM concurrency_slot WHERE job = :job",
        {"job": job},
    ).fetchall()
    return PendingCharges(
        budgets=[(key, scope) for kind, key, scope, _, _ in rows if kind == "budget"],
        slots=[key for kind, key, *_ in rows if kind == "slot"],
        rates=[(number, key, not more) for kind, key, _, number, more in rows if kind == "rate"],
    )


def _is_shared(charge: Charge) -> bool:
    """True for the budgets of the bot, which every request is charged to."""
    return charge.scope == "bot" and isinstance(charge.limit, Budget)
