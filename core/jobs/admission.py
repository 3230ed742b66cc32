"""Admission: the charges of a request before it is accepted.

Limits of people, channels and tenants are enforced here. The charges are stored together with the request in one
transaction under the job's id, so a job that runs again is charged once.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from core.commands.schema import Command
from core.domain.errors import NotAllowed
from core.domain.limits import Charge
from core.domain.request import Request
from core.domain.tasks import Task
from core.inference.prices import Prices
from core.preferences.limit_policies import Policies


class Admission(Protocol):
    """Port: decides whether a request may go ahead. Raises `LimitReached` or `NotAllowed`."""

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """Returns the charges of a request that may go ahead."""
        ...


class PolicyAdmission:
    """Charges everything that the policy of the place limits.

    The store decides in the transaction that accepts the request.
    """

    def __init__(self, policies: Policies, prices: Prices) -> None:
        self._policies = policies
        self._prices = prices

    async def charges(self, request: Request, declared: Command, options: Any) -> Sequence[Charge]:
        """Returns a charge for each rate that applies to a task of the command, for each budget, and for the
        concurrency limit.

        Raises `NotAllowed` for people whom the operator or an administrator of the place has blocked.
        """
        if not declared.spends:
            return ()
        caller, place = request.caller, request.place
        policy = await self._policies.at(place)
        if policy.is_blocked(caller, place):
            raise NotAllowed("limit-blocked")
        estimates = by_task(declared.spends, declared.estimate(options))
        charges = [
            Charge(
                key=applied.key,
                units=estimates[applied.task],
                limit=applied.rate,
                scope=applied.scope,
                task=applied.task.value,
            )
            for applied in policy.applied_rates(caller, place)
            if applied.task in estimates
        ]
        expected = {"calls": sum(estimates.values()), "dollars": self._prices.expected(estimates)}
        charges += [
            Charge(key=each.key, units=expected[each.budget.measure], limit=each.budget, scope=each.scope)
            for each in policy.applied_budgets(caller, place)
        ]
        charges += [
            Charge(key=key, units=1, limit=limit, scope=scope)
            for key, scope, limit in policy.applied_concurrency(caller, place)
        ]
        return charges


def by_task(tasks: Sequence[Task], units: int) -> dict[Task, int]:
    """Splits an estimate over several tasks: one unit for each, and the rest for the first."""
    shares = dict.fromkeys(tasks, 1)
    shares[tasks[0]] = max(1, units - len(tasks) + 1)
    return shares
