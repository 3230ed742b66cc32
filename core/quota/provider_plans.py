"""How many calls Hugging Face's plans pay for."""

from collections.abc import Mapping

from core.domain.limits import Rate

PLANS: Mapping[str, Rate] = {
    "free": Rate(units=100, period="month"),
    "pro": Rate(units=2_000, period="month"),
    "team": Rate(units=2_000, period="month"),
    "enterprise": Rate(units=2_000, period="month"),
}
"""Credits of a month at a tenth of a US cent for a call, which is about what 1,000 tokens read and 300 written of a
middling model cost: $0.10 on a free account, $2.00 with PRO and for each seat of Team and Enterprise
(https://huggingface.co/docs/inference-providers/pricing). Whoever buys credits sets a rate of their own."""
