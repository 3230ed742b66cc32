"""Pictures and speech over one route."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from typing import Any

from core.domain.clock import Clock
from core.domain.sentences import ModelName, Sentence, names, say
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.media import MediaContent, MediaReader
from core.inference.huggingface.pictures import has_aspect_ratio, reject_spoilt_picture
from core.inference.huggingface.provider_mappings import IMAGE_TO_IMAGE
from core.inference.huggingface.provider_quirks import (
    FALLBACK_VOICE,
    accepted_size,
    has_voice,
    ignored_options,
    voice_for,
)
from core.inference.huggingface.request_options import RequestOptions
from core.inference.huggingface.route_caller import INTERNAL_OPTIONS, RouteCaller
from core.inference.huggingface.routes import Route
from core.inference.huggingface.transport import Transport
from core.inference.outputs import Calling, ImageOutput, Output, SpeechOutput, Waiting
from core.inference.requests import ImageRequest, InferenceRequest, TextToSpeechRequest
from core.media.file_signatures import PICTURES, SOUNDS
from core.text.language_detection import language_of

_PICTURE_OPTIONS = frozenset({"seed", "negative_prompt", "guidance_scale", "num_inference_steps"})
_SPEECH_OPTIONS = frozenset({"speed", "voice"})
"""Options that can be left out of a request if a server rejects them."""
_OPENAI_PICTURE_OPTIONS = _PICTURE_OPTIONS | {"size", "response_format"}
_COMMAND_OPTIONS = {
    "negative_prompt": "--negative-prompt",
    "guidance_scale": "--guidance",
    "steps": "--steps",
    "voice": "--voice",
}
"""Options by the names that people type; these may be known to be ignored before anything is spent."""


class MediaClient:
    """Makes pictures and speech over one route. Each method raises `EngineError` and its children, `BadInput` and
    `LimitReached`."""

    def __init__(self, configuration: Configuration, transport: Transport, caller: RouteCaller, clock: Clock) -> None:
        self._configuration = configuration
        self._transport = transport
        self._caller = caller
        self._clock = clock

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
        contents = self._fetch(route, inputs, options, request, PICTURES, waiting)
        async with aclosing(contents) as outputs:
            async for output in outputs:
                if isinstance(output, MediaContent):
                    name, provider = route.reference.name, route.provider_label
                    await reject_spoilt_picture(output.data, name, provider)
                    yield ImageOutput(data=output.data, media_type=output.media_type)
                else:
                    yield output
        yield self._caller.finished(route, (options.dropped - INTERNAL_OPTIONS) | set(ignored), notes=resized)

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
        contents = self._fetch(route, request.text, options, request, SOUNDS, waiting)
        async with aclosing(contents) as outputs:
            async for output in outputs:
                if isinstance(output, MediaContent):
                    yield SpeechOutput(data=output.data, media_type=output.media_type)
                else:
                    yield output
        dropped = options.dropped | unknown
        yield self._caller.finished(route, dropped if request.voice else dropped - {"voice"})

    async def _fetch(
        self,
        route: Route,
        inputs: Any,
        options: RequestOptions,
        request: InferenceRequest,
        accepted: Mapping[str, str],
        waiting: Sentence,
    ) -> AsyncGenerator[MediaContent | Waiting | Calling, None]:
        reader = MediaReader(
            self._transport,
            self._clock,
            model=route.reference.name,
            accepted=accepted,
            waiting=waiting,
            seconds=self._configuration.deadlines.total,
        )
        yield Waiting(sentence=waiting)
        async with aclosing(self._caller.run(route, inputs, options, request, reader.read)) as outputs:
            async for output in outputs:
                yield output


def _progress(what: str, route: Route, ignored: Collection[str]) -> Sentence:
    """The progress sentence. It names options that are known to be ignored, if the user set one."""
    model = ModelName(name=route.reference.name)
    ignored_by_name = [_COMMAND_OPTIONS[name] for name in sorted(ignored) if name in _COMMAND_OPTIONS]
    return (
        say(f"huggingface-{what}-without", model=model, options=names(ignored_by_name))
        if ignored_by_name
        else say(f"huggingface-{what}", model=model)
    )


def _resized(route: Route, size: tuple[int, int]) -> Sentence:
    width, height = map(str, size)
    return say("huggingface-size-instead", provider=route.provider_label, width=width, height=height)


def _speech_locale(request: TextToSpeechRequest) -> str:
    """The language of the text, with the asker's region if it is the asker's language."""
    language = language_of(request.text)
    own = request.locale.replace("_", "-").partition("-")[0].lower()
    return request.locale if language in (None, own) else language
