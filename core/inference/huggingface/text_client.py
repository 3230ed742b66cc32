"""Text over one route: chat completions and text generation, streamed."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from core.domain.errors import Interrupted, ModelUnavailable, PromptTooLong
from core.domain.sentences import ModelName, Sentence, say
from core.inference.huggingface.answer_text import OPENING_MARKS, Opened
from core.inference.huggingface.chat_templates import ChatTemplates
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.failures import ContentRefused, TooLarge
from core.inference.huggingface.messages import PICTURE_BYTES, SMALL_PICTURE_BYTES, chat_messages
from core.inference.huggingface.model_search import ModelSearch
from core.inference.huggingface.provider_mappings import ProviderMappings
from core.inference.huggingface.references import Reference
from core.inference.huggingface.request_options import RequestOptions
from core.inference.huggingface.route_caller import INTERNAL_OPTIONS, RouteCaller
from core.inference.huggingface.routes import Route
from core.inference.huggingface.stream_formats import StreamEnd, StreamPiece, TextForm
from core.inference.huggingface.text_responses import read_text
from core.inference.huggingface.token_counter import TokenCounter
from core.inference.huggingface.transport import HttpRequest, HttpResponse
from core.inference.huggingface.trimming import ConversationTrimmer, halved
from core.inference.outputs import Finished, Output, ReasoningChunk, TextChunk, TextReset
from core.inference.requests import ChatMessage, ChatRequest, InferenceRequest, TextRequest

PROVIDER_HEADER = "x-inference-provider"
"""The header in which the router names the provider that it chose (https://github.com/huggingface/chat-ui shows it
beside an answer)."""
_PROVIDER_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TEXT_OPTIONS = frozenset({"seed", "temperature", "top_p", "repetition_penalty", "stop", "stream", "stream_options"})
"""Options that can be left out of a request if a server rejects them."""
_DONE_HERE = frozenset({"stop"})
"""Options that take effect without the server."""
_UNOPENED_LIMIT = 1_000


class TextClient:
    """Writes text over one route. Each method raises `EngineError` and its children, `BadInput` and `LimitReached`."""

    def __init__(
        self,
        configuration: Configuration,
        caller: RouteCaller,
        mappings: ProviderMappings,
        templates: ChatTemplates,
        model_search: ModelSearch,
    ) -> None:
        self._configuration = configuration
        self._caller = caller
        self._mappings = mappings
        self._templates = templates
        self._tokens = TokenCounter(configuration.cache)
        self._model_search = model_search
        self._unopened: dict[tuple[str, str], None] = {}
        """The routes and models whose last answer had reasoning without an opening mark."""
        self._trimming = ConversationTrimmer(self._tokens, configuration.context_tokens, model_search)
        # One picture at a time: decoding takes much memory, and while Pillow writes other threads hardly run.
        self._pictures = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")

    def close(self) -> None:
        """Ends the threads when they are done."""
        self._tokens.close()
        self._pictures.shutdown(wait=False, cancel_futures=True)

    async def chat_completion(self, request: ChatRequest, route: Route) -> AsyncGenerator[Output, None]:
        """`TextChunk`s and `ReasoningChunk`s. The oldest messages are left out if the model cannot take all; pictures
        are made smaller if the server finds them too large."""
        if any(message.pictures for message in request.messages):
            await self._require_vision(route.reference)
        messages = await self._trimming.fitted(request.messages, route, request.max_new_tokens)
        picture_bytes = PICTURE_BYTES
        while True:
            try:
                async with aclosing(self._chat_once(request, route, messages, picture_bytes)) as outputs:
                    async for output in outputs:
                        yield output
                return
            except PromptTooLong:
                shorter = halved(messages)
                if shorter is None:
                    raise
                messages = shorter
            except TooLarge:
                is_smaller = any(len(each) > SMALL_PICTURE_BYTES for said in messages for each in said.pictures)
                if route.templated or not is_smaller or picture_bytes == SMALL_PICTURE_BYTES:
                    raise
                picture_bytes = SMALL_PICTURE_BYTES

    async def _chat_once(
        self, request: ChatRequest, route: Route, messages: Sequence[ChatMessage], picture_bytes: int
    ) -> AsyncGenerator[Output, None]:
        parameters: dict[str, Any] = {"temperature": request.temperature, "seed": request.seed, "stream": True}
        inputs: Any
        if route.templated:
            inputs = await self._templates.prompt(route.reference.model, messages)
            parameters["max_new_tokens"] = request.max_new_tokens
        else:
            inputs = await self._openai_messages(messages, picture_bytes)
            parameters |= {"max_tokens": request.max_new_tokens, "stream_options": {"include_usage": True}}
        form = TextForm(opened=self._opened(route, inputs))
        async with aclosing(self._stream_text(route, inputs, parameters, request, form)) as outputs:
            async for output in outputs:
                yield output

    def _opened(self, route: Route, inputs: Any) -> Opened:
        """Says if the prompt opens the reasoning: our own tells, a server's is known from its last answer."""
        if isinstance(inputs, str):
            return "yes" if inputs.rstrip().endswith(OPENING_MARKS) else "no"
        return "perhaps" if route.key in self._unopened else "no"

    def _note_unopened(self, route: Route, unopened: bool) -> None:
        self._unopened.pop(route.key, None)
        if unopened:
            self._unopened[route.key] = None
            if len(self._unopened) > _UNOPENED_LIMIT:
                del self._unopened[next(iter(self._unopened))]

    async def _openai_messages(self, messages: Sequence[ChatMessage], picture_bytes: int) -> list[dict[str, Any]]:
        if not any(message.pictures for message in messages):
            return chat_messages(messages)
        return await asyncio.get_running_loop().run_in_executor(self._pictures, chat_messages, messages, picture_bytes)

    async def text_generation(self, request: TextRequest, route: Route) -> AsyncGenerator[Output, None]:
        """`TextChunk`s."""
        parameters = {
            "max_new_tokens": request.max_new_tokens,
            "temperature": request.temperature,
            "top_p": request.top_p,
            "repetition_penalty": request.repetition_penalty,
            "stop": list(request.stop) or None,
            "seed": request.seed,
            "stream": True,
        }
        form = TextForm(is_chat=False, stop=request.stop)
        async with aclosing(self._stream_text(route, request.prompt, parameters, request, form)) as outputs:
            async for output in outputs:
                yield output

    async def _stream_text(
        self, route: Route, inputs: Any, parameters: Mapping[str, Any], request: InferenceRequest, form: TextForm
    ) -> AsyncGenerator[Output, None]:
        model = route.reference.name
        options = RequestOptions(parameters, _TEXT_OPTIONS)
        ending = StreamEnd()
        chosen_provider: str | None = None
        wrote = thought = False

        async def read_response(response: HttpResponse, http_request: HttpRequest) -> AsyncGenerator[StreamPiece, None]:  # noqa: ARG001 - a reader's shape
            nonlocal chosen_provider
            chosen_provider = _chosen_provider(response)
            async with aclosing(read_text(response, form)) as pieces:
                async for piece in pieces:
                    yield piece

        run = self._caller.run(route, inputs, options, request, read_response)
        async with aclosing(run) as pieces:
            async for piece in pieces:
                if isinstance(piece, StreamEnd):
                    ending = piece
                    continue
                wrote = (wrote or isinstance(piece, TextChunk)) and not isinstance(piece, TextReset)
                thought = thought or isinstance(piece, ReasoningChunk)
                yield piece
        if ending.refused:
            refusal = say("huggingface-content-refused", provider=route.provider_label)
            raise Interrupted(refusal) if wrote else ContentRefused(refusal)
        if form.is_chat:
            self._note_unopened(route, ending.unopened)
        if not wrote and ending.wants_tool:
            raise ModelUnavailable("huggingface-wants-tool", model=ModelName(name=model))
        if not wrote and ending.reason == "length" and thought:
            raise ModelUnavailable("huggingface-only-thoughts", model=ModelName(name=model))
        if not wrote and not isinstance(request, TextRequest):
            raise ModelUnavailable("huggingface-said-nothing", model=ModelName(name=model))
        notes = [say("huggingface-declined", model=ModelName(name=model))] if ending.declined else []
        if options.answer_tokens:
            notes.append(_shortened(route, options.answer_tokens))
        ignored = options.dropped - INTERNAL_OPTIONS - _DONE_HERE
        facts: dict[str, Any] = {"reason": ending.reason, "tokens": ending.tokens, "notes": tuple(notes)}
        finished = self._caller.finished(route, ignored, **facts)
        if route.kind == "router":
            finished = replace(finished, provider=chosen_provider)
        yield await self._with_cost(finished, route, ending)

    async def _require_vision(self, reference: Reference) -> None:
        """Raises `ModelUnavailable` for a model that is known not to take pictures."""
        if not await self.may_see(reference):
            raise ModelUnavailable("huggingface-cannot-see", model=ModelName(name=reference.name))

    async def may_see(self, reference: Reference) -> bool:
        """False for a model that is known not to take pictures."""
        if reference.server is not None:
            return True
        try:
            hub_model = await self._mappings.model(reference.model)
        except ModelUnavailable:
            return True  # the Hub does not say; the provider will
        return hub_model.pipeline is None or hub_model.takes_pictures

    async def room(self, reference: Reference) -> int:
        """The tokens of messages that a model takes beside its answer."""
        return await self._trimming.room(reference)

    async def _with_cost(self, finished: Finished, route: Route, ending: StreamEnd) -> Finished:
        """Adds the cost, if the provider counts tokens and the router's list has prices."""
        read, written = ending.prompt_tokens, ending.tokens
        cost = None
        if route.reference.server is None and read is not None and written is not None:
            request = self._configuration.shows_costs()
            cost = await self._model_search.cost(
                route.reference.model, finished.provider, read, written, request=request
            )
        return replace(finished, prompt_tokens=read, cost_usd=cost)


def _shortened(route: Route, tokens: int) -> Sentence:
    return say("huggingface-fewer-tokens", model=ModelName(name=route.reference.name), tokens=tokens)


def _chosen_provider(response: HttpResponse) -> str | None:
    named = response.headers.get(PROVIDER_HEADER, "").strip().lower()
    return named if _PROVIDER_NAME.fullmatch(named) else None
