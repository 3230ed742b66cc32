"""The requests and answers that money pays for."""

import pytest

from core.domain.limits import Rate
from core.quota.monthly_credit import answers_cost, credit_rate


@pytest.mark.parametrize(("dollars", "units"), [(0.05, 50), (2.0, 2_000), (0.0001, 1)])
def test_an_amount_pays_for_so_many_requests_a_month(dollars: float, units: int) -> None:
    assert credit_rate(dollars) == Rate(units=units, period="month")


def test_no_amount_sets_no_limit() -> None:
    assert credit_rate(None) is None


def test_answers_cost_by_the_price_of_output() -> None:
    assert answers_cost(1_000, 2.0) == 1.0
