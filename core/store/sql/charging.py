"""The charges of a request that is accepted, or the refusal by a limit without room.

This runs inside a transaction of the inbox: a request, its charges and its slots are stored together or not at all. A
charge is kept as long as it or an older charge of its key can still be settled. After that, the one number of the key
is enough.
"""

from collections.abc import Mapping, Sequence

from core.domain.errors import UserError
from core.domain.limits import SLOT_SECONDS, Budget, Charge, ConcurrencyLimit, Rate, microseconds
from core.quota.gcra import Demand, Denial, decide
from core.quota.limit_errors import budget_error, concurrency_error, longer_lasting, rate_error
from core.store.sql.limit_state import LimitState
from core.store.sql.new_rows import NewRows
from core.store.sql.transaction import Transaction


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


def _window(
    charge: Charge, limit: Budget, budgets: Mapping[str, tuple[int, int, int]], at: float
) -> tuple[int, int, int]:
    """The day or month that counts for a charge, and what is spent in it. A new one begins with the full amount.

    A clock that is set back does not bring back the previous day.
    """
    since, until = limit.window(at)
    found = budgets.get(charge.key)
    return found if found is not None and found[0] >= since else (since, until, 0)


def _slot_refusal(charges: Sequence[Charge], state: LimitState, now: int) -> UserError | None:
    for charge in charges:
        if isinstance(charge.limit, ConcurrencyLimit):
            held = _held(charge, charge.limit, state, now)
            if len(held) >= charge.limit.jobs:
                return concurrency_error(scope=charge.scope, jobs=charge.limit.jobs, wait_us=min(held) - now)
    return None


def _held(charge: Charge, limit: ConcurrencyLimit, state: LimitState, now: int) -> list[int]:
    """The ends of the slots that jobs hold.

    One that seems to be held for longer than ever was taken before the clock was set back.
    """
    farthest = now + microseconds(max(limit.seconds, SLOT_SECONDS))
    return [until for until in state.slots.get(charge.key, ()) if now < until <= farthest]
