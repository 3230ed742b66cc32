"""The built-in engine as an `Engine`."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from core.domain.clock import Clock, SystemClock
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.builtin.generated_text import GeneratedText
from core.inference.builtin.model_cards import ENGINE, NAMES, answering_model, card
from core.inference.builtin.pacing import Pace, PacedOutput
from core.inference.builtin.voices import VOICES, installed
from core.inference.choice import model_needed
from core.inference.engine import Capacity, Health, ModelCard, Voice
from core.inference.outputs import Finished, Output
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)

if TYPE_CHECKING:
    from core.inference.builtin.painting.painter import Painting


class BuiltinEngine:
    """Answers every task but speech recognition by rules and synthesis; the same request gives the same bytes.

    Text is made in threads, speech and pictures in processes of their own.
    """

    name = ENGINE

    def __init__(self, pace: Pace | None = None, clock: Clock | None = None) -> None:
        self._pace = pace or Pace()
        self._clock = clock or SystemClock()

    async def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.chat_completion`: talk, a limerick, a prompt for a picture, or the description of one."""
        model = answering_model(Task.CHAT_COMPLETION, request.model)
        async for output in self._stream(lambda: _answer(request), model):
            yield output

    async def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_generation`; a token is a word or a punctuation mark."""
        model = answering_model(Task.TEXT_GENERATION, request.model)
        async for output in self._stream(lambda: _continuation(request), model):
            yield output

    async def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_image`; one PNG.

        Raises `BadInput` for an invalid size, `BadPicture` for the source, and `EngineError` if its process fails.
        """
        model = answering_model(Task.TEXT_TO_IMAGE, request.model)
        paced = PacedOutput(self._pace, self._clock)
        await paced.step()
        painting = await asyncio.to_thread(_start_painting, request, model)
        async with aclosing(painting.outputs()) as outputs:
            async for output in outputs:
                yield output
                await paced.step()
        yield Finished(engine=ENGINE, model=model, ignored=painting.ignored, notes=painting.notes)

    async def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_speech`; one WAV, 16 bit, mono, or none if the voice can read no word of the text.

        Raises `BadInput` and `NotInstalled`.
        """
        from core.inference.builtin.speech import speak

        model = answering_model(Task.TEXT_TO_SPEECH, request.model)
        await PacedOutput(self._pace, self._clock).step()
        speech, notes = await speak(request)
        if speech is not None:
            yield speech
        yield Finished(engine=ENGINE, model=model, notes=tuple(notes))

    async def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:  # noqa: ARG002 - the port's
        """As `Engine.automatic_speech_recognition`. Raises `EngineError`: no rules write speech down."""
        nothing: tuple[Output, ...] = ()
        for output in nothing:
            yield output
        raise model_needed(Task.AUTOMATIC_SPEECH_RECOGNITION)

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """One card for each task that rules can do."""
        return [card(task)] if task in NAMES else []

    async def capacity(self, request: InferenceRequest) -> Capacity:  # noqa: ARG002
        """As `TellsCapacity.capacity`: words are counted, however many there are, and no page is read from a
        picture."""
        return Capacity(tokens=10_000_000, sees=False)

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """All voices, even those that are not installed; none for another engine's model."""
        return [voice.card for voice in VOICES] if model in (None, ENGINE, card(Task.TEXT_TO_SPEECH).name) else []

    async def check(self) -> Health:
        """Always healthy; the sentence says which voices are missing."""
        neural, others = installed("hibari"), installed("espeak")
        if neural and others:
            return Health(engine=ENGINE, ok=True, sentence=say("builtin-healthy"))
        missing = "voices" if neural else "speech" if others else "both"
        return Health(engine=ENGINE, ok=True, sentence=say("builtin-healthy-partly", missing=missing))

    async def _stream(self, write: Callable[[], GeneratedText], model: str) -> AsyncGenerator[Output, None]:
        paced = PacedOutput(self._pace, self._clock)
        generated = await asyncio.to_thread(write)
        async for chunk in paced.text(generated.text):
            yield chunk
        yield Finished(
            engine=ENGINE,
            model=model,
            reason=generated.reason,
            tokens=generated.tokens,
            ignored=generated.ignored,
            notes=generated.notes,
        )


# What follows runs in threads; so does importing, which takes longer than anything else the first time.


def _answer(request: ChatRequest) -> GeneratedText:
    from core.inference.builtin.chat import answer

    return answer(request)


def _continuation(request: TextRequest) -> GeneratedText:
    from core.inference.builtin.markov import continuation

    return continuation(request)


def _start_painting(request: ImageRequest, model: str) -> "Painting":
    from core.inference.builtin.painting.painter import Painting

    return Painting(request, model)
