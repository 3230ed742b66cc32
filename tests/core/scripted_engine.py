"""An engine that gives the answers a test has written down."""

import io
from collections.abc import AsyncGenerator, Callable, Sequence

import numpy as np
import soundfile
from PIL import Image

from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.engine import Health, ModelCard, Voice
from core.inference.outputs import Finished, ImageOutput, Output, SpeechOutput, TextChunk
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)

Answer = list[Output | Exception]

GOOD_LIMERICK = """A painter who lived by the sea
Would paint every fish that was free
They posed in a row
And put on a show
Then swam off in time for their tea"""


def text(words: str, **finish: object) -> Answer:
    """An answer of a few words, then its end."""
    chunks: Answer = [TextChunk(word) for word in words.splitlines(keepends=True)]
    return [*chunks, Finished(engine="script", model="scripted", **finish)]  # type: ignore[arg-type]


def picture(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    """A PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def tone(seconds: float = 0.5, rate: int = 16_000) -> bytes:
    """A WAV of a 440 Hz tone."""
    out = io.BytesIO()
    soundfile.write(out, 0.3 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate), rate, format="WAV")
    return out.getvalue()


SAID = "Read me the weather, please."
"""The words that the engine hears in every recording."""


class ScriptedEngine:
    """Answers with a function of the request, and keeps requests in `asked`. `closed` counts closed generators."""

    def __init__(self, answer: Callable[[InferenceRequest], Answer] | None = None, name: str = "script") -> None:
        self._answer = answer or usual
        self._name = name
        self.asked: list[InferenceRequest] = []
        self.closed = 0

    @property
    def name(self) -> str:
        return self._name

    async def _play(self, request: InferenceRequest) -> AsyncGenerator[Output, None]:
        self.asked.append(request)
        try:
            for output in self._answer(request):
                if isinstance(output, Exception):
                    raise output
                yield output
        finally:
            self.closed += 1

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        return self._play(request)

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        return self._play(request)

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        return self._play(request)

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        return self._play(request)

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        return self._play(request)

    async def models(self, task: Task) -> Sequence[ModelCard]:
        return [ModelCard(name=f"{self._name}-{task.value}", engine=self._name, task=task)]

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        return [Voice(name="ada", language="en-GB", label="Ada")]

    async def check(self) -> Health:
        return Health(engine=self._name, ok=True, sentence=say("status-version", version="scripted"))


def usual(request: InferenceRequest) -> Answer:
    """The answer of an engine without an answer of its own."""
    done = Finished(engine="script", model=request.model or "scripted")
    match request:
        case ChatRequest():
            is_limerick = request.messages[0].text.startswith("Write a limerick")
            return text(GOOD_LIMERICK if is_limerick else f"You said: {request.messages[-1].text}")
        case TextRequest():
            return text(" and so on")
        case SpeechRecognitionRequest():
            return [TextChunk(SAID), done]
        case ImageRequest():
            return [ImageOutput(data=picture(), media_type="image/png"), done]
        case _:
            return [SpeechOutput(data=tone(), media_type="audio/wav"), done]
