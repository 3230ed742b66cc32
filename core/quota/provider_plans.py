"""Hugging Face's plans: the credits that they include each month, and the number of requests that these pay for."""

from collections.abc import Mapping
from typing import Literal

from core.domain.limits import Rate

Plan = Literal["none", "free", "pro", "team", "enterprise"]
"""The plan of the account that pays; `none` sets no limit."""

MONTHLY_CREDIT: Mapping[Plan, float] = {"free": 0.10, "pro": 2.0, "team": 2.0, "enterprise": 2.0}
"""US dollars a month, for each seat of Team and Enterprise
(https://huggingface.co/docs/inference-providers/pricing, 2026)."""
REQUESTS_PER_DOLLAR = 1_000
"""A request of about 1,000 tokens read and 300 written costs about a tenth of a US cent on a mid-priced model."""
ANSWER_TOKENS = 500
"""The length of an answer in `answers_paid_for`."""


def plan_rate(plan: Plan) -> Rate | None:
    """The requests a month that a plan's credit pays for. An operator who buys credits sets a rate instead."""
    credit = MONTHLY_CREDIT.get(plan)
    return None if credit is None else Rate(units=round(credit * REQUESTS_PER_DOLLAR), period="month")


def answers_paid_for(credit: float, output_price: float) -> int:
    """The number of answers that a credit in US dollars pays for. The price is for a million tokens of output."""
    return round(credit / (output_price * ANSWER_TOKENS / 1e6))
