"""Hugging Face as an `Engine`: providers, dedicated endpoints, and any OpenAI-compatible server."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace

from core.domain.clock import Clock, SystemClock
from core.domain.errors import ModelUnavailable, NotAllowed
from core.domain.sentences import ModelName, Quote, Sentence, say
from core.domain.tasks import Task
from core.inference.choice import not_offered, only_local
from core.inference.engine import UNKNOWN_CAPACITY, Capacity, Health, ModelCard, Rest, Voice
from core.inference.huggingface import ENGINE
from core.inference.huggingface.account import Account
from core.inference.huggingface.account_status import AccountStatus
from core.inference.huggingface.admin_alerts import AdminAlerts
from core.inference.huggingface.chat_templates import ChatTemplates
from core.inference.huggingface.circuit_breaker import CircuitBreaker, circuit_name
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.fallback_chain import NOT_SERVED, FallbackChain
from core.inference.huggingface.http_caller import HttpCaller
from core.inference.huggingface.media_client import MediaClient
from core.inference.huggingface.model_cards import ModelCards
from core.inference.huggingface.model_search import ModelSearch
from core.inference.huggingface.provider_mappings import HF_INFERENCE, ProviderMappings
from core.inference.huggingface.provider_prices import ProviderPrices
from core.inference.huggingface.provider_quirks import voices_of
from core.inference.huggingface.recognition_client import RecognitionClient
from core.inference.huggingface.references import Reference
from core.inference.huggingface.request_preparation import prepare_raw_request
from core.inference.huggingface.route_caller import RouteCaller
from core.inference.huggingface.routes import Route, Routes
from core.inference.huggingface.server_probe import ServerFinding, probe
from core.inference.huggingface.text_client import TextClient
from core.inference.huggingface.transport import HttpRequest, HttpResponse, Transport
from core.inference.outputs import Finished, Output
from core.inference.requests import (
    ChatMessage,
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    ModelPolicy,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)


class HuggingFace:
    """Tries the configured models in order. Close it with `aclose`."""

    name = ENGINE
    announces = True

    def __init__(
        self, configuration: Configuration, clock: Clock | None = None, chance: random.Random | None = None
    ) -> None:
        self._configuration = configuration
        self._credentials = configuration.credentials
        self._clock = clock or SystemClock()
        self._transport = Transport(configuration.credentials, configuration.deadlines)
        self._mappings = ProviderMappings(configuration.credentials, self._clock)
        self._templates = ChatTemplates(
            configuration.credentials, configuration.cache, seconds=configuration.deadlines.total
        )
        self._model_search = ModelSearch(self._transport, configuration.credentials, self._clock)
        self._routes = Routes(self._mappings, configuration.policy, self._model_search)
        alerts = AdminAlerts(configuration.notify, self._clock)
        self._fallback_chain = FallbackChain(
            self._routes, alerts, self._clock, configuration.retry_policy, configuration.rests
        )
        self._provider_prices = ProviderPrices(self._mappings, self._model_search, configuration.policy)
        self._model_cards = ModelCards(self._mappings, self._model_search, configuration.policy, ENGINE)
        self._account_status = AccountStatus(
            ENGINE,
            self._transport,
            configuration.credentials,
            self._clock,
            has_servers=any(each.server for models in configuration.models.values() for each in models),
        )
        self._breaker = CircuitBreaker(self._clock, configuration.rests)
        self._http_caller = HttpCaller(
            self._transport,
            self._breaker,
            configuration.retry_policy,
            self._clock,
            chance or random.Random(),  # noqa: S311 - for jitter
            router=configuration.credentials.router,
        )
        caller = RouteCaller(configuration, self._http_caller)
        self._text = TextClient(configuration, caller, self._mappings, self._templates, self._model_search)
        self._media = MediaClient(configuration, self._transport, caller, self._clock)
        self._recognition = RecognitionClient(configuration, self._transport, caller, self._clock)

    async def aclose(self) -> None:
        """Closes connections and threads."""
        self._mappings.close()
        self._text.close()
        await self._templates.aclose()
        await self._model_search.aclose()
        await self._transport.aclose()

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.chat_completion`."""
        return self._run(Task.CHAT_COMPLETION, request, lambda route: self._text.chat_completion(request, route))

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_generation`."""
        return self._run(Task.TEXT_GENERATION, request, lambda route: self._text.text_generation(request, route))

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_image`; the bytes are the provider's."""
        return self._run(Task.TEXT_TO_IMAGE, request, lambda route: self._media.text_to_image(request, route))

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_speech`; the bytes are the provider's."""
        return self._run(Task.TEXT_TO_SPEECH, request, lambda route: self._media.text_to_speech(request, route))

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.automatic_speech_recognition`."""
        return self._run(
            Task.AUTOMATIC_SPEECH_RECOGNITION,
            request,
            lambda route: self._recognition.automatic_speech_recognition(request, route),
        )

    def rests(self) -> Sequence[Rest]:
        """As `TellsRests.rests`: circuit breakers, servers with too many requests, and credits."""
        failing = [
            Rest(provider=circuit_name(circuit), reason="failing", seconds=seconds)
            for circuit, seconds in self._breaker.resting().items()
        ]
        return [*failing, *self._fallback_chain.rests(ENGINE)]

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """The configured models, in the order they are tried."""
        return [self._model_cards.known(task, reference) for reference in self._configuration.models.get(task, ())]

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        """As `SearchesModels.look_up`."""
        references = self._configuration.models.get(task, ())
        return await asyncio.gather(*(self._model_cards.looked_up(task, reference) for reference in references))

    async def search(self, task: Task, typed: str, model_policy: ModelPolicy) -> Sequence[ModelCard]:
        """As `SearchesModels.search`."""
        if model_policy.local_only or model_policy.price_limit is None or not await self._has_token():
            return []
        configured = {reference.name for reference in self._configuration.models.get(task, ())}
        found = await self._provider_prices.search(task, typed, model_policy.price_limit)
        return [self._model_cards.found(task, find) for find in found if find.model.model not in configured]

    async def served(self, task: Task) -> Sequence[ModelCard]:
        """As `ListsServedModels.served`."""
        hub_models, _ = await asyncio.gather(self._model_search.served(task), self._model_search.prices())
        cards = [self._model_cards.served(task, hub_model) for hub_model in hub_models]
        return [card for card in cards if card.providers]

    async def permit(self, task: Task, model: str, model_policy: ModelPolicy) -> None:
        """As `SearchesModels.permit`."""
        await self._requested_model(task, model, model_policy)

    async def capacity(self, request: InferenceRequest) -> Capacity:
        """As `TellsCapacity.capacity`. It sees if any of the models that are tried may see."""
        policy = request.model_policy
        configured = self._configuration.models.get(Task.CHAT_COMPLETION, ())
        references = [each for each in configured if each.server is not None or not policy.local_only]
        if request.model is not None:
            with suppress(NotAllowed):  # then the others are tried, or the request is refused
                requested = await self._requested_model(Task.CHAT_COMPLETION, request.model, policy)
                references = [requested, *(each for each in references if each != requested)]
        if not references:
            return UNKNOWN_CAPACITY
        room, *sees = await asyncio.gather(
            self._text.room(references[0]), *(self._text.may_see(each) for each in references)
        )
        return Capacity(tokens=room, sees=any(sees), prices=await self._prices(references[0]))

    async def _prices(self, reference: Reference) -> tuple[float, float] | None:
        """As `Capacity.prices`."""
        if reference.server is not None:
            return None
        million, model, provider = 1_000_000, reference.model, reference.provider
        read = await self._model_search.cost(model, provider, million, 0, request=True)
        written = await self._model_search.cost(model, provider, 0, million, request=True)
        return None if read is None or written is None else (read, written)

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """The known voices of the model; without a model, of the first one."""
        references = self._configuration.models.get(Task.TEXT_TO_SPEECH, ())
        reference = next((each for each in references if model in (None, each.name)), None)
        return voices_of(reference.model) if reference else ()

    async def account(self) -> Account | None:
        """The token's account; None if the Hub does not tell. Spends nothing."""
        return await self._account_status.account()

    async def providers_by_model(self, task: Task) -> list[tuple[str, tuple[str, ...] | Sentence]]:
        """Each model outside the operator's servers with its current providers (none if the router decides), or the
        reason why it is unreachable."""
        found: list[tuple[str, tuple[str, ...] | Sentence]] = []
        for reference in self._configuration.models.get(task, ()):
            if reference.server is not None:
                continue
            try:
                routes = await self._routes.find(reference, task, from_picture=task is Task.TEXT_TO_IMAGE)
            except ModelUnavailable as error:
                found.append((reference.name, error.sentence))
            else:
                found.append((reference.name, tuple(route.provider for route in routes if route.provider)))
        return found

    async def probe_servers(self) -> Sequence[ServerFinding]:
        """The state of each of the operator's servers; spends nothing."""
        asked = {
            reference.server: reference
            for references in self._configuration.models.values()
            for reference in reversed(references)
            if reference.server is not None
        }
        return await asyncio.gather(*(probe(self._transport, reference) for reference in asked.values()))

    async def prompt(self, model: str, messages: Sequence[ChatMessage]) -> str:
        """The messages in a model's own chat template, as a server without a chat route gets them. Raises
        `ModelUnavailable`."""
        return await self._templates.prompt(model, messages)

    async def call(
        self, reference: Reference, payload: bytes, headers: Mapping[str, str] | None = None
    ) -> tuple[bytes, str]:
        """Posts JSON as it is: to the reference's server, to the named provider or the router's chat, otherwise to
        hf-inference. `headers` are added. Returns the body and its declared media type.

        Raises `EngineError` and its children, and `BadInput`.
        """

        added = {name.lower(): value for name, value in (headers or {}).items()}

        async def build_request() -> HttpRequest:
            if reference.policy or (reference.provider or HF_INFERENCE) != HF_INFERENCE:
                route = await self._routes.named(reference)
                request = await prepare_raw_request(route, payload, self._credentials.router)
                return replace(request, headers={**request.headers, **added})
            url = reference.server or f"{self._credentials.router}/{HF_INFERENCE}/models/{reference.model}"
            own = {"content-type": "application/json", **added}
            shown, key = (say("huggingface-own-server"), reference.name) if reference.server else (HF_INFERENCE, None)
            return HttpRequest(url=url, provider=shown, circuit=url, content=payload, headers=own, key_name=key)

        async def read_response(response: HttpResponse, call: HttpRequest) -> AsyncGenerator[tuple[bytes, str], None]:  # noqa: ARG001
            yield await response.read(), response.media_type

        try:
            async with aclosing(self._http_caller.run(reference.name, build_request, read_response)) as responses:
                async for response in responses:
                    if isinstance(response, tuple):
                        return response
        except ModelUnavailable as error:
            if reference.server is None and reference.provider is None and error.kind in NOT_SERVED:
                await self._explain_missing_provider(reference)
            raise
        raise ModelUnavailable("huggingface-said-nothing", model=ModelName(name=reference.name))

    async def _explain_missing_provider(self, reference: Reference) -> None:
        """Raises `ModelUnavailable` if the Hub knows a better reason why hf-inference does not serve the model."""
        try:
            await self._routes.named(replace(reference, provider=HF_INFERENCE))
        except ModelUnavailable as error:
            if error.kind != "hub_silent":
                raise

    async def check(self) -> Health:
        """The account's health, as the Hub last reported it."""
        return await self._account_status.health()

    async def _run(
        self, task: Task, request: InferenceRequest, attempt: Callable[[Route], AsyncGenerator[Output, None]]
    ) -> AsyncGenerator[Output, None]:
        configured = self._configuration.models.get(task, ())
        references = [each for each in configured if each.server is not None or not request.model_policy.local_only]
        ignored_preference: Sentence | None = None
        if request.model is not None:
            try:
                first = await self._requested_model(task, request.model, request.model_policy)
                # Another server that has it, too, comes next.
                others = [each for each in references if each != first]
                references = [first, *sorted(others, key=lambda each: each.name != request.model)]
            except NotAllowed:
                if not request.from_preference:
                    raise
                ignored_preference = say("model-passed-over", model=Quote(text=request.model))
        from_picture = isinstance(request, ImageRequest) and request.source is not None
        if from_picture and (request.model is None or request.from_preference):
            references = await self._image_editors_first(references)
        requested = None if ignored_preference else request.model
        chain = self._fallback_chain.run(task, references, attempt, requested, from_picture=from_picture)
        async with aclosing(chain) as outputs:
            async for output in outputs:
                if isinstance(output, Finished) and ignored_preference is not None:
                    output = replace(output, notes=(*output.notes, ignored_preference))
                yield output

    async def _requested_model(self, task: Task, model: str, model_policy: ModelPolicy) -> Reference:
        """A configured model, or another that the policy allows. Raises `NotAllowed`, with the fix."""
        for reference in self._configuration.models.get(task, ()):
            if reference.name == model:
                if model_policy.local_only and reference.server is None:
                    raise only_local(model)
                return reference
        if not await self._has_token():
            raise not_offered(model)
        return await self._provider_prices.permit(task, model, model_policy)

    async def _has_token(self) -> bool:
        """True if there is a token, which models outside the operator's servers need."""
        return await self._credentials.source.token() is not None

    async def _image_editors_first(self, references: Sequence[Reference]) -> list[Reference]:
        """The references; those that can start from a picture come first."""
        able = await asyncio.gather(*(self._routes.starts_from_picture(each) for each in references))
        return [each for _, each in sorted(zip(able, references, strict=True), key=lambda pair: not pair[0])]
