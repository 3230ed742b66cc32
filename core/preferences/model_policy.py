"""The models that a place allows, as its administrators decided."""

from core.domain.request import Place
from core.inference.engine import ModelPolicy
from core.store.ports import Preferences

LOCAL_ONLY = "local-only"
PRICE_LIMIT = "price-limit"
"""The names of the choices, kept under `Place.key`."""


async def model_policy_of(store: Preferences, place: Place, highest_price: float) -> ModelPolicy:
    """Returns the model policy of a place. `highest_price` is the operator's ceiling; it also caps choices made under a
    higher one."""
    chosen = await store.preferences(place.key)
    price = chosen.get(PRICE_LIMIT)
    limit = min(float(price), highest_price) if isinstance(price, int | float) else 0.0
    return ModelPolicy(local_only=chosen.get(LOCAL_ONLY) is True, price_limit=limit if limit > 0 else None)
