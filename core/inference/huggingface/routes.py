"""Routes to the model of a reference, in the order they are tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.domain.errors import ModelUnavailable
from core.domain.sentences import ModelName, Value, names, say
from core.domain.tasks import Task
from core.inference.huggingface.model_search import ModelSearch
from core.inference.huggingface.provider_mappings import (
    HF_INFERENCE,
    HUB_TASKS,
    IMAGE_TO_IMAGE,
    ProviderMapping,
    ProviderMappings,
)
from core.inference.huggingface.references import Reference

Kind = Literal["router", "provider", "openai", "endpoint"]
"""The router, which chooses a provider; a provider; an OpenAI-compatible server; a server of the `inputs` API."""

_BY_PIPELINE = {
    "text-generation": ("conversational", "text-generation"),
    "image-text-to-text": ("conversational",),
    "text-to-image": ("text-to-image",),
    "image-to-image": ("image-to-image",),
    "text-to-speech": ("text-to-speech",),
    "automatic-speech-recognition": ("automatic-speech-recognition",),
}


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to reach a model. `provider` is empty if unknown.

    `templated` is a chat over text generation, with a prompt that is formatted here.
    """

    reference: Reference
    kind: Kind
    task: str
    provider: str = ""
    mapping: ProviderMapping | None = None
    templated: bool = False

    @property
    def provider_label(self) -> Value:
        """The provider's name for users; a server's address stays private."""
        match self.kind:
            case "router":
                return "Hugging Face"
            case "provider":
                return self.provider
        return say("huggingface-own-server")

    @property
    def circuit(self) -> str:
        """The key for counting failures together: the provider, the model at a server's address, or the model if the
        router stands in front of several providers.

        A server may fail for one of its models alone: transformers serve answers an unknown name with a bare 500.
        """
        if self.kind == "provider":
            return self.provider
        if self.reference.server is not None:
            return f"{self.reference.model} {self.reference.server}"
        return f"router:{self.reference.name}"

    @property
    def key(self) -> tuple[str, str]:
        """The key for what is known of this model at this address."""
        return self.circuit, self.reference.model


@dataclass(frozen=True, kw_only=True)
class ProviderPolicy:
    """The permitted providers. `allowed` empty is all of them."""

    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """True if all providers are permitted, so that the router may choose."""
        return not self.allowed and not self.denied

    def permits(self, provider: str) -> bool:
        """True if this provider may be used."""
        return provider not in self.denied and (not self.allowed or provider in self.allowed)


class Routes:
    """Finds routes. Asks the Hub, and the router for its list, only if necessary."""

    def __init__(self, mappings: ProviderMappings, policy: ProviderPolicy, model_search: ModelSearch) -> None:
        self._mappings = mappings
        self._policy = policy
        self._model_search = model_search

    async def find(self, reference: Reference, task: Task, *, from_picture: bool = False) -> Sequence[Route]:
        """At least one route; if `from_picture`, those that start from a picture come first. Raises `ModelUnavailable`
        if there is none."""
        hub_task = HUB_TASKS[task]
        if reference.server is not None:
            kind: Kind = "openai" if reference.speaks_openai else "endpoint"
            return [Route(reference=reference, kind=kind, task=hub_task)]
        if task is Task.CHAT_COMPLETION and reference.provider is None and self._policy.is_open and not reference.only:
            return [Route(reference=reference, kind="router", task=hub_task)]
        found: Sequence[Route] = await self._served(reference, hub_task)
        if reference.policy in ("cheapest", "fastest"):
            found = await self._ranked(reference.model, reference.policy, found)
        if from_picture:
            found = [*await self._served(reference, IMAGE_TO_IMAGE), *found]
        if not found and task is Task.CHAT_COMPLETION:
            found = await self.templated(reference)
        if not found and task is Task.TEXT_TO_IMAGE and await self._served(reference, IMAGE_TO_IMAGE):
            raise ModelUnavailable("huggingface-needs-picture", model=ModelName(name=reference.name))
        if not found:
            name = ModelName(name=reference.name)
            raise ModelUnavailable("huggingface-not-mapped", kind="not_mapped", model=name, task=task.value)
        return found

    async def _ranked(self, model: str, policy: str, found: Sequence[Route]) -> Sequence[Route]:
        """The routes in the router's order for this policy; those without a figure come last."""
        order = {provider: place for place, provider in enumerate(await self._model_search.ranked(model, policy))}
        return sorted(found, key=lambda route: order.get(route.provider, len(order)))

    async def named(self, reference: Reference) -> Route:
        """The route that the reference names: the router for a policy, otherwise a provider, for any task it serves.
        Raises `ModelUnavailable`."""
        if reference.policy is not None:
            return Route(reference=reference, kind="router", task=HUB_TASKS[Task.CHAT_COMPLETION])
        hub_model = await self._mappings.model(reference.model)
        permitted = [each for each in hub_model.mappings if each.live and self._policy.permits(each.provider)]
        for mapping in permitted:
            if mapping.provider == reference.provider:
                return Route(
                    reference=reference,
                    kind="provider",
                    task=mapping.task,
                    provider=mapping.provider,
                    mapping=mapping,
                )
        others = list(dict.fromkeys(mapping.provider for mapping in permitted))
        model, provider = ModelName(name=reference.model), reference.provider or ""
        if not others:
            raise ModelUnavailable("huggingface-model-not-served", kind="not_served", model=model, provider=provider)
        raise ModelUnavailable("huggingface-served-by-others", model=model, provider=provider, others=names(others))

    async def starts_from_picture(self, reference: Reference) -> bool:
        """True if a provider serves the model for image-to-image, as far as the Hub tells."""
        if reference.server is not None:
            return False
        try:
            return bool(await self._served(reference, IMAGE_TO_IMAGE))
        except ModelUnavailable:
            return False

    async def templated(self, reference: Reference) -> Sequence[Route]:
        """Routes for a chat over text generation; perhaps none."""
        if reference.server is not None:
            return [
                Route(
                    reference=reference,
                    kind="openai" if reference.speaks_openai else "endpoint",
                    task=HUB_TASKS[Task.TEXT_GENERATION],
                    templated=True,
                )
            ]
        return await self._served(reference, HUB_TASKS[Task.TEXT_GENERATION], templated=True)

    async def _served(self, reference: Reference, hub_task: str, *, templated: bool = False) -> list[Route]:
        hub_model = await self._mappings.model(reference.model)
        mappings = list(hub_model.live_mappings(hub_task, reference.provider))
        if (
            not mappings
            and reference.provider == HF_INFERENCE
            and hub_task in _BY_PIPELINE.get(hub_model.pipeline or "", ())
        ):
            mappings = [ProviderMapping.for_hf_inference(reference.model, hub_task)]
        if reference.only:
            order = {provider: place for place, provider in enumerate(reference.only)}
            mappings = sorted(
                (mapping for mapping in mappings if mapping.provider in order),
                key=lambda mapping: order[mapping.provider],
            )
        return [
            Route(
                reference=reference,
                kind="provider",
                task=hub_task,
                provider=mapping.provider,
                mapping=mapping,
                templated=templated,
            )
            for mapping in mappings
            if self._policy.permits(mapping.provider)
        ]
