"""The client for one route: sends the requests of each task and reads the responses."""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from core.domain.clock import Clock
from core.domain.errors import BadInput, BadSound, Interrupted, ModelUnavailable, PromptTooLong
from core.domain.sentences import ModelName, Sentence, names, say
from core.inference.huggingface.answer_text import OPENING_MARKS, Opened
from core.inference.huggingface.chat_templates import ChatTemplates
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.failures import ContentRefused, TooLarge
from core.inference.huggingface.http_caller import HttpCaller, Prepare
from core.inference.huggingface.media import MediaContent, MediaReader
from core.inference.huggingface.messages import PICTURE_BYTES, SMALL_PICTURE_BYTES, chat_messages
from core.inference.huggingface.model_search import ModelSearch
from core.inference.huggingface.pictures import has_aspect_ratio, reject_spoilt_picture
from core.inference.huggingface.provider_mappings import IMAGE_TO_IMAGE, ProviderMappings
from core.inference.huggingface.provider_quirks import (
    FALLBACK_VOICE,
    accepted_size,
    has_voice,
    ignored_options,
    voice_for,
)
from core.inference.huggingface.recognition_requests import (
    SoundInput,
    can_translate,
    is_accepted,
    recognition_options,
)
from core.inference.huggingface.references import Reference
from core.inference.huggingface.request_options import RequestOptions
from core.inference.huggingface.request_preparation import prepare_request
from core.inference.huggingface.routes import Route
from core.inference.huggingface.stream_formats import StreamEnd, StreamPiece, TextForm
from core.inference.huggingface.text_responses import read_text
from core.inference.huggingface.token_counter import TokenCounter
from core.inference.huggingface.transcripts import TranscriptReader
from core.inference.huggingface.transport import HttpRequest, HttpResponse, Transport
from core.inference.huggingface.trimming import ConversationTrimmer, halved
from core.inference.outputs import (
    Calling,
    Finished,
    ImageOutput,
    Output,
    ReasoningChunk,
    SpeechOutput,
    TextChunk,
    TextReset,
    Waiting,
)
from core.inference.requests import (
    ChatMessage,
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)
from core.media.file_signatures import PICTURES, SOUNDS
from core.media.processes import MEDIA_PROCESSES
from core.media.sound_work import speech_wav
from core.text.language_detection import language_of

ENGINE = "huggingface"
PROVIDER_HEADER = "x-inference-provider"
"""The header in which the router names the provider that it chose (https://github.com/huggingface/chat-ui shows it
beside an answer)."""
_PROVIDER_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TEXT_OPTIONS = frozenset({"seed", "temperature", "top_p", "repetition_penalty", "stop", "stream", "stream_options"})
_PICTURE_OPTIONS = frozenset({"seed", "negative_prompt", "guidance_scale", "num_inference_steps"})
_SPEECH_OPTIONS = frozenset({"speed", "voice"})
"""Options that can be left out of a request if a server rejects them."""
_RECOGNITION_OPTIONS = frozenset({"stream"})
_OPENAI_PICTURE_OPTIONS = _PICTURE_OPTIONS | {"size", "response_format"}
_INTERNAL_OPTIONS = frozenset({"stream", "stream_options", "response_format"})
"""Options that no user has set."""
_DONE_HERE = frozenset({"stop"})
"""Options that take effect without the server."""
_UNOPENED_LIMIT = 1_000
_DURATION_TOLERANCE = 60.0
"""The seconds by which a sound may be longer than was measured without decoding it."""
_OPTION_NAMES = {"num_inference_steps": "steps"}
_COMMAND_OPTIONS = {
    "negative_prompt": "--negative-prompt",
    "guidance_scale": "--guidance",
    "steps": "--steps",
    "voice": "--voice",
}
"""Options by the names that people type; these may be known to be ignored before anything is spent."""


class RouteClient:
    """Runs one task over one route. Each method raises `EngineError` and its children, `BadInput` and
    `LimitReached`."""

    def __init__(
        self,
        configuration: Configuration,
        transport: Transport,
        http_caller: HttpCaller,
        mappings: ProviderMappings,
        templates: ChatTemplates,
        clock: Clock,
        model_search: ModelSearch,
    ) -> None:
        self._configuration = configuration
        self._transport = transport
        self._http_caller = http_caller
        self._mappings = mappings
        self._templates = templates
        self._clock = clock
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

        run = self._http_caller.run(
            model, self._request_factory(route, inputs, options, request), read_response, options
        )
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
        ignored = options.dropped - _INTERNAL_OPTIONS - _DONE_HERE
        facts: dict[str, Any] = {"reason": ending.reason, "tokens": ending.tokens, "notes": tuple(notes)}
        finished = self._finished(route, ignored, **facts)
        if route.kind == "router":
            finished = replace(finished, provider=chosen_provider)
        yield await self._with_cost(finished, route, ending)

    async def text_to_image(self, request: ImageRequest, route: Route) -> AsyncGenerator[Output, None]:
        """One `ImageOutput`, as the provider sent it. It starts from the source picture if the route supports that."""
        from_picture = route.task == IMAGE_TO_IMAGE
        ignored = ignored_options(route.reference.model, route.provider, request, from_picture=from_picture)
        size = accepted_size(route.reference.model, route.provider, request.width, request.height)
        parameters: dict[str, Any] = {
            "negative_prompt": None if "negative_prompt" in ignored else request.negative_prompt,
            "guidance_scale": None if "guidance_scale" in ignored else request.guidance_scale,
            "num_inference_steps": None if "steps" in ignored else request.steps,
            "seed": None if "seed" in ignored else request.seed,
        }
        inputs: Any = request.prompt if request.source is None or request.instead is None else request.instead
        if from_picture and request.source is not None:  # the result has the source's shape
            inputs, parameters["prompt"] = request.source, request.prompt
            if not await has_aspect_ratio(request.source, request.width, request.height):
                ignored += ("size",)
        elif route.kind == "openai":
            parameters |= {"size": f"{request.width}x{request.height}", "response_format": "b64_json"}
        else:
            parameters["width"], parameters["height"] = size
        resized = () if from_picture or size == (request.width, request.height) else (_resized(route, size),)
        for sentence in resized:
            yield Waiting(sentence=sentence)
        waiting = _progress("painting", route, ignored)
        droppable = _OPENAI_PICTURE_OPTIONS if route.kind == "openai" else _PICTURE_OPTIONS
        options = RequestOptions(parameters, droppable)
        build_request = self._request_factory(route, inputs, options, request)
        contents = self._fetch_media(route, build_request, PICTURES, waiting, options)
        async with aclosing(contents) as outputs:
            async for output in outputs:
                if isinstance(output, MediaContent):
                    name, provider = route.reference.name, route.provider_label
                    await reject_spoilt_picture(output.data, name, provider)
                    yield ImageOutput(data=output.data, media_type=output.media_type)
                else:
                    yield output
        yield self._finished(route, (options.dropped - _INTERNAL_OPTIONS) | set(ignored), notes=resized)

    async def text_to_speech(self, request: TextToSpeechRequest, route: Route) -> AsyncGenerator[Output, None]:
        """One `SpeechOutput`, as the provider sent it."""
        model = route.reference.model
        is_known = request.voice is not None and has_voice(model, request.voice)
        voice = request.voice if is_known else voice_for(model, _speech_locale(request))
        parameters = {
            "voice": voice,
            "speed": request.speed if request.speed != 1.0 else None,
        }
        unknown = set() if request.voice in (None, voice) else {"voice"}
        waiting = _progress("speaking", route, unknown)
        # A voice that is not liked is left out; where one is demanded and none is known, it gets one.
        instead = {} if voice else {"voice": FALLBACK_VOICE}
        options = RequestOptions(parameters, _SPEECH_OPTIONS, instead)
        build_request = self._request_factory(route, request.text, options, request)
        contents = self._fetch_media(route, build_request, SOUNDS, waiting, options)
        async with aclosing(contents) as outputs:
            async for output in outputs:
                if isinstance(output, MediaContent):
                    yield SpeechOutput(data=output.data, media_type=output.media_type)
                else:
                    yield output
        dropped = options.dropped | unknown
        yield self._finished(route, dropped if request.voice else dropped - {"voice"})

    async def automatic_speech_recognition(
        self, request: SpeechRecognitionRequest, route: Route
    ) -> AsyncGenerator[Output, None]:
        """`TextChunk`s of what is said. The sound is sent as it is, and as WAV where the provider does not take it."""
        if request.translate and not can_translate(route):
            raise ModelUnavailable("huggingface-cannot-translate", model=ModelName(name=route.reference.name))
        sound = SoundInput(data=request.sound, media_type=request.media_type, translate=request.translate)
        if not is_accepted(route, sound.media_type):
            sound = await self._converted(sound, request.seconds)
        shown = False
        try:
            async with aclosing(self._recognise(sound, request, route)) as outputs:
                async for output in outputs:
                    shown = shown or isinstance(output, TextChunk)
                    yield output
            return
        except (ContentRefused, TooLarge):
            raise
        except (BadInput, ModelUnavailable) as error:
            is_format = isinstance(error, BadInput) or error.kind == "refused"
            if shown or not is_format or sound.media_type == "audio/wav":
                raise
            try:
                sound = await self._converted(sound, request.seconds)
            except BadSound:
                raise error from None
        async with aclosing(self._recognise(sound, request, route)) as outputs:
            async for output in outputs:
                yield output

    async def _converted(self, sound: SoundInput, seconds: float) -> SoundInput:
        """The sound as WAV, as every recogniser takes it. Raises `BadSound`."""
        data = await MEDIA_PROCESSES.run(
            speech_wav, sound.data, seconds_limit=seconds + _DURATION_TOLERANCE, ffmpeg=self._configuration.ffmpeg
        )
        return replace(sound, data=data, media_type="audio/wav")

    async def _recognise(
        self, sound: SoundInput, request: SpeechRecognitionRequest, route: Route
    ) -> AsyncGenerator[Output, None]:
        model = route.reference.name
        waiting = say("huggingface-listening", model=ModelName(name=model))
        reader = TranscriptReader(
            self._transport,
            self._clock,
            model=model,
            waiting=waiting,
            seconds=self._configuration.deadlines.total,
        )
        options = RequestOptions(recognition_options(route, sound), _RECOGNITION_OPTIONS)
        build_request = self._request_factory(route, sound, options, request)
        yield Waiting(sentence=waiting)
        async with aclosing(self._http_caller.run(model, build_request, reader.read, options)) as outputs:
            async for output in outputs:
                yield output
        yield self._finished(route, options.dropped - _INTERNAL_OPTIONS)

    async def _fetch_media(
        self,
        route: Route,
        build_request: Prepare,
        accepted: Mapping[str, str],
        waiting: Sentence,
        options: RequestOptions,
    ) -> AsyncGenerator[MediaContent | Waiting | Calling, None]:
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
        async with aclosing(self._http_caller.run(model, build_request, reader.read, options)) as outputs:
            async for output in outputs:
                yield output

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

    def _request_factory(
        self, route: Route, inputs: Any, options: RequestOptions, request: InferenceRequest
    ) -> Prepare:
        headers = {"x-use-cache": "0"} if request.fresh and route.kind != "openai" else {}

        async def build_request() -> HttpRequest:
            router = self._configuration.credentials.router
            return await prepare_request(route, inputs, options.sent, router, headers)

        return build_request

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

    def _finished(self, route: Route, dropped: set[str] | frozenset[str], **facts: Any) -> Finished:
        done = Finished(engine=ENGINE, model=route.reference.name, **facts)
        ignored = tuple(sorted(_OPTION_NAMES.get(name, name) for name in dropped))
        left = self._http_caller.remaining if route.reference.server is None else None
        return replace(done, ignored=ignored, provider=route.provider or None, remaining=left)


def _progress(what: str, route: Route, ignored: Collection[str]) -> Sentence:
    """The progress sentence. It names options that are known to be ignored, if the user set one."""
    model = ModelName(name=route.reference.name)
    ignored_by_name = [_COMMAND_OPTIONS[name] for name in sorted(ignored) if name in _COMMAND_OPTIONS]
    return (
        say(f"huggingface-{what}-without", model=model, options=names(ignored_by_name))
        if ignored_by_name
        else say(f"huggingface-{what}", model=model)
    )


def _shortened(route: Route, tokens: int) -> Sentence:
    return say("huggingface-fewer-tokens", model=ModelName(name=route.reference.name), tokens=tokens)


def _resized(route: Route, size: tuple[int, int]) -> Sentence:
    width, height = map(str, size)
    return say("huggingface-size-instead", provider=route.provider_label, width=width, height=height)


def _chosen_provider(response: HttpResponse) -> str | None:
    named = response.headers.get(PROVIDER_HEADER, "").strip().lower()
    return named if _PROVIDER_NAME.fullmatch(named) else None


def _speech_locale(request: TextToSpeechRequest) -> str:
    """The language of the text, with the asker's region if it is the asker's language."""
    language = language_of(request.text)
    own = request.locale.replace("_", "-").partition("-")[0].lower()
    return request.locale if language in (None, own) else language
