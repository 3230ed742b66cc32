"""The providers of each model, by task: the Hub's `inferenceProviderMapping`, kept for a while.

huggingface_hub keeps mappings for ever, sends any token that it finds, and blocks the event loop. Here a thread asks,
with the right token and a time limit; concurrent callers share the result, and it expires.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from core.domain.clock import Clock
from core.domain.errors import ModelUnavailable
from core.domain.sentences import ModelName
from core.domain.tasks import Task
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.library import quiet

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

HUB_TASKS: Mapping[Task, str] = {
    Task.CHAT_COMPLETION: "conversational",
    Task.TEXT_GENERATION: "text-generation",
    Task.TEXT_TO_IMAGE: "text-to-image",
    Task.TEXT_TO_SPEECH: "text-to-speech",
    Task.AUTOMATIC_SPEECH_RECOGNITION: "automatic-speech-recognition",
}
"""The names of our tasks at the Hub and the providers."""
IMAGE_TO_IMAGE = "image-to-image"
"""Pictures that start from a picture: a task of its own at the Hub, with other models."""
HF_INFERENCE = "hf-inference"
"""The provider that takes models by their own names."""

FRESH_SECONDS = 600.0
"""The time for which a result is kept."""
MISSING_SECONDS = 60.0
"""The time for which a missing model is assumed missing."""
RETRY_SECONDS = 10.0
"""The pause after a request that the Hub did not answer."""
TIMEOUT_SECONDS = 10.0
MODELS_LIMIT = 2_000
"""The number of models that are kept, as users can request any name."""


@dataclass(frozen=True, kw_only=True)
class ProviderMapping:
    """One provider of a model. `provider_id` is the model's name there; `hub_record` is the Hub's own record."""

    provider: str
    provider_id: str
    task: str
    live: bool
    hub_record: Any

    @classmethod
    def for_hf_inference(cls, model: str, task: str) -> Self:
        """The mapping for hf-inference, which takes a model by its own name, even if the Hub does not list it."""
        return cls(provider=HF_INFERENCE, provider_id=model, task=task, live=True, hub_record=None)


@dataclass(frozen=True, kw_only=True)
class HubModel:
    """The Hub's record of a model. `mappings` are in the order of the token owner's settings."""

    model: str
    pipeline: str | None
    licence: str | None
    mappings: tuple[ProviderMapping, ...]

    @property
    def takes_pictures(self) -> bool:
        """True if messages to it may contain pictures."""
        return self.pipeline in ("image-text-to-text", "any-to-any")

    def live_mappings(self, task: str, provider: str | None = None) -> tuple[ProviderMapping, ...]:
        """The providers that serve it for a task now; only the named one, if any."""
        return tuple(
            mapping
            for mapping in self.mappings
            if mapping.task == task and mapping.live and provider in (None, mapping.provider)
        )


class ProviderMappings:
    """Looks up models, and again when the result is too old."""

    def __init__(self, credentials: Credentials, clock: Clock, *, seconds: float = FRESH_SECONDS) -> None:
        self._credentials = credentials
        self._clock = clock
        self._seconds = seconds
        self._models: dict[str, tuple[float, HubModel | ModelUnavailable]] = {}
        self._pending: dict[str, asyncio.Future[HubModel | ModelUnavailable]] = {}
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="hub")

    def close(self) -> None:
        """Lets running look-ups end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def model(self, model: str) -> HubModel:
        """The Hub's record. Raises `ModelUnavailable` if there is no such model, or if the Hub does not answer and
        there is no older record."""
        known = self._models.get(model)
        if known is None or known[0] <= self._clock.now():
            found = await self._look_up(model)
        else:
            found = known[1]
        if isinstance(found, ModelUnavailable):
            raise found
        return found

    def known(self, model: str) -> HubModel | None:
        """The record if it was looked up before, without a request."""
        known = self._models.get(model)
        return known[1] if known and isinstance(known[1], HubModel) else None

    def learn(self, page: HubModel) -> None:
        """Takes in a record that was found in a list."""
        self._models.pop(page.model, None)
        self._store(page.model, page, self._seconds)

    async def _look_up(self, model: str) -> HubModel | ModelUnavailable:
        pending = self._pending.get(model)
        if pending is None:
            token = await self._token()
            pending = self._pending.get(model)
        if pending is None:
            loop = asyncio.get_running_loop()
            pending = loop.run_in_executor(self._threads, self._fetch, model, token)
            self._pending[model] = pending
            pending.add_done_callback(lambda done: self._store_result(model, done))
        found = await asyncio.shield(pending)
        known = self._models.get(model)
        return known[1] if known else found

    def _store_result(self, model: str, asked: "asyncio.Future[HubModel | ModelUnavailable]") -> None:
        """Stores a result, even if nobody waits for it any more."""
        self._pending.pop(model, None)
        if asked.cancelled() or asked.exception() is not None:
            return
        found = asked.result()
        known = self._models.pop(model, None)
        believed = self._seconds if isinstance(found, HubModel) else MISSING_SECONDS
        if isinstance(found, ModelUnavailable) and found.kind == "hub_silent":
            found, believed = known[1] if known else found, RETRY_SECONDS  # an old answer is better than none
        self._store(model, found, believed)

    def _store(self, model: str, found: HubModel | ModelUnavailable, seconds: float) -> None:
        self._models[model] = (self._clock.now() + seconds, found)
        if len(self._models) > MODELS_LIMIT:
            self._models.pop(next(iter(self._models)))

    async def _token(self) -> str | None:
        if not self._credentials.trusted(self._credentials.hub):
            return None
        return await self._credentials.source.token()

    def _fetch(self, model: str, token: str | None) -> HubModel | ModelUnavailable:
        """Sends the request; runs in a thread."""
        import httpx2
        from huggingface_hub import HfApi
        from huggingface_hub.errors import HfHubHTTPError

        quiet()
        api = HfApi(endpoint=self._credentials.hub, token=token or False)
        name = ModelName(name=model)
        try:
            info = api.model_info(
                model, timeout=TIMEOUT_SECONDS, expand=["inferenceProviderMapping", "pipeline_tag", "tags"]
            )
        except HfHubHTTPError as error:
            status = error.response.status_code if error.response is not None else 0
            if status in (401, 403, 404):
                return ModelUnavailable("huggingface-no-such-model", kind="no_such_model", model=name)
            return ModelUnavailable("huggingface-hub-silent", kind="hub_silent", model=name)
        except (httpx2.HTTPError, OSError, ValueError, KeyError, TypeError, AttributeError):
            return ModelUnavailable(
                "huggingface-hub-silent", kind="hub_silent", model=name
            )  # the last three: JSON that is no page
        return read_model(info)


def read_model(info: "ModelInfo") -> HubModel:
    """Reads huggingface_hub's record."""
    return HubModel(
        model=info.id,
        pipeline=info.pipeline_tag,
        licence=next((tag.partition(":")[2] for tag in info.tags or () if tag.startswith("license:")), None),
        mappings=tuple(
            ProviderMapping(
                provider=mapping.provider,
                provider_id=mapping.provider_id,
                task=mapping.task,
                live=mapping.status == "live",
                hub_record=mapping,
            )
            for mapping in info.inference_provider_mapping or ()
        ),
    )
