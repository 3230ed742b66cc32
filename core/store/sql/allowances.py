"""The state of rates, budgets and concurrency limits, in SQL.

The functions run inside a transaction of the inbox: a request, its charges and its slots are stored together or not
at all. A charge is kept as long as it or an older charge of its key can still be settled. After that, the one number
of the key is enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain

from core.domain.errors import UserError
from core.domain.ledger import Spend
from core.domain.limits import MICROSECONDS, PERIODS, SLOT_SECONDS, Budget, Charge, ConcurrencyLimit, Rate, microseconds
from core.quota.gcra import Demand, Denial, PastCharge, decide, replay
from core.quota.limit_errors import budget_error, concurrency_error, longer_lasting, rate_error
from core.store.sql.address_rests import prune_rests
from core.store.sql.locks import job_key, limit_key
from core.store.sql.new_rows import NewRows
from core.store.sql.request_windows import prune_requests
from core.store.sql.tables import Tables, filled_up
from core.store.sql.transaction import Result, Transaction

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


@dataclass(kw_only=True)
class LimitState:
    """The rows of some limits: `rates` with arrival time and time of the last charge, `budgets` with since, until and
    spent, `slots` with the end of each. Limits that nobody was charged to are missing.

    `known` has the ids of those requests that were accepted before. `admit` keeps all of it up to date.
    """

    rates: dict[str, tuple[int, int]]
    budgets: dict[str, tuple[int, int, int]]
    slots: dict[str, list[int]]
    known: set[str]


_STATE = (
    "SELECT 'rate', key, arrival_us, charged_us, 0 FROM allowance WHERE key IN ({keys}) "
    "UNION ALL SELECT 'budget', key, since, until, spent FROM budget WHERE key IN ({keys}) "
    "UNION ALL SELECT 'slot', key, until_us, 0, 0 FROM concurrency_slot WHERE key IN ({keys})"
)
_ASKED = "WITH asked (id, digest) AS (VALUES {}) "
_KNOWN = (
    "SELECT 'known', id, 0, 0, 0 FROM asked WHERE EXISTS (SELECT 1 FROM job WHERE job.id = asked.id) "
    "OR EXISTS (SELECT 1 FROM forgotten_job WHERE forgotten_job.digest = asked.digest)"
)


def limit_state(
    transaction: Transaction, charges: Iterable[Charge], digests: Mapping[str, bytes] | None = None
) -> LimitState:
    """Reads all limits of these charges in one statement: each one takes its time while others wait for the locks.

    `digests` has the requests that may have been accepted before, each with the digest of its id.
    """
    state = LimitState(rates={}, budgets={}, slots={}, known=set())
    charged = sorted({charge.key for charge in charges})
    names = {transaction.as_kept(name): name for name in chain(charged, digests or ())}
    keys = filled_up(charged)
    asked = filled_up(list((digests or {}).items()))
    if not keys and not asked:
        return state
    statement = _state_statement(len(keys), len(asked))
    for kind, kept, first, second, third in transaction.execute(statement, [*chain.from_iterable(asked), *keys * 3]):
        key = names[kept]
        if kind == "rate":
            state.rates[key] = first, second
        elif kind == "budget":
            state.budgets[key] = first, second, third
        elif kind == "slot":
            state.slots.setdefault(key, []).append(first)
        else:
            state.known.add(key)
    return state


@cache
def _state_statement(keys: int, asked: int) -> str:
    """The statement that reads the limits with so many keys, and which of so many requests were accepted before."""
    parts = [_STATE.format(keys=", ".join("?" * keys))] * bool(keys) + [_KNOWN] * bool(asked)
    return _ASKED.format(", ".join(["(?, ?)"] * asked)) * bool(asked) + " UNION ALL ".join(parts)


def admit(
    transaction: Transaction, rows: NewRows, job: str, charges: Sequence[Charge], state: LimitState, at: float
) -> UserError | None:
    """Charges all rates and budgets and takes all slots. If one of them does not allow it, it charges nothing and
    returns the error: the one that lasts longest, if there are several.

    `state` was read under the locks of `lock_charges`, and has the charges as well from then on; `rows` get them.
    """
    now = microseconds(at)
    if (refusal := _slot_refusal(charges, state, now)) is not None:
        return refusal
    refusal = _budget_refusal(charges, state.budgets, at)
    demands = [
        Demand(key=charge.key, units=charge.units, rate=charge.limit)
        for charge in charges
        if isinstance(charge.limit, Rate)
    ]
    arrivals = {each.key: state.rates[each.key][0] for each in demands if each.key in state.rates}
    decided = decide(arrivals, demands, now)
    if isinstance(decided, Denial):
        (charge,) = (each for each in charges if each.key == decided.demand.key)
        error = rate_error(
            scope=charge.scope, task=charge.task, rate=decided.demand.rate, wait_us=decided.wait_us, at=at
        )
        return longer_lasting(error, refusal)
    if refusal is not None:
        return refusal
    _charge_rates(rows, job, charges, state, decided, now)
    _take_slots(transaction, rows, job, charges, state, now)
    _charge_budgets(rows, job, charges, state, at)
    return None


def _charge_rates(
    rows: NewRows,
    job: str,
    charges: Sequence[Charge],
    state: LimitState,
    decided: Mapping[str, int],
    now: int,
) -> None:
    for charge in charges:
        if not isinstance(charge.limit, Rate):
            continue
        before, _ = state.rates.get(charge.key, (0, 0))
        pending = (job, charge.key, charge.task, now, before, charge.limit.emission_us, charge.units)
        rows.add("pending_charge (job, key, task, at_us, before_us, emission_us, units)", pending)
        state.rates[charge.key] = decided[charge.key], now
        rows.add(
            "allowance (key, arrival_us, charged_us)",
            (charge.key, decided[charge.key], now),
            "ON CONFLICT (key) DO UPDATE SET arrival_us = excluded.arrival_us, charged_us = excluded.charged_us",
            charge.key,
        )


def _is_shared(charge: Charge) -> bool:
    """True for the budgets of the bot, which every request is charged to."""
    return charge.scope == "bot" and isinstance(charge.limit, Budget)


def clamp(transaction: Transaction, charges: Sequence[Charge], state: LimitState, at: float) -> LimitState:
    """Corrects what a clock has left in the future that was ahead and was set back, and returns what holds then.

    An arrival time that was charged in the future is at most a whole burst ahead, and no day or month lies beyond the
    next one. No charge of a key is later than its last one.
    """
    now = microseconds(at)
    if not (
        any(charged > now for _, charged in state.rates.values())
        or any(since > at for since, _, _ in state.budgets.values())
    ):
        return state
    for charge in charges:
        if isinstance(charge.limit, Rate):
            values = {"key": charge.key, "now": now, "farthest": now + charge.limit.burst * charge.limit.emission_us}
            transaction.execute(
                "UPDATE allowance SET charged_us = :now, "
                "arrival_us = CASE WHEN arrival_us > :farthest THEN :farthest ELSE arrival_us END "
                "WHERE key = :key AND charged_us > :now",
                values,
            )
            transaction.execute(
                "UPDATE pending_charge SET at_us = :now, "
                "before_us = CASE WHEN before_us > :farthest THEN :farthest ELSE before_us END "
                "WHERE key = :key AND at_us > :now",
                values,
            )
        elif isinstance(charge.limit, Budget):
            since, until = charge.limit.window(at)
            moved = transaction.execute(
                "UPDATE budget SET since = ?, until = ? WHERE key = ? AND since > ?", (since, until, charge.key, until)
            ).rowcount
            if moved:
                transaction.execute(
                    "UPDATE pending_budget_charge SET since = ? WHERE key = ? AND since > ?", (since, charge.key, until)
                )
    return replace(limit_state(transaction, charges), known=state.known)


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


def _window(
    charge: Charge, limit: Budget, budgets: Mapping[str, tuple[int, int, int]], at: float
) -> tuple[int, int, int]:
    """The day or month that counts for a charge, and what is spent in it. A new one begins with the full amount.

    A clock that is set back does not bring back the previous day.
    """
    since, until = limit.window(at)
    found = budgets.get(charge.key)
    return found if found is not None and found[0] >= since else (since, until, 0)


def _budget_refusal(
    charges: Sequence[Charge], budgets: Mapping[str, tuple[int, int, int]], at: float
) -> UserError | None:
    """The error that lasts longest, of the budgets that have no room."""
    refusal: UserError | None = None
    for charge in charges:
        if isinstance(charge.limit, Budget):
            _, _, spent = _window(charge, charge.limit, budgets, at)
            if spent + charge.units > charge.limit.amount or spent >= charge.limit.amount:
                refused = budget_error(scope=charge.scope, budget=charge.limit, units=charge.units, at=at)
                refusal = longer_lasting(refused, refusal)
    return refusal


def _charge_budgets(rows: NewRows, job: str, charges: Sequence[Charge], state: LimitState, at: float) -> None:
    """Charges every budget."""
    for charge in charges:
        if isinstance(charge.limit, Budget):
            since, until, spent = _window(charge, charge.limit, state.budgets, at)
            state.budgets[charge.key] = since, until, spent + charge.units
            rows.add(
                "budget (key, since, until, spent)",
                (charge.key, *state.budgets[charge.key]),
                "ON CONFLICT (key) DO UPDATE "
                "SET since = excluded.since, until = excluded.until, spent = excluded.spent",
                charge.key,
            )
            pending = (job, charge.key, since, charge.limit.measure, charge.units, charge.scope)
            rows.add("pending_budget_charge (job, key, since, measure, units, scope)", pending)


def _held(charge: Charge, limit: ConcurrencyLimit, state: LimitState, now: int) -> list[int]:
    """The ends of the slots that jobs hold.

    One that seems to be held for longer than ever was taken before the clock was set back.
    """
    farthest = now + microseconds(max(limit.seconds, SLOT_SECONDS))
    return [until for until in state.slots.get(charge.key, ()) if now < until <= farthest]


def _slot_refusal(charges: Sequence[Charge], state: LimitState, now: int) -> UserError | None:
    for charge in charges:
        if isinstance(charge.limit, ConcurrencyLimit):
            held = _held(charge, charge.limit, state, now)
            if len(held) >= charge.limit.jobs:
                return concurrency_error(scope=charge.scope, jobs=charge.limit.jobs, wait_us=min(held) - now)
    return None


def _take_slots(
    transaction: Transaction, rows: NewRows, job: str, charges: Sequence[Charge], state: LimitState, now: int
) -> None:
    for charge in charges:
        if isinstance(charge.limit, ConcurrencyLimit):
            held = _held(charge, charge.limit, state, now)
            if len(held) < len(state.slots.get(charge.key, ())):
                farthest = now + microseconds(max(charge.limit.seconds, SLOT_SECONDS))
                transaction.execute_later(
                    "DELETE FROM concurrency_slot WHERE key = ? AND NOT until_us BETWEEN ? AND ?",
                    (charge.key, now + 1, farthest),
                )
            until = now + microseconds(charge.limit.seconds)
            state.slots[charge.key] = [*held, until]
            rows.add("concurrency_slot (key, job, until_us)", (charge.key, job, until))


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


def _arrivals(transaction: Transaction, keys: Sequence[str]) -> dict[str, int]:
    if not keys:
        return {}
    query = f"SELECT key, arrival_us FROM allowance WHERE key IN ({', '.join('?' * len(keys))})"  # noqa: S608
    found = dict(transaction.execute(query, keys).fetchall())
    return {key: found[kept] for key in keys if (kept := transaction.as_kept(key)) in found}
