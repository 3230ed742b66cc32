"""The requests and answers that a plan's credit pays for."""

import pytest

from core.domain.limits import Rate
from core.quota.provider_plans import MONTHLY_CREDIT, Plan, answers_paid_for, plan_rate


@pytest.mark.parametrize(("plan", "units"), [("free", 100), ("pro", 2_000), ("team", 2_000), ("enterprise", 2_000)])
def test_a_plan_pays_for_so_many_requests_a_month(plan: Plan, units: int) -> None:
    assert plan_rate(plan) == Rate(units=units, period="month")


def test_no_plan_sets_no_limit() -> None:
    assert plan_rate("none") is None


def test_credit_pays_for_answers_by_the_price_of_output() -> None:
    assert answers_paid_for(MONTHLY_CREDIT["pro"], 2.0) == 2_000
