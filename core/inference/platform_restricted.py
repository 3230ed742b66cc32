"""An engine that answers on some platforms only, such as the built-in engine if it may not answer everywhere."""

from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

from core.domain.errors import ModelUnavailable
from core.domain.tasks import Task
from core.inference.engine import Engine, Health, ModelCard, Rest, TellsRests, Voice
from core.inference.outputs import Output
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)

RequestT = TypeVar("RequestT", bound=InferenceRequest)


class PlatformRestrictedEngine:
    """Passes on requests from `platforms` to the engine behind it; for all others it is unavailable."""

    def __init__(self, engine: Engine, platforms: Collection[str]) -> None:
        self._engine = engine
        self._platforms = platforms

    @property
    def name(self) -> str:
        """The engine's own name."""
        return self._engine.name

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.chat_completion`."""
        return self._if_allowed(request, self._engine.chat_completion)

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_generation`."""
        return self._if_allowed(request, self._engine.text_generation)

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_image`."""
        return self._if_allowed(request, self._engine.text_to_image)

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_speech`."""
        return self._if_allowed(request, self._engine.text_to_speech)

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.automatic_speech_recognition`."""
        return self._if_allowed(request, self._engine.automatic_speech_recognition)

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """As `Engine.models`, for these platforms."""
        platforms = frozenset(self._platforms)
        return [replace(card, platforms=platforms) for card in await self._engine.models(task)]

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """As `Engine.voices`."""
        return await self._engine.voices(model)

    async def check(self) -> Health:
        """As `Engine.check`."""
        return await self._engine.check()

    def rests(self) -> Sequence[Rest]:
        """As `TellsRests.rests`."""
        return self._engine.rests() if isinstance(self._engine, TellsRests) else ()

    async def _if_allowed(
        self, request: RequestT, call: Callable[[RequestT], AsyncGenerator[Output, None]]
    ) -> AsyncGenerator[Output, None]:
        platform, _, _ = request.tenant.partition(":")
        if platform not in self._platforms:
            raise ModelUnavailable("engine-not-here")
        async with aclosing(call(request)) as outputs:
            async for output in outputs:
                yield output
