"""Limits and places in memory: the same decisions as the store's, for one process that forgets.

Every method is synchronous, so that on an event loop each is atomic by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.quota.gcra import Demand, Denial, Entry, decide, replay
from core.quota.limit import Budget, Places, Rate, microseconds
from core.quota.refusal import longest, over_budget, too_many, too_much
from core.store.port import Charge


@dataclass(kw_only=True)
class _Charged:
    """A charge that can still change."""

    job: str
    charge: Charge
    before_us: int
    entry: Entry
    actual: int = 0
    settled: bool = False


@dataclass(kw_only=True)
class _Budgeted:
    """What a job was estimated to spend of a budget, and has spent."""

    key: str
    since: int
    measure: str
    units: int
    actual: int = 0


class Book:
    """What is left of limits, and who holds a place. `spent` is by budget and the start of its day or month."""

    def __init__(self) -> None:
        self.spent: dict[tuple[str, int], int] = {}
        self._budgeted: dict[str, list[_Budgeted]] = {}
        self.arrivals: dict[str, int] = {}
        self._charged: dict[str, list[_Charged]] = {}
        self._by_job: dict[str, list[_Charged]] = {}
        self._held: dict[str, dict[str, int]] = {}

    def admit(self, job: str, charges: Sequence[Charge], at: float) -> None:
        """Charges all limits and takes all places. Raises `LimitReached` or `NotAllowed`, and then changes nothing."""
        now = microseconds(at)
        limited = {charge.key: charge for charge in charges if isinstance(charge.limit, Rate)}
        places = [(charge.key, charge.limit) for charge in charges if isinstance(charge.limit, Places)]
        for key, limit in places:
            held = {holder: until for holder, until in self._held.get(key, {}).items() if until > now}
            if len(held) >= limit.at_once:
                raise too_many(at_once=limit.at_once, wait_us=min(held.values()) - now)
            self._held[key] = held
        demands = [
            Demand(key=charge.key, units=charge.units, rate=charge.limit)
            for charge in charges
            if isinstance(charge.limit, Rate)
        ]
        decided = decide(self.arrivals, demands, now)
        budgets = [(charge, charge.limit) for charge in charges if isinstance(charge.limit, Budget)]
        refusal = self._over(budgets, at)
        if isinstance(decided, Denial):
            charge, denied = limited[decided.demand.key], decided.demand
            too = too_much(scope=charge.scope, task=charge.task, rate=denied.rate, wait_us=decided.wait_us, at=at)
            raise longest(too, refusal)
        if refusal is not None:
            raise refusal
        for charge, budget in budgets:
            since, _ = budget.window(at)
            self.spent[charge.key, since] = self.spent.get((charge.key, since), 0) + charge.units
            self._budgeted.setdefault(job, []).append(
                _Budgeted(key=charge.key, since=since, measure=budget.measure, units=charge.units)
            )
        for demand in demands:
            charged = _Charged(
                job=job,
                charge=limited[demand.key],
                before_us=self.arrivals.get(demand.key, 0),
                entry=Entry(at_us=now, units=demand.units, emission_us=demand.rate.emission_us),
            )
            self._charged.setdefault(demand.key, []).append(charged)
            self._by_job.setdefault(job, []).append(charged)
        self.arrivals.update(decided)
        for key, limit in places:
            self._held.setdefault(key, {})[job] = now + microseconds(limit.seconds)

    def _over(self, budgets: Sequence[tuple[Charge, Budget]], at: float) -> UserError | None:
        """Why a budget has no room."""
        refusal: UserError | None = None
        for charge, budget in budgets:
            spent = self.spent.get((charge.key, budget.window(at)[0]), 0)
            if spent + charge.units > budget.amount or spent >= budget.amount:
                refused = over_budget(scope=charge.scope, budget=budget, units=charge.units, at=at)
                refusal = longest(refused, refusal)
        return refusal

    def spend(self, job: str, task: str, units: int, microdollars: int = 0) -> None:
        """Notes what a call of a job cost."""
        for budgeted in self._budgeted.get(job, ()):
            budgeted.actual += units if budgeted.measure == "calls" else microdollars
        for charged in self._by_job.get(job, ()):
            if charged.charge.task == task:
                charged.actual += units

    def settle(self, job: str) -> None:
        """A job has ended: its estimates become what its calls cost, and its places are free."""
        for held in self._held.values():
            held.pop(job, None)
        for budgeted in self._budgeted.pop(job, ()):
            self.spent[budgeted.key, budgeted.since] += budgeted.actual - budgeted.units
        for charged in self._by_job.pop(job, ()):
            key, charged.settled = charged.charge.key, True
            charged.entry = Entry(
                at_us=charged.entry.at_us, units=charged.actual, emission_us=charged.entry.emission_us
            )
            entries = self._charged[key]
            arrival = charged.before_us
            for later in entries[entries.index(charged) :]:
                later.before_us = arrival
                arrival = replay(arrival, [later.entry])
            self.arrivals[key] = arrival
            while entries and entries[0].settled:
                entries.pop(0)
