"""The requests that an amount of money pays for each month at Hugging Face.

The amount is the operator's to say. The credit of a plan changes, may be nothing, and cannot be looked up: only a
refusal for want of credit tells (https://huggingface.co/docs/inference-providers/pricing).
"""

from core.domain.limits import Rate

REQUESTS_PER_DOLLAR = 1_000
"""A request of about 1,000 tokens read and 300 written costs about a tenth of a US cent on a mid-priced model."""
ANSWER_TOKENS = 500
"""The length of an answer in `answer_cost`."""


def credit_rate(dollars: float | None) -> Rate | None:
    """The requests a month that so many US dollars pay for, at least one; None without an amount."""
    return None if dollars is None else Rate(units=max(1, round(dollars * REQUESTS_PER_DOLLAR)), period="month")


def answers_cost(count: int, output_price: float) -> float:
    """The cost of so many answers in US dollars. The price is for a million tokens of output."""
    return count * output_price * ANSWER_TOKENS / 1e6
