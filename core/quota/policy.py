"""The quota policy: rates for each task, and budgets, of people, networks, channels, tenants and the whole bot."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property

from core.domain.limits import Budget, ConcurrencyLimit, Rate, Scope
from core.domain.request import Caller, Place
from core.domain.tasks import Task
from core.quota.place_rules import NO_RULES, PlaceRules, Rates

NETWORK_FACTOR = 5


@dataclass(frozen=True, kw_only=True)
class AppliedRate:
    """One rate that applies to a caller in a place, and its key.

    `owner` is empty for a rate of the operator, else the tenant (`platform:tenant`) or `Place.key` that set it.
    """

    key: str
    scope: Scope
    task: Task
    rate: Rate
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class AppliedBudget:
    """One budget that applies to a caller in a place, its key, and its `owner` as for rates."""

    key: str
    scope: Scope
    budget: Budget
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class QuotaPolicy:
    """The operator's rates and budgets, and the rules of one tenant and place. An empty policy limits nothing.

    `concurrency` limits the running jobs of one person. All people of one network (`Caller.network`) together get
    `network_factor` times every limit of one person. `exempt`, `blocked` and `weights` name people (`Caller.key`),
    roles (`platform:tenant:role`), channels (`Place.key`) or whole tenants (`platform:tenant`). `place_rules` holds
    what administrators set for the tenant and the place, by owner. These rules apply in addition to the operator's,
    so they can only lower what is allowed.
    """

    user: Rates = field(default_factory=dict)
    channel: Rates = field(default_factory=dict)
    tenant: Rates = field(default_factory=dict)
    budgets: Mapping[Scope, Sequence[Budget]] = field(default_factory=dict)
    concurrency: ConcurrencyLimit | None = None
    network_factor: int = NETWORK_FACTOR
    exempt: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)
    place_rules: Mapping[str, PlaceRules] = field(default_factory=dict)

    def is_exempt(self, caller: Caller, place: Place) -> bool:
        """Tests for a caller whom only the budget of the whole bot limits, such as the operator at the terminal."""
        return place.kind == "terminal" or _names_one(self.exempt, caller, place)

    def is_blocked(self, caller: Caller, place: Place) -> bool:
        """Tests for a caller or place that may spend nothing."""
        return any(_names_one(blocked, caller, place) for blocked in (self.blocked, *(r.blocked for r in self._rules)))

    def weight(self, caller: Caller, place: Place) -> float:
        """Returns the caller's share if several people wait for a provider; the default is 1.0.

        The operator's weight for the person takes precedence over the weights of roles, of which the greatest counts.
        Rules of a place can only make a weight smaller, so that no place takes from another.
        """
        weight = _weight(self.weights, caller, place)
        for rules in self._rules:
            weight *= min(1.0, _weight(rules.weights, caller, place))
        return weight

    def applied_rates(
        self, caller: Caller, place: Place, tasks: Collection[Task] = frozenset(Task)
    ) -> list[AppliedRate]:
        """Returns every rate of these tasks that applies: those of the operator and those of the place's
        administrators.

        The latter have keys of their own and count only requests in that tenant or place.
        """
        if self.is_exempt(caller, place):
            return []
        added, owned = self._binding(caller, place), self._owned(caller, place)
        return [
            each
            for owner, rules in {"": self._operator, **added}.items()
            for each in _applied_rates(rules, owned, owner, tasks)
        ]

    def applied_budgets(self, caller: Caller, place: Place) -> list[AppliedBudget]:
        """Returns every budget that applies: those of the operator and those of the place's administrators.

        The budget of the whole bot applies to everybody, even to exempt callers.
        """
        everybody = _applied_budgets(self.budgets, {"bot": ("", 1)}, "")
        if self.is_exempt(caller, place):
            return everybody
        added = {owner: rules.budgets for owner, rules in self._binding(caller, place).items()}
        return everybody + [
            each
            for owner, budgets in {"": self.budgets, **added}.items()
            for each in _applied_budgets(budgets, self._owned(caller, place), owner)
        ]

    def applied_concurrency(self, caller: Caller, place: Place) -> list[tuple[str, Scope, ConcurrencyLimit]]:
        """Returns every limit of running jobs that applies, with its key and scope."""
        if self.concurrency is None or self.is_exempt(caller, place):
            return []
        own: tuple[str, Scope, ConcurrencyLimit] = (f"jobs:{caller.key}", "user", self.concurrency)
        if not caller.network:
            return [own]
        shared = replace(self.concurrency, jobs=self.concurrency.jobs * self.network_factor)
        return [own, (f"jobs:network:{caller.network_key}", "network", shared)]

    def _binding(self, caller: Caller, place: Place) -> dict[str, PlaceRules]:
        """Returns the place's rules that apply to the caller, by owner."""
        return {
            owner: rules for owner, rules in self.place_rules.items() if not _names_one(rules.exempt, caller, place)
        }

    def _owned(self, caller: Caller, place: Place) -> "_Owned":
        owned: _Owned = {"user": (caller.key, 1)}
        if caller.network:
            owned["network"] = (caller.network_key, self.network_factor)
        return {**owned, "channel": (place.key, 1), "tenant": (tenant_key(place), 1)}

    @cached_property
    def _operator(self) -> PlaceRules:
        """The operator's rates as rules."""
        return PlaceRules(user=self.user, channel=self.channel, tenant=self.tenant)

    @property
    def _rules(self) -> Iterable[PlaceRules]:
        return self.place_rules.values()


NO_LIMITS = QuotaPolicy()

_Owned = dict[Scope, tuple[str, int]]
"""The name of each scope's owner, and the factor by which it may have more than the rules say."""
_RULES_OF: Mapping[Scope, Scope] = {"network": "user"}
"""The scope whose rules hold for another scope, times its factor."""


def tenant_key(place: Place) -> str:
    """Returns the name of a place's server or workspace in settings, which is also the scope of its rules."""
    return f"{place.platform}:{place.tenant}"


def setting_names(caller: Caller, place: Place) -> set[str]:
    """Returns every name by which a setting may mean this caller in this place."""
    tenant = f"{caller.platform}:{caller.tenant}"
    return {caller.key, place.key, tenant_key(place), *(f"{tenant}:{role}" for role in caller.roles)}


def _names_one(names: AbstractSet[str], caller: Caller, place: Place) -> bool:
    """True if one of these names means this caller in this place. Most settings have none."""
    return bool(names) and not names.isdisjoint(setting_names(caller, place))


def _applied_rates(rules: PlaceRules, owned: _Owned, owner: str, tasks: Collection[Task]) -> list[AppliedRate]:
    rates: dict[Scope, Rates] = {"user": rules.user, "channel": rules.channel, "tenant": rules.tenant}
    at = f"@{owner}" if owner else ""
    return [
        AppliedRate(
            key=f"{scope}:{name}:{task}:{rate.period}{at}",
            scope=scope,
            task=task,
            rate=rate.times(factor),
            owner=owner,
        )
        for scope, (name, factor) in owned.items()
        for task, of_task in rates[_RULES_OF.get(scope, scope)].items()
        if task in tasks
        for rate in of_task
    ]


def _applied_budgets(budgets: Mapping[Scope, Sequence[Budget]], owned: _Owned, owner: str) -> list[AppliedBudget]:
    at = f"@{owner}" if owner else ""
    return [
        AppliedBudget(
            key=f"budget:{scope}:{name}:{budget.measure}:{budget.period}{at}",
            scope=scope,
            budget=budget.times(factor),
            owner=owner,
        )
        for scope, (name, factor) in owned.items()
        for budget in budgets.get(_RULES_OF.get(scope, scope), ())
    ]


def _weight(weights: Mapping[str, float], caller: Caller, place: Place) -> float:
    if caller.key in weights:
        return weights[caller.key]
    return max((weights[name] for name in setting_names(caller, place) if name in weights), default=1.0)


__all__ = ["NO_LIMITS", "NO_RULES", "AppliedBudget", "AppliedRate", "QuotaPolicy", "setting_names", "tenant_key"]
