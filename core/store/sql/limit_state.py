"""The rows of rates, budgets and concurrency limits, as a transaction finds them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from core.domain.limits import Budget, Charge, Rate, microseconds
from core.store.sql.tables import filled_up
from core.store.sql.transaction import Transaction

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
