"""The limits of each place: the operator's, and those added by administrators of the place and its tenant."""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from pydantic import ValidationError

from core.domain.clock import Clock
from core.domain.limits import Budget
from core.domain.request import Place
from core.quota.place_rules import PlaceRules
from core.quota.policy import NO_RULES, QuotaPolicy, tenant_key
from core.store.ports.preferences import Preferences

logger = logging.getLogger(__name__)

NAME = "limits"
"""The preference that holds the rules of a place or tenant."""
KEPT = 10_000
"""The number of places whose rules are kept in memory."""


class Policies:
    """Reads the rules of places, and keeps them for a few seconds because every request needs them.

    Rules that are set through it hold immediately.
    """

    def __init__(self, operator: QuotaPolicy, store: Preferences, clock: Clock, *, keep_seconds: float = 5.0) -> None:
        self.operator = operator
        self._store = store
        self._clock = clock
        self._keep_seconds = keep_seconds
        self._kept: OrderedDict[str, tuple[float, PlaceRules]] = OrderedDict()
        self._count_dollars = any(map(_in_dollars, operator.budgets.values()))

    def count_dollars(self) -> bool:
        """True if the operator or a known place has a budget in dollars."""
        return self._count_dollars

    async def at(self, place: Place) -> QuotaPolicy:
        """Returns the policy of a place."""
        owners = (tenant_key(place), place.key)
        added = {owner: rules for owner in owners if (rules := await self.rules(owner)) is not NO_RULES}
        return replace(self.operator, place_rules=added) if added else self.operator

    async def rules(self, owner: str) -> PlaceRules:
        """Returns the rules of a place (`Place.key`) or tenant (`platform:tenant`)."""
        now = self._clock.now()
        until, rules = self._kept.get(owner, (0.0, NO_RULES))
        if until > now:
            return rules
        return self._keep(owner, _read(owner, (await self._store.preferences(owner)).get(NAME)))

    async def set(self, owner: str, rules: PlaceRules) -> None:
        """Sets the rules of a place or tenant; without any, it has none."""
        written = rules.model_dump(mode="json", exclude_defaults=True)
        await self._store.set_preference(owner, NAME, written or None)
        self._keep(owner, rules if written else NO_RULES)

    def _keep(self, owner: str, rules: PlaceRules) -> PlaceRules:
        self._count_dollars = self._count_dollars or any(map(_in_dollars, rules.budgets.values()))
        self._kept[owner] = (self._clock.now() + self._keep_seconds, rules)
        self._kept.move_to_end(owner)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return rules


def _in_dollars(budgets: Iterable[Budget]) -> bool:
    return any(budget.measure == "dollars" for budget in budgets)


def _read(owner: str, value: object) -> PlaceRules:
    if value is None:
        return NO_RULES
    try:
        return PlaceRules.model_validate(value)
    except ValidationError:
        logger.exception("the limits of %s cannot be read and do not hold", owner)
        return NO_RULES
