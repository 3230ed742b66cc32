"""The monthly credits of Hugging Face's plans, as rates of requests."""

from collections.abc import Mapping

from core.domain.limits import Rate

PLANS: Mapping[str, Rate] = {
    "free": Rate(units=100, period="month"),
    "pro": Rate(units=2_000, period="month"),
    "team": Rate(units=2_000, period="month"),
    "enterprise": Rate(units=2_000, period="month"),
}
"""Monthly credits divided by a tenth of a US cent for each request, about the price of 1,000 input and 300 output
tokens of a mid-priced model. Credits are $0.10 on a free account and $2.00 with PRO and for each seat of Team and
Enterprise (https://huggingface.co/docs/inference-providers/pricing). Operators who buy credits set their own rate."""
