"""Speech recognition over one route."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from core.domain.clock import Clock
from core.domain.errors import BadInput, BadSound, ModelUnavailable
from core.domain.sentences import ModelName, say
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.failures import ContentRefused, TooLarge
from core.inference.huggingface.recognition_requests import SoundInput, can_translate, is_accepted, recognition_options
from core.inference.huggingface.request_options import RequestOptions
from core.inference.huggingface.route_caller import INTERNAL_OPTIONS, RouteCaller
from core.inference.huggingface.routes import Route
from core.inference.huggingface.transcripts import TranscriptReader
from core.inference.huggingface.transport import Transport
from core.inference.outputs import Output, TextChunk, Waiting
from core.inference.requests import SpeechRecognitionRequest
from core.media.processes import MEDIA_PROCESSES
from core.media.sound_work import speech_wav

_RECOGNITION_OPTIONS = frozenset({"stream"})
"""Options that can be left out of a request if a server rejects them."""
_DURATION_TOLERANCE = 60.0
"""The seconds by which a sound may be longer than was measured without decoding it."""


class RecognitionClient:
    """Writes speech down over one route. Raises `EngineError` and its children, `BadInput` and `LimitReached`."""

    def __init__(self, configuration: Configuration, transport: Transport, caller: RouteCaller, clock: Clock) -> None:
        self._configuration = configuration
        self._transport = transport
        self._caller = caller
        self._clock = clock

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
        yield Waiting(sentence=waiting)
        async with aclosing(self._caller.run(route, sound, options, request, reader.read)) as outputs:
            async for output in outputs:
                yield output
        yield self._caller.finished(route, options.dropped - INTERNAL_OPTIONS)
