"""A reference implementation of the limits, in memory, for comparison with the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from core.domain.errors import UserError
from core.domain.limits import Budget, Charge, ConcurrencyLimit, Rate, microseconds
from core.quota.gcra import Demand, Denial, PastCharge, decide, replay
from core.quota.limit_errors import budget_error, concurrency_error, longer_lasting, rate_error


@dataclass(kw_only=True, eq=False)
class _Charged:
    """A charge that can still change."""

    charge: Charge
    before_us: int
    entry: PastCharge
    actual: int = 0
    settled: bool = False


@dataclass(kw_only=True)
class _Budgeted:
    """The estimated and the actual cost of a job, charged to a budget."""

    key: str
    since: int
    measure: str
    units: int
    actual: int = 0


@dataclass(kw_only=True)
class SpentBudget:
    """The spent part of a budget in the day or month from `since` to `until`, in seconds since the epoch."""

    since: int
    until: int
    amount: int = 0


@dataclass(kw_only=True)
class _JobCharges:
    """All charges and slots of a job, until it has ended."""

    charged: list[_Charged] = field(default_factory=list)
    budgeted: list[_Budgeted] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)


class ReferenceLimits:
    """The state of rates, budgets and slots."""

    def __init__(self) -> None:
        self.arrivals: dict[str, int] = {}
        self.spent: dict[str, SpentBudget] = {}
        self._charged: dict[str, list[_Charged]] = {}
        self._slots: dict[str, dict[str, int]] = {}
        self._jobs: dict[str, _JobCharges] = {}

    def admit(self, job: str, charges: Sequence[Charge], at: float) -> bool:
        """Charges all limits and takes all slots; returns False if this job was charged before.

        Raises `LimitReached` or `NotAllowed`, and then changes nothing.
        """
        if job in self._jobs:
            return False
        now = microseconds(at)
        limited = {charge.key: charge for charge in charges if isinstance(charge.limit, Rate)}
        slots = [(charge.key, charge.limit) for charge in charges if isinstance(charge.limit, ConcurrencyLimit)]
        budgets = [(charge, charge.limit) for charge in charges if isinstance(charge.limit, Budget)]
        for key, limit in slots:
            self._check_slots(key, limit, now)
        demands = [
            Demand(key=charge.key, units=charge.units, rate=charge.limit)
            for charge in charges
            if isinstance(charge.limit, Rate)
        ]
        decided = decide(self.arrivals, demands, now)
        refusal = self._over(budgets, at)
        if isinstance(decided, Denial):
            charge, denied = limited[decided.demand.key], decided.demand
            error = rate_error(scope=charge.scope, task=charge.task, rate=denied.rate, wait_us=decided.wait_us, at=at)
            raise longer_lasting(error, refusal)
        if refusal is not None:
            raise refusal
        held = self._jobs[job] = _JobCharges()
        for charge, budget in budgets:
            spent = self.spent[charge.key] = self._spent(charge.key, budget, at)
            spent.amount += charge.units
            held.budgeted.append(
                _Budgeted(key=charge.key, since=spent.since, measure=budget.measure, units=charge.units)
            )
        for demand in demands:
            charged = _Charged(
                charge=limited[demand.key],
                before_us=self.arrivals.get(demand.key, 0),
                entry=PastCharge(at_us=now, units=demand.units, emission_us=demand.rate.emission_us),
            )
            self._charged.setdefault(demand.key, []).append(charged)
            held.charged.append(charged)
        self.arrivals.update(decided)
        for key, limit in slots:
            self._slots.setdefault(key, {})[job] = now + microseconds(limit.seconds)
            held.slots.append(key)
        return True

    def _check_slots(self, key: str, limit: ConcurrencyLimit, now: int) -> None:
        held = {holder: until for holder, until in self._slots.get(key, {}).items() if until > now}
        if len(held) >= limit.jobs:
            raise concurrency_error(jobs=limit.jobs, wait_us=min(held.values()) - now)
        self._slots[key] = held

    def _over(self, budgets: Sequence[tuple[Charge, Budget]], at: float) -> UserError | None:
        """Returns the error of a budget without room."""
        refusal: UserError | None = None
        for charge, budget in budgets:
            spent = self._spent(charge.key, budget, at).amount
            if spent + charge.units > budget.amount or spent >= budget.amount:
                refused = budget_error(scope=charge.scope, budget=budget, units=charge.units, at=at)
                refusal = longer_lasting(refused, refusal)
        return refusal

    def _spent(self, key: str, budget: Budget, at: float) -> SpentBudget:
        """Returns the spent part of a budget, which is nothing at the beginning of its day or month.

        A clock that is set back does not bring back the previous day.
        """
        since, until = budget.window(at)
        spent = self.spent.get(key)
        return spent if spent is not None and spent.since >= since else SpentBudget(since=since, until=until)

    def restart(self, job: str) -> None:
        """Resets the actual cost of a job that runs again: its first attempt is not charged."""
        held = self._jobs.get(job, _JobCharges())
        for charged in held.charged:
            charged.actual = 0
        for budgeted in held.budgeted:
            budgeted.actual = 0

    def spend(self, job: str, task: str, units: int, microdollars: int = 0) -> None:
        """Adds the cost of one request of a job."""
        held = self._jobs.get(job, _JobCharges())
        for budgeted in held.budgeted:
            budgeted.actual += units if budgeted.measure == "calls" else microdollars
        for charged in held.charged:
            if charged.charge.task == task:
                charged.actual += units

    def settle(self, job: str) -> None:
        """Settles a job that has ended: actual costs replace its estimates, and its slots are free."""
        held = self._jobs.pop(job, _JobCharges())
        for key in held.slots:
            self._slots.get(key, {}).pop(job, None)
        for budgeted in held.budgeted:
            spent = self.spent.get(budgeted.key)
            if spent is not None and spent.since == budgeted.since:
                spent.amount += budgeted.actual - budgeted.units
        for charged in held.charged:
            self._settle(charged)

    def _settle(self, charged: _Charged) -> None:
        key, charged.settled = charged.charge.key, True
        charged.entry = replace(charged.entry, units=charged.actual)
        entries = self._charged[key]
        place = entries.index(charged)
        arrival = replay(charged.before_us, [charged.entry])
        for later in islice(entries, place + 1, None):
            if later.before_us == arrival:
                break  # nothing changes from here on
            later.before_us = arrival
            arrival = replay(arrival, [later.entry])
        else:
            self.arrivals[key] = arrival
        first = next((number for number, each in enumerate(entries) if not each.settled), len(entries))
        del entries[:first]
        if not entries:
            del self._charged[key]
