"""An outside engine: it answers a chat with the words that it was sent."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

from pydantic import Field

from core.domain.checks import CheckContext, SetupCheck
from core.domain.errors import ModelUnavailable
from core.domain.sentences import say
from core.domain.settings import SettingInfo, SettingsSection
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.declaration import EngineDeclaration, EngineServices, Reach
from core.inference.engine import Engine, Health, ModelCard, Voice
from core.inference.outputs import Finished, Output, TextChunk
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)

NAME = "echo"


class EchoSettings(SettingsSection):
    """The echo."""

    key_prefix = "echo_"

    times: Annotated[
        int,
        Field(ge=0, le=9, description="The number of times that the echo repeats; 0 is off"),
        SettingInfo("ECHO_TIMES"),
    ] = 0


class EchoEngine:
    """Repeats the last message."""

    name = NAME

    def __init__(self, times: int) -> None:
        self._times = times

    async def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.chat_completion`."""
        yield TextChunk(" ".join([request.messages[-1].text] * self._times))
        yield Finished(engine=NAME, model=NAME, notes=(say("echo-note", times=self._times),))

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_generation`."""
        return _unavailable(request)

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_image`."""
        return _unavailable(request)

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_speech`."""
        return _unavailable(request)

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.automatic_speech_recognition`."""
        return _unavailable(request)

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """As `Engine.models`."""
        return [ModelCard(name=NAME, engine=NAME, task=task, local=True)] if task is Task.CHAT_COMPLETION else []

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """As `Engine.voices`."""
        return []

    async def check(self) -> Health:
        """As `Engine.check`."""
        return Health(engine=NAME, ok=True, sentence=say("echo-ready", times=self._times))


async def _unavailable(_request: InferenceRequest) -> AsyncGenerator[Output, None]:
    nothing: tuple[Output, ...] = ()
    for output in nothing:
        yield output
    raise ModelUnavailable("engine-not-here")


@asynccontextmanager
async def _open(settings: EchoSettings, _services: EngineServices) -> AsyncIterator[Engine | None]:
    yield EchoEngine(settings.times) if settings.times else None


async def _reach(settings: EchoSettings) -> Reach:
    return "everywhere" if settings.times else "nowhere"


async def _check(settings: EchoSettings, context: CheckContext) -> Sequence[SetupCheck]:
    if not settings.times:
        return ()
    line = render(say("echo-ready", times=settings.times), context.locale)
    return SetupCheck(line="Echo"), SetupCheck(line=f"  {line}")


echo = EngineDeclaration(
    name=NAME,
    title="Echo",
    settings=EchoSettings,
    open=_open,
    reach=_reach,
    check=_check,
    messages="troubadour_echo",
)
