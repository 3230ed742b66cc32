"""The models that a place allows, as its administrators decided."""

from collections.abc import Mapping

from pydantic import JsonValue

from core.inference.requests import ModelPolicy

LOCAL_ONLY = "local-only"
PRICE_LIMIT = "price-limit"
"""The names of the choices, kept under `Place.key`."""


def model_policy_of(chosen: Mapping[str, JsonValue], highest_price: float) -> ModelPolicy:
    """Returns the model policy that a place has chosen. `highest_price` is the operator's ceiling; it also caps choices
    made under a higher one."""
    price = chosen.get(PRICE_LIMIT)
    limit = min(float(price), highest_price) if isinstance(price, int | float) else 0.0
    return ModelPolicy(local_only=chosen.get(LOCAL_ONLY) is True, price_limit=limit if limit > 0 else None)
