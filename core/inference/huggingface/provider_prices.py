"""Models beyond the configured ones that a place with a price limit may use.

One rule for suggesting, choosing and using: a permitted provider serves the model for the task now, at a known price
within the limit. Such a model is reached only through these providers, the cheapest first; the router would choose the
fastest, whatever it costs.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.domain.errors import ModelUnavailable, NotAllowed
from core.domain.sentences import ModelName, Value
from core.domain.tasks import Task
from core.inference.choice import MODELS, not_offered, only_local
from core.inference.huggingface.model_search import ModelSearch, PricesByProvider
from core.inference.huggingface.provider_mappings import HUB_TASKS, HubModel, ProviderMappings
from core.inference.huggingface.references import Reference
from core.inference.huggingface.routes import ProviderPolicy
from core.inference.requests import ModelPolicy
from core.text.price_format import dollars

_PRICED = frozenset({Task.CHAT_COMPLETION, Task.TEXT_GENERATION})
"""The tasks with known prices: the router's list has prices for models that write, and for no others."""


@dataclass(frozen=True, kw_only=True)
class PricedModel:
    """A model that may be used, with its providers and their prices, the cheapest first."""

    model: HubModel
    prices: Mapping[str, float]


class ProviderPrices:
    """Applies the rule, with the Hub's mappings and the router's list."""

    def __init__(self, mappings: ProviderMappings, model_search: ModelSearch, policy: ProviderPolicy) -> None:
        self._mappings = mappings
        self._model_search = model_search
        self._policy = policy

    async def permit(self, task: Task, name: str, model_policy: ModelPolicy) -> Reference:
        """The model's reference with its permitted providers. Raises `NotAllowed`, with the fix."""
        if model_policy.local_only:
            raise only_local(name)
        reference = _hosted(name)
        if reference is None or model_policy.price_limit is None:
            raise not_offered(name)
        try:
            hub_model = await self._mappings.model(reference.model)
        except ModelUnavailable as error:
            raise NotAllowed(error.sentence) from error
        model: dict[str, Value] = {"model": ModelName(name=reference.name), "command": MODELS}
        served = self._served(hub_model, task, reference.provider)
        if not served:
            raise NotAllowed("huggingface-not-mapped", model=model["model"], task=task.value)
        listed = await self._model_search.prices()
        if listed is None:
            raise NotAllowed("model-prices-unknown", **model)
        prices = {name: price for name, price in listed.get(hub_model.model, {}).items() if name in served}
        if not prices:
            raise NotAllowed("model-price-unknown", setting=f"TROUBADOUR_{task.value.upper()}_MODELS", **model)
        affordable = _within(prices, model_policy.price_limit)
        if not affordable:
            cheapest, limit = dollars(min(prices.values())), dollars(model_policy.price_limit)
            raise NotAllowed("model-too-dear", price=cheapest, limit=limit, **model)
        return replace(reference, only=tuple(affordable))

    async def search(self, task: Task, typed: str, price_limit: float) -> list[PricedModel]:
        """Models that `permit` would allow, the most popular first; none if the prices are unknown."""
        if task not in _PRICED:
            return []
        listed, hub_models = await asyncio.gather(self._model_search.prices(), self._model_search.found(task, typed))
        found = []
        for hub_model in hub_models:
            affordable = self._affordable(hub_model, task, (listed or {}).get(hub_model.model, {}), price_limit)
            if affordable:
                self._mappings.learn(hub_model)
                found.append(PricedModel(model=hub_model, prices=affordable))
        return found

    def _affordable(
        self, hub_model: HubModel, task: Task, prices: PricesByProvider, limit: float
    ) -> Mapping[str, float]:
        served = self._served(hub_model, task, None)
        return _within({name: price for name, price in prices.items() if name in served}, limit)

    def _served(self, hub_model: HubModel, task: Task, provider: str | None) -> Sequence[str]:
        mappings = hub_model.live_mappings(HUB_TASKS[task], provider)
        return [mapping.provider for mapping in mappings if self._policy.permits(mapping.provider)]


def _within(prices: PricesByProvider, limit: float) -> dict[str, float]:
    return dict(sorted(((name, price) for name, price in prices.items() if price <= limit), key=lambda pair: pair[1]))


def _hosted(name: str) -> Reference | None:
    """The reference of a requested model; None for an address, as only the operator may set those."""
    try:
        reference = Reference.parse(name)
    except ValueError:
        return None
    return reference if reference.server is None else None
