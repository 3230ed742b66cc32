"""Who may spend how much: rates for each task, of people, channels and tenants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.inference.engine import Task
from core.quota.limit import Places, Rate, Scope
from core.request import Caller, Place

Rates = Mapping[Task, tuple[Rate, ...]]


def parse_rates(written: Iterable[str]) -> dict[Task, tuple[Rate, ...]]:
    """Reads `chat=60/hour`, `paint=100/day`. A task may have a rate for each period. Raises ValueError."""
    found: dict[Task, dict[str, Rate]] = {}
    for item in written:
        task, _, rate = item.partition("=")
        parsed = Rate.parse(rate)
        found.setdefault(Task(task.strip()), {})[parsed.period] = parsed
    return {task: tuple(rates.values()) for task, rates in found.items()}


@dataclass(frozen=True, kw_only=True)
class Applied:
    """One rate that applies to a caller in a place, and the key it is counted under."""

    key: str
    scope: Scope
    task: Task
    rate: Rate


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The operator's rates; without any, nothing is limited.

    `jobs` are the places of one person. `exempt` and `blocked` name people (`Caller.key`), channels (`Place.key`) or
    whole tenants (`platform:tenant`).
    """

    user: Rates = field(default_factory=dict)
    channel: Rates = field(default_factory=dict)
    tenant: Rates = field(default_factory=dict)
    jobs: Places | None = None
    exempt: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()

    def is_exempt(self, caller: Caller, place: Place) -> bool:
        """Whether nothing is limited: at the terminal sits the operator."""
        return place.kind == "terminal" or not self.exempt.isdisjoint(_names(caller, place))

    def is_blocked(self, caller: Caller, place: Place) -> bool:
        """Whether nothing may be spent."""
        return not self.blocked.isdisjoint(_names(caller, place))

    def applied(self, caller: Caller, place: Place) -> list[Applied]:
        """Every rate that applies."""
        if self.is_exempt(caller, place):
            return []
        scopes: tuple[tuple[Scope, str, Rates], ...] = (
            ("user", caller.key, self.user),
            ("channel", place.key, self.channel),
            ("tenant", f"{place.platform}:{place.tenant}", self.tenant),
        )
        return [
            Applied(key=f"{scope}:{name}:{task.value}:{rate.period}", scope=scope, task=task, rate=rate)
            for scope, name, rates in scopes
            for task, of_task in rates.items()
            for rate in of_task
        ]


NO_LIMITS = Policy()


def _names(caller: Caller, place: Place) -> set[str]:
    return {caller.key, place.key, f"{place.platform}:{place.tenant}"}
