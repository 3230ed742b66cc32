"""The engine of one job, which does not make again what an earlier run of the job has finished.

A finished answer of an engine is stored as a checkpoint of the job, under a key of its request. A run that asks for the
same gets it from there, and no provider is asked.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import fields, is_dataclass, replace
from typing import Any, Protocol

from pydantic import JsonValue

from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.jobs import Job
from core.domain.tasks import Task
from core.inference.engine import (
    UNKNOWN_CAPACITY,
    Capacity,
    Health,
    ModelCard,
    Rest,
    SearchableEngine,
    TellsCapacity,
    TellsRests,
    Voice,
)
from core.inference.outputs import Finished, Output
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    ModelPolicy,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)
from core.inference.stored_outputs import read_outputs, store_outputs
from core.store.ports.blobs import BlobStore
from core.store.ports.checkpoints import Checkpoints

logger = logging.getLogger(__name__)

_PREFIX = "answer-"
_IDENTITY = frozenset({"model", "seed"})
"""The fields that requests of all tasks share and that tell two requests of one job apart."""
_SHARED = frozenset(field.name for field in fields(InferenceRequest))


class FinishedAnswers(Checkpoints, BlobStore, Protocol):
    """The store of finished answers and of the files in them."""


class ResumedEngine:
    """Asks `engine` for what no earlier run of the job has finished."""

    def __init__(self, engine: SearchableEngine, store: FinishedAnswers, job: Job, clock: Clock) -> None:
        self._engine = engine
        self._store = store
        self._job = job
        self._clock = clock
        self._asked: Counter[str] = Counter()
        self._finished: Mapping[str, JsonValue] | None = {} if job.run <= 1 else None

    @property
    def name(self) -> str:
        """The engine's name."""
        return self._engine.name

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.chat_completion`."""
        return self._answer(Task.CHAT_COMPLETION, request, self._engine.chat_completion(request))

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_generation`."""
        return self._answer(Task.TEXT_GENERATION, request, self._engine.text_generation(request))

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_image`."""
        return self._answer(Task.TEXT_TO_IMAGE, request, self._engine.text_to_image(request))

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_speech`."""
        return self._answer(Task.TEXT_TO_SPEECH, request, self._engine.text_to_speech(request))

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.automatic_speech_recognition`."""
        return self._answer(
            Task.AUTOMATIC_SPEECH_RECOGNITION, request, self._engine.automatic_speech_recognition(request)
        )

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """As `Engine.models`."""
        return await self._engine.models(task)

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        """As `SearchesModels.look_up`."""
        return await self._engine.look_up(task)

    async def search(self, task: Task, typed: str, model_policy: ModelPolicy) -> Sequence[ModelCard]:
        """As `SearchesModels.search`."""
        return await self._engine.search(task, typed, model_policy)

    async def served(self, task: Task) -> Sequence[ModelCard]:
        """As `ListsServedModels.served`."""
        return await self._engine.served(task)

    async def permit(self, task: Task, model: str, model_policy: ModelPolicy) -> None:
        """As `SearchesModels.permit`."""
        await self._engine.permit(task, model, model_policy)

    async def capacity(self, request: InferenceRequest) -> Capacity:
        """As `TellsCapacity.capacity`."""
        return await self._engine.capacity(request) if isinstance(self._engine, TellsCapacity) else UNKNOWN_CAPACITY

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """As `Engine.voices`."""
        return await self._engine.voices(model)

    async def check(self) -> Health:
        """As `Engine.check`."""
        return await self._engine.check()

    def rests(self) -> Sequence[Rest]:
        """As `TellsRests.rests`."""
        return self._engine.rests() if isinstance(self._engine, TellsRests) else ()

    async def _answer(
        self, task: Task, request: InferenceRequest, asked: AsyncGenerator[Output, None]
    ) -> AsyncGenerator[Output, None]:
        key = _key(task, request)
        self._asked[key] += 1
        name = f"{_PREFIX}{key}-{self._asked[key]}"
        produced: list[Output] = await self._stored(name)
        if produced:
            await asked.aclose()
            for output in produced:
                yield output
            return
        async with aclosing(asked) as outputs:
            async for output in outputs:
                produced.append(output)
                if isinstance(output, Finished):
                    await self._save(name, produced, request.user)
                yield output

    async def _save(self, name: str, produced: Sequence[Output], user: str) -> None:
        """Stores an answer. That it cannot be stored never fails it."""
        try:
            content = await store_outputs(self._store, produced, user, self._clock.now())
            await self._store.save_checkpoint(self._job.id, name, content)
        except UserError as error:
            logger.warning("an answer of job %s is not kept for another run: %s", self._job.id, error.sentence.id)

    async def _stored(self, name: str) -> list[Output]:
        """Reads an answer; nothing if there is none, or if it cannot be read any more."""
        if self._finished is None:
            self._finished = await self._store.checkpoints(self._job.id)
        content: Any = self._finished.get(name)
        if content is None:
            return []
        try:
            return await read_outputs(self._store, content)
        except (ValueError, TypeError, KeyError, UserError) as error:
            logger.warning("an answer of job %s cannot be used again: %s", self._job.id, type(error).__name__)
            return []


def _key(task: Task, request: InferenceRequest) -> str:
    """A digest of what tells the requests of one job apart.

    Of a conversation only the last message counts: other people may have said something since the earlier run.
    """
    if isinstance(request, ChatRequest):
        request = replace(request, messages=request.messages[-1:])
    digest = hashlib.sha256(task.value.encode())
    for field in fields(request):
        if field.name in _IDENTITY or field.name not in _SHARED:
            digest.update(f"|{field.name}".encode())
            _feed(digest, getattr(request, field.name))
    return digest.hexdigest()[:32]


def _feed(digest: "hashlib._Hash", value: Any) -> None:
    if isinstance(value, bytes):
        digest.update(hashlib.sha256(value).digest())
    elif isinstance(value, tuple):
        digest.update(f"({len(value)}".encode())
        for each in value:
            _feed(digest, each)
    elif is_dataclass(value):
        for field in fields(value):
            _feed(digest, getattr(value, field.name))
    else:
        digest.update(f"|{value!r}".encode("utf-8", "surrogatepass"))
