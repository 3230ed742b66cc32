"""Who may spend how much: rates for each task and budgets, of people, channels, tenants and the whole bot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.limits import Budget, ConcurrencyLimit, Rate, Scope
from core.domain.request import Caller, Place
from core.domain.tasks import Task
from core.quota.place_rules import NO_RULES, PlaceRules, Rates


@dataclass(frozen=True, kw_only=True)
class AppliedRate:
    """One rate that applies to a caller in a place, and the key it is counted under.

    `owner` is who set it: empty for the operator, else the tenant (`platform:tenant`) or the `Place.key`.
    """

    key: str
    scope: Scope
    task: Task
    rate: Rate
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class AppliedBudget:
    """One budget that applies, and the key it is counted under."""

    key: str
    scope: Scope
    budget: Budget


@dataclass(frozen=True, kw_only=True)
class QuotaPolicy:
    """The operator's rates and budgets; without any, nothing is limited.

    `jobs` are the places of one person. `exempt`, `blocked` and `weights` name people (`Caller.key`), roles
    (`platform:tenant:role`), channels (`Place.key`) or whole tenants (`platform:tenant`). `added` is what
    administrators have set for the tenant and the place that the policy is about, by owner: it holds beside the
    operator's, so that it can only lower what is allowed.
    """

    user: Rates = field(default_factory=dict)
    channel: Rates = field(default_factory=dict)
    tenant: Rates = field(default_factory=dict)
    budgets: Mapping[Scope, Sequence[Budget]] = field(default_factory=dict)
    concurrency: ConcurrencyLimit | None = None
    exempt: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)
    place_rules: Mapping[str, PlaceRules] = field(default_factory=dict)

    def is_exempt(self, caller: Caller, place: Place) -> bool:
        """Whether nothing but the budget of the whole bot limits: at the terminal sits the operator."""
        return place.kind == "terminal" or not self.exempt.isdisjoint(setting_names(caller, place))

    def is_blocked(self, caller: Caller, place: Place) -> bool:
        """Whether nothing may be spent."""
        names = setting_names(caller, place)
        return not all(blocked.isdisjoint(names) for blocked in (self.blocked, *(r.blocked for r in self._rules)))

    def weight(self, caller: Caller, place: Place) -> float:
        """The caller's share where several wait for a provider; 1.0 is everybody's.

        The operator's for the person counts before those of roles, of which the greatest does. What a place has set can
        only make it smaller: it must not take from other places.
        """
        weight = _weight(self.weights, caller, place)
        for rules in self._rules:
            weight *= min(1.0, _weight(rules.weights, caller, place))
        return weight

    def applied_rates(self, caller: Caller, place: Place) -> list[AppliedRate]:
        """Every rate that applies: the operator's, and those that administrators have added.

        What was added is counted by itself, only for what is asked for where it holds.
        """
        if self.is_exempt(caller, place):
            return []
        operator = PlaceRules(user=self.user, channel=self.channel, tenant=self.tenant)
        added = self._binding(caller, place)
        return [
            each
            for owner, rules in {"": operator, **added}.items()
            for each in _applied_rates(rules, owner, caller, place)
        ]

    def applied_budgets(self, caller: Caller, place: Place) -> list[AppliedBudget]:
        """Every budget that applies: the operator's, of which that of the whole bot holds for everybody, and those that
        administrators have added, which are counted by themselves as rates are."""
        everybody = _applied_budgets(self.budgets, "", {"bot": ""})
        if self.is_exempt(caller, place):
            return everybody
        added = {owner: rules.budgets for owner, rules in self._binding(caller, place).items()}
        return everybody + [
            each
            for owner, budgets in {"": self.budgets, **added}.items()
            for each in _applied_budgets(budgets, owner, _owners(caller, place))
        ]

    def _binding(self, caller: Caller, place: Place) -> dict[str, PlaceRules]:
        """What was added, without what does not hold for the caller."""
        names = setting_names(caller, place)
        return {owner: rules for owner, rules in self.place_rules.items() if rules.exempt.isdisjoint(names)}

    @property
    def _rules(self) -> Iterable[PlaceRules]:
        return self.place_rules.values()


NO_LIMITS = QuotaPolicy()


def tenant_key(place: Place) -> str:
    """What a place's server or workspace is named in settings, and keeps its rules under."""
    return f"{place.platform}:{place.tenant}"


def setting_names(caller: Caller, place: Place) -> set[str]:
    """Everything by which a setting may mean this caller here."""
    tenant = f"{caller.platform}:{caller.tenant}"
    return {caller.key, place.key, tenant_key(place), *(f"{tenant}:{role}" for role in caller.roles)}


def _owners(caller: Caller, place: Place) -> dict[Scope, str]:
    return {"user": caller.key, "channel": place.key, "tenant": tenant_key(place)}


def _applied_rates(rules: PlaceRules, owner: str, caller: Caller, place: Place) -> list[AppliedRate]:
    rates: dict[Scope, Rates] = {"user": rules.user, "channel": rules.channel, "tenant": rules.tenant}
    at = f"@{owner}" if owner else ""
    return [
        AppliedRate(
            key=f"{scope}:{name}:{task.value}:{rate.period}{at}", scope=scope, task=task, rate=rate, owner=owner
        )
        for scope, name in _owners(caller, place).items()
        for task, of_task in rates[scope].items()
        for rate in of_task
    ]


def _applied_budgets(
    budgets: Mapping[Scope, Sequence[Budget]], owner: str, names: Mapping[Scope, str]
) -> list[AppliedBudget]:
    at = f"@{owner}" if owner else ""
    return [
        AppliedBudget(key=f"budget:{scope}:{name}:{budget.measure}:{budget.period}{at}", scope=scope, budget=budget)
        for scope, name in names.items()
        for budget in budgets.get(scope, ())
    ]


def _weight(weights: Mapping[str, float], caller: Caller, place: Place) -> float:
    if caller.key in weights:
        return weights[caller.key]
    return max((weights[name] for name in setting_names(caller, place) if name in weights), default=1.0)


__all__ = ["NO_LIMITS", "NO_RULES", "AppliedBudget", "AppliedRate", "QuotaPolicy", "setting_names", "tenant_key"]
