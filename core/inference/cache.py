"""A cache around an engine, for requests that repeat.

A request hits only if it is truly the same: the same task with the same words, options and seed, in the same tenant.
Callers draw a new seed for each request, so hits come from repeated seeds, speech and the description of the same
picture, for which the seed is fixed; temperature 0 needs no seed. A chat with more than one message is never cached. A
cached answer has the same bytes, comes immediately, and costs nothing. Answers are in the store: a restart keeps them,
and all processes have the same. Of the request, only a digest is held.
"""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import fields, replace
from typing import Any, Protocol

from pydantic import JsonValue

from core.domain.clock import Clock
from core.domain.errors import Missing, NotAllowed, UserError
from core.domain.tasks import Task
from core.inference.choice import not_offered
from core.inference.engine import (
    AnnouncesRequests,
    Engine,
    Health,
    ListsServedModels,
    ModelCard,
    Rest,
    SearchesModels,
    TellsRests,
    Voice,
)
from core.inference.outputs import Finished, ImageOutput, Output, SpeechOutput, TextChunk, whole_text
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
from core.store.ports.cached_answers import CachedAnswers

BYTES_LIMIT = 64_000_000
SECONDS = 3600.0
_NOT_IN_THE_KEY = frozenset({"user", "network", "job", "fresh", "seed", "place", "weight", "cached_only"})
_JOBS_LIMIT = 10_000

logger = logging.getLogger(__name__)


class CachedAnswerStore(CachedAnswers, BlobStore, Protocol):
    """The store of answers and of the files in them."""


class CachedEngine:
    """Asks `engine` for answers that are not in the store. There they have at most `bytes_limit` bytes, and each stays
    for `seconds`."""

    def __init__(
        self,
        engine: Engine,
        store: CachedAnswerStore,
        clock: Clock,
        *,
        bytes_limit: int = BYTES_LIMIT,
        seconds: float = SECONDS,
    ) -> None:
        self._engine = engine
        self._kept = store
        self._clock = clock
        self._bytes_limit = bytes_limit
        self._seconds = seconds
        self._by_job: OrderedDict[str, set[str | None]] = OrderedDict()
        self._locks: dict[str, tuple[asyncio.Lock, list[None]]] = {}

    @property
    def name(self) -> str:
        """The engine's name."""
        return self._engine.name

    @property
    def announces(self) -> bool:
        """As the engine; a cached answer needs no request."""
        return isinstance(self._engine, AnnouncesRequests) and self._engine.announces

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.chat_completion`."""
        return self._answer(Task.CHAT_COMPLETION, request, lambda: self._engine.chat_completion(request))

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_generation`."""
        return self._answer(Task.TEXT_GENERATION, request, lambda: self._engine.text_generation(request))

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_image`."""
        return self._answer(Task.TEXT_TO_IMAGE, request, lambda: self._engine.text_to_image(request))

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_speech`."""
        return self._answer(Task.TEXT_TO_SPEECH, request, lambda: self._engine.text_to_speech(request))

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.automatic_speech_recognition`."""
        return self._answer(
            Task.AUTOMATIC_SPEECH_RECOGNITION, request, lambda: self._engine.automatic_speech_recognition(request)
        )

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """The engine's models."""
        return await self._engine.models(task)

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        """As `SearchesModels.look_up`, if the engine can look things up, otherwise as `Engine.models`."""
        engine = self._engine
        return await (engine.look_up(task) if isinstance(engine, SearchesModels) else engine.models(task))

    async def search(self, task: Task, typed: str, model_policy: ModelPolicy) -> Sequence[ModelCard]:
        """As `SearchesModels.search`, if the engine can look things up."""
        return await self._engine.search(task, typed, model_policy) if isinstance(self._engine, SearchesModels) else ()

    async def served(self, task: Task) -> Sequence[ModelCard]:
        """As `ListsServedModels.served`, if the engine can tell."""
        return await self._engine.served(task) if isinstance(self._engine, ListsServedModels) else ()

    async def permit(self, task: Task, model: str, model_policy: ModelPolicy) -> None:
        """As `SearchesModels.permit`, if the engine can look things up."""
        if not isinstance(self._engine, SearchesModels):
            raise not_offered(model)
        await self._engine.permit(task, model, model_policy)

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """The engine's voices."""
        return await self._engine.voices(model)

    async def check(self) -> Health:
        """The engine's health."""
        return await self._engine.check()

    def rests(self) -> Sequence[Rest]:
        """As `TellsRests.rests`."""
        return self._engine.rests() if isinstance(self._engine, TellsRests) else ()

    async def _answer(
        self, task: Task, request: InferenceRequest, call: Callable[[], AsyncGenerator[Output, None]]
    ) -> AsyncGenerator[Output, None]:
        key = _key(task, request)
        self._note_key(request.job, key)
        if request.cached_only and (key is None or not await self._has([key])):
            raise NotAllowed("limit-kept-only")
        if key is None:
            async with aclosing(call()) as outputs:
                async for output in outputs:
                    yield output
            return
        async with self._exclusive(key):  # the same request meanwhile waits for this answer
            cached = await self._reuse(key, request)
            if cached is not None:
                for output in cached:
                    yield output
                return
            produced: list[Output] = []
            began = self._clock.now()
            async with aclosing(call()) as outputs:
                async for output in outputs:
                    produced.append(output)
                    yield output
            await self._save(key, produced, request.user, began)

    async def note_answers(self, key: str, job: str, user: str, began: float) -> None:
        """As `AnswersFromCache.note_answers`. That they cannot be noted fails nothing."""
        keys = self._by_job.get(job, ())
        known = sorted(each for each in keys if each is not None)
        if not known or len(known) != len(keys):
            return
        now = self._clock.now()
        try:
            if await self._has(known):
                await self._kept.save_cached_answer(
                    key,
                    list[JsonValue](known),
                    user,
                    len(json.dumps(known)),
                    began=began,
                    at=now,
                    until=now + self._seconds,
                    limit=self._bytes_limit,
                )
        except UserError as error:
            logger.warning("answers are not noted in the cache: %s", error.sentence.id)

    async def has_answers(self, key: str, user: str) -> bool:
        """As `AnswersFromCache.has_answers`."""
        keys = await self._kept.cached_answer(key, user, self._clock.now()) if self._bytes_limit else None
        return isinstance(keys, list) and await self._has([str(each) for each in keys])

    async def cached(self, task: Task, request: InferenceRequest) -> Sequence[Output] | None:
        """As `AnswersFromCache.cached`."""
        key = _key(task, request)
        if key is None or (outputs := await self._reuse(key, request)) is None:
            return None
        self._note_key(request.job, key)
        return outputs

    async def _has(self, keys: Sequence[str]) -> bool:
        return bool(self._bytes_limit) and await self._kept.has_cached_answers(keys, self._clock.now())

    async def _reuse(self, key: str, request: InferenceRequest) -> Sequence[Output] | None:
        """Returns a cached answer. One that cannot be read is none."""
        if request.fresh or not self._bytes_limit:
            return None
        try:
            content = await self._kept.cached_answer(key, request.user, self._clock.now())
            return None if content is None else await read_outputs(self._kept, content)
        except Missing:
            await self._kept.drop_cached_answer(key)
        except (ValueError, TypeError, KeyError, UserError) as error:
            logger.warning("a cached answer cannot be used: %s", type(error).__name__)
        return None

    def _note_key(self, job: str, key: str | None) -> None:
        self._by_job.setdefault(job, set()).add(key)
        while len(self._by_job) > _JOBS_LIMIT:
            self._by_job.popitem(last=False)

    @asynccontextmanager
    async def _exclusive(self, key: str) -> AsyncGenerator[None, None]:
        lock, waiting = self._locks.setdefault(key, (asyncio.Lock(), []))
        waiting.append(None)
        try:
            async with lock:
                yield
        finally:
            waiting.pop()
            if not waiting:
                del self._locks[key]

    async def _save(self, key: str, produced: Sequence[Output], user: str, began: float) -> None:
        """Keeps an answer. That it cannot be kept never fails it."""
        outputs, now = _cacheable(produced), self._clock.now()
        size = sum(_size(output) for output in outputs)
        if not outputs or size > self._bytes_limit:
            return
        try:
            content = await store_outputs(self._kept, outputs, user, now)
            await self._kept.save_cached_answer(
                key, content, user, size, began=began, at=now, until=now + self._seconds, limit=self._bytes_limit
            )
        except UserError as error:
            logger.warning("an answer is not kept in the cache: %s", error.sentence.id)


def _key(task: Task, request: InferenceRequest) -> str | None:
    """The digest of everything that makes two requests the same; None for a request that is never cached."""
    if not request.cacheable:
        return None
    seeded = True
    match request:
        case ChatRequest():
            if sum(message.role != "system" for message in request.messages) != 1:
                return None
            seeded = request.temperature != 0
        case TextRequest():
            seeded = request.temperature != 0
        case TextToSpeechRequest() | SpeechRecognitionRequest():
            seeded = False
    digest = hashlib.sha256(f"{task.value}\0{request.seed if seeded else None}".encode())
    for field in fields(request):
        if field.name not in _NOT_IN_THE_KEY:
            digest.update(
                f"\0{field.name}\0{_serialised(getattr(request, field.name))}".encode("utf-8", "surrogatepass")
            )
    return digest.hexdigest()


def _serialised(value: Any) -> str:
    """A value as text, different for different values; bytes as their digest."""
    if isinstance(value, bytes):
        return f"sha256 {hashlib.sha256(value).hexdigest()}"
    if isinstance(value, tuple):
        return f"({','.join(map(_serialised, value))})"
    if hasattr(value, "__dataclass_fields__"):
        return f"{{{','.join(f'{field.name}={_serialised(getattr(value, field.name))}' for field in fields(value))}}}"
    return repr(value)


def _cacheable(produced: Sequence[Output]) -> tuple[Output, ...]:
    """The outputs worth keeping: the text as one piece, the media, and the end, marked as cached.

    Empty if the answer was cut or never ended.
    """
    if not produced or not isinstance(produced[-1], Finished) or produced[-1].reason != "stop":
        return ()
    text = whole_text(produced)
    media = [output for output in produced if isinstance(output, ImageOutput | SpeechOutput)]
    end = replace(produced[-1], cached=True, remaining=None)
    return (*([TextChunk(text)] if text else []), *media, end)


def _size(output: Output) -> int:
    match output:
        case TextChunk(text):
            return len(text.encode("utf-8", "surrogatepass"))
        case ImageOutput() | SpeechOutput():
            return len(output.data)
    return 500
