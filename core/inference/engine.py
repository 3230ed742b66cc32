"""The `Engine` port: it makes text, pictures and speech, and writes down what is said.

Every task is an asynchronous generator of `Output`, so that waiting, reasoning and writing are reported as they happen.
The last output of a task that succeeds is `Finished`. Closing the generator closes the upstream connection. To describe
a picture, an engine chats with the picture in the messages.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from core.domain.sentences import Sentence
from core.domain.tasks import Task
from core.inference.outputs import Output
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    ModelPolicy,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """A model that can be chosen. `note` says how it is reached or what it is.

    `price` is the lowest and the highest price of a million tokens of output, in US dollars, if known. `providers` may
    see what is sent. `local` is a model on this machine or on one of the operator's servers. `trouble` says why it
    cannot be used now. `platforms` are the only ones it answers on; None is all. `by_rules` marks rules, which are
    no model.
    """

    name: str
    engine: str
    task: Task
    licence: str | None = None
    note: Sentence | None = None
    price: tuple[float, float] | None = None
    providers: tuple[str, ...] = ()
    local: bool = False
    trouble: Sentence | None = None
    platforms: frozenset[str] | None = None
    by_rules: bool = False


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A voice. `language` is a tag such as `en-GB`."""

    name: str
    language: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Health:
    """The state of an engine, in one sentence: whether it can answer now."""

    engine: str
    ok: bool
    sentence: Sentence


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A provider or server that gets no requests for so many seconds, of this process. It kept failing, it accepts no
    more for now, or its credits are used up. `provider` has no part of an address that may be secret."""

    provider: str
    reason: Literal["failing", "throttled", "unpaid"]
    seconds: float


class Engine(Protocol):
    """Makes text, pictures and speech, and writes speech down. Raises `core.domain.errors.EngineError` and its
    children, and `BadInput` for input that a user can correct."""

    @property
    def name(self) -> str:
        """The engine's name for users: `builtin`, `huggingface`."""
        ...

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """`TextChunk`s of the answer; `TextReset` takes them back."""
        ...

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """`TextChunk`s of new text."""
        ...

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """One `ImageOutput`."""
        ...

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """One `SpeechOutput`."""
        ...

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        """`TextChunk`s of what is said; none where nobody speaks."""
        ...

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """The models for a task, the preferred one first; empty if the engine cannot do the task."""
        ...

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """The voices of a speech model."""
        ...

    async def check(self) -> Health:
        """The engine's health; spends nothing."""
        ...


@runtime_checkable
class AnswersFromCache(Protocol):
    """An engine that can repeat an answer without a request to a provider."""

    async def note_answers(self, key: str, job: str, user: str, began: float) -> None:
        """Notes under a key the answers that a job has given a person (`Caller.key`) since it began, if all are cached.

        All processes find them there.
        """
        ...

    async def has_answers(self, key: str, user: str) -> bool:
        """True if answers are noted under a key and all of them are cached, for a person who gets them then."""
        ...

    async def cached(self, task: Task, request: InferenceRequest) -> Sequence[Output] | None:
        """The whole answer, if it is cached and may be repeated; otherwise None."""
        ...


@runtime_checkable
class AnnouncesRequests(Protocol):
    """An engine that may send several requests for one inference request, or none."""

    @property
    def announces(self) -> bool:
        """True if a `Calling` precedes each request. If not, each inference request counts as one request."""
        ...


@runtime_checkable
class SearchesModels(Protocol):
    """An engine that can look up the providers of its models, and find further models."""

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        """As `Engine.models`, with everything that can be found out about each; may take seconds."""
        ...

    async def search(self, task: Task, typed: str, model_policy: ModelPolicy) -> Sequence[ModelCard]:
        """Further models that `permit` would allow, with `typed` in their names; may take seconds."""
        ...

    async def permit(self, task: Task, model: str, model_policy: ModelPolicy) -> None:
        """Raises `NotAllowed`, with the fix, for a model that may not be used under this policy."""
        ...


@runtime_checkable
class ListsServedModels(Protocol):
    """An engine of a service with more models than the configured ones."""

    async def served(self, task: Task) -> Sequence[ModelCard]:
        """Every model that the service serves for a task now, the most popular first; empty if it does not say. May
        take seconds."""
        ...


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The capacity of a model: `tokens` of messages, with room for the answer, and pictures if it `sees`.

    `prices` are the highest that a million tokens read and written can cost, in US dollars; None if that is not known.
    """

    tokens: int
    sees: bool
    prices: tuple[float, float] | None = None


UNKNOWN_CAPACITY = Capacity(tokens=12_000, sees=True)
"""The capacity of an engine that does not tell: models of today take at least this."""


@runtime_checkable
class TellsCapacity(Protocol):
    """An engine that knows how much its models take."""

    async def capacity(self, request: InferenceRequest) -> Capacity:
        """The capacity of the first model that a chat would be sent to; may take seconds."""
        ...


@runtime_checkable
class TellsRests(Protocol):
    """An engine that pauses requests to providers."""

    def rests(self) -> Sequence[Rest]:
        """The pauses now."""
        ...


class SearchableEngine(Engine, SearchesModels, ListsServedModels, Protocol):
    """The engine that commands get: one whose models can be searched and listed."""
