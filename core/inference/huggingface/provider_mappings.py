"""Which providers serve a model, for which task: the Hub's answer, kept for a while.

huggingface_hub keeps mappings for ever, asks with whatever token lies about, and on the event loop. Here they are asked
in a thread, with the right token and a limit, shared by whoever asks at once, and expire.
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
}
"""What the Hub and the providers call our tasks."""
IMAGE_TO_IMAGE = "image-to-image"
"""Painting that starts from a picture: to the Hub a task of its own, which other models serve."""
HF_INFERENCE = "hf-inference"
"""The provider that takes models by their own names."""

SECONDS = 600.0
"""How long a mapping is believed."""
MISSING_SECONDS = 60.0
"""How long the Hub is believed that there is no such model."""
SILENT_SECONDS = 10.0
"""How long the Hub is left alone that did not answer."""
ASK_SECONDS = 10.0
MOST_PAGES = 2_000
"""How many pages are kept: names of models are wished for at will."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """One provider that serves a model. `provider_id` is the model's name there; `mapping` the Hub's own record."""

    provider: str
    provider_id: str
    task: str
    live: bool
    mapping: Any

    @classmethod
    def of_hf_inference(cls, model: str, task: str) -> Self:
        """hf-inference takes a model by its own name, whether the Hub lists it there or not."""
        return cls(provider=HF_INFERENCE, provider_id=model, task=task, live=True, mapping=None)


@dataclass(frozen=True, kw_only=True)
class ModelPage:
    """What the Hub knows of a model. `servings` in the order of the token's owner."""

    model: str
    pipeline: str | None
    licence: str | None
    servings: tuple[Serving, ...]

    @property
    def sees(self) -> bool:
        """Whether it takes pictures."""
        return self.pipeline in ("image-text-to-text", "any-to-any")

    def serving(self, task: str, provider: str | None = None) -> tuple[Serving, ...]:
        """Those that serve it for a task now; only of one provider where it is named."""
        return tuple(
            serving
            for serving in self.servings
            if serving.task == task and serving.live and provider in (None, serving.provider)
        )


class Mappings:
    """The pages of models, looked up once and again when they are too old."""

    def __init__(self, credentials: Credentials, clock: Clock, *, seconds: float = SECONDS) -> None:
        self._credentials = credentials
        self._clock = clock
        self._seconds = seconds
        self._pages: dict[str, tuple[float, ModelPage | ModelUnavailable]] = {}
        self._asking: dict[str, asyncio.Future[ModelPage | ModelUnavailable]] = {}
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="hub")

    def close(self) -> None:
        """Lets look-ups that are under way end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def page(self, model: str) -> ModelPage:
        """Raises `ModelUnavailable` where there is no such model or the Hub does not answer. What is too old is still
        used where the Hub does not answer."""
        known = self._pages.get(model)
        if known is None or known[0] <= self._clock.now():
            found = await self._shared(model)
        else:
            found = known[1]
        if isinstance(found, ModelUnavailable):
            raise found
        return found

    def known(self, model: str) -> ModelPage | None:
        """The page if it was looked up before, without asking anybody."""
        known = self._pages.get(model)
        return known[1] if known and isinstance(known[1], ModelPage) else None

    def learn(self, page: ModelPage) -> None:
        """Takes in a page that was found in a list."""
        self._pages.pop(page.model, None)
        self._keep(page.model, page, self._seconds)

    async def _shared(self, model: str) -> ModelPage | ModelUnavailable:
        asking = self._asking.get(model)
        if asking is None:
            token = await self._token()
            asking = self._asking.get(model)
        if asking is None:
            loop = asyncio.get_running_loop()
            asking = loop.run_in_executor(self._threads, self._ask, model, token)
            self._asking[model] = asking
            asking.add_done_callback(lambda done: self._take_in(model, done))
        found = await asyncio.shield(asking)
        known = self._pages.get(model)
        return known[1] if known else found

    def _take_in(self, model: str, asked: "asyncio.Future[ModelPage | ModelUnavailable]") -> None:
        """Keeps an answer, whether anybody still waits for it or not."""
        self._asking.pop(model, None)
        if asked.cancelled() or asked.exception() is not None:
            return
        found = asked.result()
        known = self._pages.pop(model, None)
        believed = self._seconds if isinstance(found, ModelPage) else MISSING_SECONDS
        if isinstance(found, ModelUnavailable) and found.sentence.id == "huggingface-hub-silent":
            found, believed = known[1] if known else found, SILENT_SECONDS  # an old answer is better than none
        self._keep(model, found, believed)

    def _keep(self, model: str, found: ModelPage | ModelUnavailable, seconds: float) -> None:
        self._pages[model] = (self._clock.now() + seconds, found)
        if len(self._pages) > MOST_PAGES:
            self._pages.pop(next(iter(self._pages)))

    async def _token(self) -> str | None:
        if not self._credentials.trusted(self._credentials.hub):
            return None
        return await self._credentials.source.token()

    def _ask(self, model: str, token: str | None) -> ModelPage | ModelUnavailable:
        """Runs in a thread."""
        import httpx2
        from huggingface_hub import HfApi
        from huggingface_hub.errors import HfHubHTTPError

        quiet()
        api = HfApi(endpoint=self._credentials.hub, token=token or False)
        name = ModelName(name=model)
        try:
            info = api.model_info(
                model, timeout=ASK_SECONDS, expand=["inferenceProviderMapping", "pipeline_tag", "tags"]
            )
        except HfHubHTTPError as error:
            status = error.response.status_code if error.response is not None else 0
            if status in (401, 403, 404):
                return ModelUnavailable("huggingface-no-such-model", model=name)
            return ModelUnavailable("huggingface-hub-silent", model=name)
        except (httpx2.HTTPError, OSError, ValueError, KeyError, TypeError, AttributeError):
            return ModelUnavailable("huggingface-hub-silent", model=name)  # the last three: JSON that is no page
        return read_page(info)


def read_page(info: "ModelInfo") -> ModelPage:
    """The page of a model in the Hub's own words."""
    return ModelPage(
        model=info.id,
        pipeline=info.pipeline_tag,
        licence=next((tag.partition(":")[2] for tag in info.tags or () if tag.startswith("license:")), None),
        servings=tuple(
            Serving(
                provider=mapping.provider,
                provider_id=mapping.provider_id,
                task=mapping.task,
                live=mapping.status == "live",
                mapping=mapping,
            )
            for mapping in info.inference_provider_mapping or ()
        ),
    )
