"""Hugging Face as an `Engine`: providers, dedicated endpoints, and any OpenAI-compatible server."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from core.clock import Clock, SystemClock
from core.errors import BadInput, BadPicture, Interrupted, ModelUnavailable
from core.inference.engine import (
    Ask,
    ChatAsk,
    ChatMessage,
    CompleteAsk,
    Finished,
    Health,
    ModelCard,
    Output,
    PaintAsk,
    Painted,
    SpeakAsk,
    Spoken,
    Task,
    TextChunk,
    Thought,
    Voice,
    Waiting,
)
from core.inference.huggingface.account import Account, whoami
from core.inference.huggingface.breaker import Breaker
from core.inference.huggingface.catalogue import LICENCES
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.dialects import Ending, Piece, read_text
from core.inference.huggingface.exchange import Exchange
from core.inference.huggingface.failures import PERMISSION_PAGE
from core.inference.huggingface.mappings import Mappings
from core.inference.huggingface.media import Made, MediaReader
from core.inference.huggingface.messages import chat_messages
from core.inference.huggingface.peculiarities import ignored_options, voice_for, voices_of
from core.inference.huggingface.preparation import prepare
from core.inference.huggingface.references import Reference
from core.inference.huggingface.routes import Route, Routes
from core.inference.huggingface.templates import Templates
from core.inference.huggingface.transport import Answer, Call, Refused, TooMuch, TooSlow, Torn, Transport, Unreachable
from core.inference.huggingface.walk import Walk
from core.media.signatures import PICTURES, SOUNDS
from core.messages import ModelName, Sentence, Value, say

ENGINE = "huggingface"
_TEXT_OPTIONS = frozenset({"seed", "temperature", "top_p", "repetition_penalty", "stop", "stream_options"})
_PICTURE_OPTIONS = frozenset({"seed", "negative_prompt", "guidance_scale", "num_inference_steps"})
_SPEECH_OPTIONS = frozenset({"speed"})
"""Options that a request can do without where a server does not like them."""
_OUR_NAMES = {"num_inference_steps": "steps"}


class HuggingFace:
    """Asks the configured models in their order. To be closed by `aclose`."""

    name = ENGINE

    def __init__(
        self, configuration: Configuration, clock: Clock | None = None, chance: random.Random | None = None
    ) -> None:
        self._configuration = configuration
        self._credentials = configuration.credentials
        self._clock = clock or SystemClock()
        self._transport = Transport(configuration.credentials, configuration.deadlines)
        self._mappings = Mappings(configuration.credentials, self._clock)
        self._templates = Templates(configuration.credentials, configuration.cache)
        self._routes = Routes(self._mappings, configuration.policy)
        self._walk = Walk(self._routes)
        self._exchange = Exchange(
            self._transport,
            Breaker(self._clock),
            configuration.patience,
            self._clock,
            chance or random.Random(),  # noqa: S311 - for jitter
        )

    async def aclose(self) -> None:
        """Closes connections and threads."""
        self._mappings.close()
        self._templates.close()
        await self._transport.aclose()

    def chat(self, ask: ChatAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.chat`."""
        return self._along(Task.CHAT, ask, lambda route: self._chat(ask, route))

    def complete(self, ask: CompleteAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.complete`."""
        return self._along(Task.COMPLETE, ask, lambda route: self._complete(ask, route))

    def paint(self, ask: PaintAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.paint`; the bytes are the provider's."""
        return self._along(Task.PAINT, ask, lambda route: self._paint(ask, route))

    def speak(self, ask: SpeakAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.speak`; the bytes are the provider's."""
        return self._along(Task.SPEAK, ask, lambda route: self._speak(ask, route))

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """The configured ones, in the order they are asked."""
        return [self._card(task, reference) for reference in self._configuration.models.get(task, ())]

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """Those that the model is known to have; without a model, those of the first."""
        references = self._configuration.models.get(Task.SPEAK, ())
        reference = next((each for each in references if model in (None, each.name)), None)
        return voices_of(reference.model) if reference else ()

    async def account(self) -> Account:
        """Whose token it is; None of it is spent. Raises as `whoami`."""
        return await whoami(self._transport, self._credentials)

    async def ways(self, task: Task) -> list[tuple[str, tuple[str, ...] | Sentence]]:
        """Each model with the providers that serve it now, none where the router or a server decides; or why it cannot
        be reached."""
        found: list[tuple[str, tuple[str, ...] | Sentence]] = []
        for reference in self._configuration.models.get(task, ()):
            try:
                routes = await self._routes.find(reference, task)
            except ModelUnavailable as error:
                found.append((reference.name, error.sentence))
            else:
                found.append((reference.name, tuple(route.provider for route in routes if route.provider)))
        return found

    async def prompt(self, model: str, messages: Sequence[ChatMessage]) -> str:
        """The messages in a model's own chat template, as a server without a chat route gets them. Raises
        `ModelUnavailable`."""
        return await self._templates.prompt(model, messages)

    async def call(self, reference: Reference, payload: bytes) -> tuple[bytes, str]:
        """Posts JSON as it is to hf-inference or to the reference's server: the answer and its declared media type.

        Raises `EngineError` and its children, and `BadInput`.
        """
        url = reference.server or f"{self._credentials.router}/hf-inference/models/{reference.model}"

        async def preparing(dropped: frozenset[str]) -> Call:  # noqa: ARG001 - there is nothing to leave out
            headers = {"content-type": "application/json"}
            shown = say("huggingface-own-server") if reference.server else "hf-inference"
            return Call(url=url, provider=shown, circuit=url, content=payload, headers=headers, key_name=reference.name)

        async def reading(answer: Answer, call: Call) -> AsyncGenerator[tuple[bytes, str], None]:  # noqa: ARG001
            yield await answer.whole(), answer.media_type

        async with aclosing(self._exchange.run(reference.name, preparing, reading)) as answers:
            async for answer in answers:
                if isinstance(answer, tuple):
                    return answer
        raise ModelUnavailable("huggingface-said-nothing", model=ModelName(name=reference.name))

    async def check(self) -> Health:
        """Asks the Hub whose token it is."""
        if await self._credentials.source.token() is None:
            servers = [each for models in self._configuration.models.values() for each in models if each.server]
            return _health(bool(servers), say("huggingface-servers-only" if servers else "huggingface-no-token"))
        try:
            account = await self.account()
        except Refused as error:
            wrong = "huggingface-token-refused" if error.status in (401, 403) else "huggingface-hub-broken"
            return _health(False, say(wrong, provider="Hugging Face", page=PERMISSION_PAGE, status=str(error.status)))
        except (Unreachable, TooSlow, Torn, TooMuch, ValueError):
            return _health(False, say("huggingface-hub-unreachable"))
        if not account.may_infer:
            return _health(False, say("huggingface-token-cannot-infer", name=account.name, page=PERMISSION_PAGE))
        return _health(True, say("huggingface-healthy", name=account.name))

    async def _along(
        self, task: Task, ask: Ask, attempt: Callable[[Route], AsyncGenerator[Output, None]]
    ) -> AsyncGenerator[Output, None]:
        references = list(self._configuration.models.get(task, ()))
        if ask.model is not None:
            wished = [each for each in references if each.name == ask.model]
            if not wished:
                raise ModelUnavailable("huggingface-not-offered", model=ModelName(name=ask.model))
            references = [*wished, *(each for each in references if each not in wished)]
        async with aclosing(self._walk.along(task, references, attempt, ask.model)) as outputs:
            async for output in outputs:
                yield output

    def _card(self, task: Task, reference: Reference) -> ModelCard:
        page = self._mappings.known(reference.model)
        return ModelCard(
            name=reference.name,
            engine=ENGINE,
            task=task,
            licence=(page.licence if page else None) or LICENCES.get(reference.model),
            note=say("huggingface-card", way=_way(reference), provider=reference.provider or ""),
        )

    async def _chat(self, ask: ChatAsk, route: Route) -> AsyncGenerator[Output, None]:
        if any(message.pictures for message in ask.messages):
            await self._must_see(route.reference)
        parameters: dict[str, Any] = {"temperature": ask.temperature, "seed": ask.seed, "stream": True}
        inputs: Any
        if route.templated:
            inputs = await self._templates.prompt(route.reference.model, ask.messages)
            parameters["max_new_tokens"] = ask.max_new_tokens
        else:
            inputs = await asyncio.to_thread(chat_messages, ask.messages)
            parameters |= {"max_tokens": ask.max_new_tokens, "stream_options": {"include_usage": True}}
        async with aclosing(self._write(route, inputs, parameters, ask)) as outputs:
            async for output in outputs:
                yield output

    async def _complete(self, ask: CompleteAsk, route: Route) -> AsyncGenerator[Output, None]:
        parameters = {
            "max_new_tokens": ask.max_new_tokens,
            "temperature": ask.temperature,
            "top_p": ask.top_p,
            "repetition_penalty": ask.repetition_penalty,
            "stop": list(ask.stop) or None,
            "seed": ask.seed,
            "stream": True,
        }
        async with aclosing(self._write(route, ask.prompt, parameters, ask)) as outputs:
            async for output in outputs:
                yield output

    async def _write(
        self, route: Route, inputs: Any, parameters: Mapping[str, Any], ask: Ask
    ) -> AsyncGenerator[Output, None]:
        model = route.reference.name
        dropped: set[str] = set()
        ending = Ending()
        wrote = thought = False
        run = self._exchange.run(
            model, self._preparing(route, inputs, parameters, ask), _read_text, _TEXT_OPTIONS, dropped
        )
        async with aclosing(run) as pieces:
            async for piece in pieces:
                if isinstance(piece, Ending):
                    ending = piece
                    continue
                wrote = wrote or isinstance(piece, TextChunk)
                thought = thought or isinstance(piece, Thought)
                yield piece
        if ending.refused:
            refusal = say("huggingface-content-refused", provider=route.shown)
            raise Interrupted(refusal) if wrote else BadInput(refusal)
        if not wrote and ending.reason == "length" and thought:
            raise ModelUnavailable("huggingface-only-thoughts", model=ModelName(name=model))
        if not wrote and not isinstance(ask, CompleteAsk):
            raise ModelUnavailable("huggingface-said-nothing", model=ModelName(name=model))
        yield self._finished(route, dropped - {"stream_options"}, reason=ending.reason, tokens=ending.tokens)

    async def _paint(self, ask: PaintAsk, route: Route) -> AsyncGenerator[Output, None]:
        ignored = ignored_options(route.reference.model, route.provider, ask)
        parameters: dict[str, Any] = {
            "negative_prompt": None if "negative_prompt" in ignored else ask.negative_prompt,
            "guidance_scale": None if "guidance_scale" in ignored else ask.guidance_scale,
            "num_inference_steps": ask.steps,
            "seed": ask.seed,
        }
        if route.kind == "openai":
            parameters |= {"size": f"{ask.width}x{ask.height}", "response_format": "b64_json"}
        else:
            parameters |= {"width": ask.width, "height": ask.height}
        dropped: set[str] = set(ignored)
        waiting = say("huggingface-painting", model=ModelName(name=route.reference.name))
        preparing = self._preparing(route, ask.prompt, parameters, ask)
        making = self._make(route, preparing, PICTURES, waiting, _PICTURE_OPTIONS, dropped)
        async with aclosing(making) as outputs:
            async for output in outputs:
                if isinstance(output, Made):
                    await asyncio.to_thread(_must_show, output.data, route.shown)
                    yield Painted(data=output.data, media_type=output.media_type)
                else:
                    yield output
        yield self._finished(route, dropped)

    async def _speak(self, ask: SpeakAsk, route: Route) -> AsyncGenerator[Output, None]:
        parameters = {
            "voice": ask.voice or voice_for(route.reference.model, ask.locale),
            "speed": ask.speed if ask.speed != 1.0 else None,
        }
        dropped: set[str] = set()
        waiting = say("huggingface-speaking", model=ModelName(name=route.reference.name))
        preparing = self._preparing(route, ask.text, parameters, ask)
        making = self._make(route, preparing, SOUNDS, waiting, _SPEECH_OPTIONS, dropped)
        async with aclosing(making) as outputs:
            async for output in outputs:
                if isinstance(output, Made):
                    yield Spoken(data=output.data, media_type=output.media_type)
                else:
                    yield output
        yield self._finished(route, dropped)

    async def _make(
        self,
        route: Route,
        preparing: "_Preparing",
        accepted: Mapping[str, str],
        waiting: Sentence,
        droppable: frozenset[str],
        dropped: set[str],
    ) -> AsyncGenerator[Made | Waiting, None]:
        model = route.reference.name
        reader = MediaReader(
            self._transport,
            self._clock,
            model=model,
            accepted=accepted,
            waiting=waiting,
            seconds=self._configuration.deadlines.total,
        )
        yield Waiting(sentence=waiting)
        async with aclosing(self._exchange.run(model, preparing, reader.read, droppable, dropped)) as outputs:
            async for output in outputs:
                yield output

    async def _must_see(self, reference: Reference) -> None:
        """Raises `ModelUnavailable` for a model that is known not to take pictures."""
        if reference.server is not None:
            return
        try:
            page = await self._mappings.page(reference.model)
        except ModelUnavailable:
            return  # the Hub does not say; the provider will
        if page.pipeline is not None and not page.sees:
            raise ModelUnavailable("huggingface-cannot-see", model=ModelName(name=reference.name))

    def _preparing(self, route: Route, inputs: Any, parameters: Mapping[str, Any], ask: Ask) -> "_Preparing":
        headers = {"x-use-cache": "0"} if ask.fresh and route.kind != "openai" else {}

        async def preparing(dropped: frozenset[str]) -> Call:
            kept = {name: value for name, value in parameters.items() if name not in dropped}
            return await prepare(route, inputs, kept, self._credentials.router, headers)

        return preparing

    def _finished(self, route: Route, dropped: set[str] | frozenset[str], **facts: Any) -> Finished:
        done = Finished(engine=ENGINE, model=route.reference.name, **facts)
        ignored = tuple(sorted(_OUR_NAMES.get(name, name) for name in dropped))
        return replace(done, ignored=ignored, provider=route.provider or None)


_Preparing = Callable[[frozenset[str]], Any]


async def _read_text(answer: Answer, call: Call) -> AsyncGenerator[Piece, None]:  # noqa: ARG001 - the shape of a reader
    async with aclosing(read_text(answer)) as pieces:
        async for piece in pieces:
            yield piece


def _must_show(data: bytes, provider: Value) -> None:
    """Safety filters paint black instead of saying no. Raises `BadInput` for such a picture."""
    from core.media.pictures import thumbnail

    try:
        brightest = max(thumbnail(data, 64, 64).convert("L").tobytes())
    except BadPicture:
        return  # whoever takes the picture in says what is wrong with it
    if brightest <= NEARLY_BLACK:
        raise BadInput("huggingface-black-picture", provider=provider)


NEARLY_BLACK = 8
"""Of 255: the brightest point of a picture that shows nothing."""


def _way(reference: Reference) -> str:
    if reference.server is not None:
        return "server"
    return "provider" if reference.provider else "router"


def _health(ok: bool, sentence: Sentence) -> Health:
    return Health(engine=ENGINE, ok=ok, sentence=sentence)
