"""Model cards for users: the route, the providers and the price of each model."""

import asyncio
from collections.abc import Mapping, Sequence

from core.domain.errors import ModelUnavailable
from core.domain.sentences import ModelName, Sentence, say
from core.domain.tasks import Task
from core.inference.engine import ModelCard
from core.inference.huggingface.default_models import LICENCES
from core.inference.huggingface.model_search import ModelSearch
from core.inference.huggingface.provider_mappings import (
    HF_INFERENCE,
    HUB_TASKS,
    IMAGE_TO_IMAGE,
    HubModel,
    ProviderMappings,
)
from core.inference.huggingface.provider_prices import PricedModel
from core.inference.huggingface.references import Reference
from core.inference.huggingface.routes import ProviderPolicy


class ModelCards:
    """Builds cards from what is known."""

    def __init__(
        self, mappings: ProviderMappings, model_search: ModelSearch, policy: ProviderPolicy, engine: str
    ) -> None:
        self._mappings = mappings
        self._model_search = model_search
        self._policy = policy
        self._engine = engine

    def known(self, task: Task, reference: Reference) -> ModelCard:
        """The card of a configured model, without any request."""
        return self._card(task, reference, self._mappings.known(reference.model))

    async def looked_up(self, task: Task, reference: Reference) -> ModelCard:
        """The card of a configured model, after requests to the Hub and the router."""
        if reference.server is not None:
            return self.known(task, reference)
        hub_model, _ = await asyncio.gather(self._page(reference.model), self._model_search.prices())
        if isinstance(hub_model, ModelUnavailable):
            return self._card(task, reference, None, hub_model.sentence)
        return self._card(task, reference, hub_model)

    def found(self, task: Task, priced: PricedModel) -> ModelCard:
        """The card of a model that is not configured."""
        return ModelCard(
            name=priced.model.model,
            engine=self._engine,
            task=task,
            licence=priced.model.licence,
            note=say("huggingface-card", way="provider", task=task.value),
            price=_range(list(priced.prices.values())),
            providers=tuple(priced.prices),
        )

    def served(self, task: Task, hub_model: HubModel) -> ModelCard:
        """The card of any model on the Hub, with its providers that are permitted."""
        return self._card(task, Reference(model=hub_model.model), hub_model)

    async def _page(self, model: str) -> HubModel | ModelUnavailable:
        try:
            return await self._mappings.model(model)
        except ModelUnavailable as error:
            return error

    def _card(
        self, task: Task, reference: Reference, hub_model: HubModel | None, trouble: Sentence | None = None
    ) -> ModelCard:
        way, providers = self._how_reached(task, reference, hub_model)
        barred = reference.provider is not None and not self._policy.permits(reference.provider)
        if barred or (hub_model is not None and reference.server is None and not providers):
            trouble = say("huggingface-not-mapped", model=ModelName(name=reference.name), task=task.value)
        prices = self._prices(reference, providers)
        return ModelCard(
            name=reference.name,
            engine=self._engine,
            task=task,
            licence=(hub_model.licence if hub_model else None) or LICENCES.get(reference.model),
            note=say("huggingface-card", way=way, task=task.value),
            price=_range(prices),
            providers=providers,
            local=reference.server is not None,
            trouble=trouble,
        )

    def _how_reached(self, task: Task, reference: Reference, hub_model: HubModel | None) -> tuple[str, tuple[str, ...]]:
        """The word for the kind of route, and the providers as far as they are known."""
        if reference.server is not None:
            return ("server" if reference.speaks_openai else "endpoint"), ()
        providers = self._providers(hub_model, HUB_TASKS[task], reference) if hub_model else ()
        if not providers and hub_model is not None and task is Task.CHAT_COMPLETION:
            templated = self._providers(hub_model, HUB_TASKS[Task.TEXT_GENERATION], reference)
            if templated:
                return "template", templated
        if not providers and hub_model is not None and task is Task.TEXT_TO_IMAGE:
            editing = self._providers(hub_model, IMAGE_TO_IMAGE, reference)
            if editing:
                return "editor", editing
        if not providers and reference.provider == HF_INFERENCE and self._policy.permits(HF_INFERENCE):
            providers = (HF_INFERENCE,)
        is_routed = task is Task.CHAT_COMPLETION and reference.provider is None and self._policy.is_open
        return ("router" if is_routed else "provider"), providers

    def _providers(self, hub_model: HubModel, hub_task: str, reference: Reference) -> tuple[str, ...]:
        mappings = hub_model.live_mappings(hub_task, reference.provider)
        return tuple(mapping.provider for mapping in mappings if self._policy.permits(mapping.provider))

    def _prices(self, reference: Reference, providers: Sequence[str]) -> list[float]:
        if reference.server is not None:
            return []
        prices: Mapping[str, float] = self._model_search.known_prices(reference.model)
        asked = [prices[name] for name in providers if name in prices]
        return [min(asked)] if asked and reference.policy == "cheapest" else asked


def _range(prices: Sequence[float]) -> tuple[float, float] | None:
    return (min(prices), max(prices)) if prices else None
