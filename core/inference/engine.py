"""The `Engine` port: it makes text, pictures and speech, and writes down what is said.

Every task is an asynchronous generator of `Output`, so that waiting, reasoning and writing are reported as they happen.
The last output of a task that succeeds is `Finished`. Closing the generator closes the upstream connection. To describe
a picture, an engine chats with the picture in the messages.
"""

import math
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from core.domain.sentences import Sentence
from core.domain.tasks import Task


@dataclass(frozen=True, kw_only=True)
class ChatMessage:
    """One message. `pictures` are encoded pictures (JPEG, PNG or WebP). `name` is the speaker, if there are several."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[bytes, ...] = ()
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class ModelPolicy:
    """The models that a place allows. With `local_only`, only engines and servers of the operator's own. With
    `price_limit`, besides the configured models any served model that costs at most so many US dollars for a million
    tokens of output."""

    local_only: bool = False
    price_limit: float | None = None


ANY_MODEL = ModelPolicy()


@dataclass(frozen=True, kw_only=True)
class InferenceRequest:
    """The fields that all tasks share. `model` None is the engine's first. The caller always draws `seed`, 0 to 2**32 -
    1.

    `locale` is the asker's language. `tenant` and `user` are charged (`Caller.key`); all users of a `network`
    (`Caller.network_key`) wait for a provider as one. `place` is `Place.key`. `fresh`
    wants no cached result. `weight` is the user's share when several wait for a provider (1.0 is the usual one).
    `model_policy` is the place's. `from_preference` says that the model comes from a saved preference, which gives way
    if it may not be used. `cached_only` wants a cached answer or none. `needs_model` wants an answer by a model, not by
    rules. An answer that is not `cacheable` is not kept.
    """

    model: str | None = None
    seed: int = 0
    locale: str = "en"
    tenant: str = ""
    user: str = ""
    network: str = ""
    job: str = ""
    fresh: bool = False
    place: str = ""
    weight: float = 1.0
    model_policy: ModelPolicy = ANY_MODEL
    from_preference: bool = False
    cached_only: bool = False
    needs_model: bool = False
    cacheable: bool = True

    @property
    def waits_as(self) -> str:
        """The key that has one share when several wait for a provider: the user, or the network of somebody who can be
        a new user at no cost."""
        return self.network or self.user

    @property
    def units(self) -> int:
        """The units that the request counts against the rates of its task."""
        return 1


@dataclass(frozen=True, kw_only=True)
class ChatRequest(InferenceRequest):
    """Messages, the oldest first. `command_prefix` goes before the names of commands in the engine's own words."""

    messages: tuple[ChatMessage, ...]
    command_prefix: str = ""
    temperature: float | None = None
    max_new_tokens: int | None = None


@dataclass(frozen=True, kw_only=True)
class TextRequest(InferenceRequest):
    """Text to continue. Engines yield new text only: `include_prompt` is the caller's business."""

    prompt: str
    temperature: float | None = None
    top_p: float | None = None
    max_new_tokens: int | None = None
    repetition_penalty: float | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImageRequest(InferenceRequest):
    """One picture; `width` and `height` in pixels. `source` is a picture to start from. A model that cannot use it
    takes `instead` as its prompt, if given, and reports that it ignored the source."""

    prompt: str
    negative_prompt: str | None = None
    width: int = 1024
    height: int = 1024
    steps: int | None = None
    guidance_scale: float | None = None
    source: bytes | None = None
    instead: str | None = None


@dataclass(frozen=True, kw_only=True)
class TextToSpeechRequest(InferenceRequest):
    """Text to speak. `voice` None is chosen by the text's language; `speed` 1.0 is the voice's own.

    `language` is the language of the text, such as `de`, where the caller knows it: a part of a text may not tell.
    """

    text: str
    language: str | None = None
    voice: str | None = None
    speed: float = 1.0


@dataclass(frozen=True, kw_only=True)
class SpeechRecognitionRequest(InferenceRequest):
    """A recording to write down: an encoded sound of so many seconds. With `translate`, in English words, whatever
    language is spoken."""

    sound: bytes
    media_type: str
    seconds: float
    translate: bool = False

    @property
    def units(self) -> int:
        """The seconds of sound."""
        return max(1, math.ceil(self.seconds))


@dataclass(frozen=True)
class TextChunk:
    """More of the answer."""

    text: str


@dataclass(frozen=True)
class TextReset:
    """All text so far was no part of the answer, which begins now: a model's reasoning is sometimes recognised only at
    its end."""


@dataclass(frozen=True)
class ReasoningChunk:
    """More of a model's reasoning: shown as progress, never as the answer."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Nothing to show yet: loading, queued, step 3 of 20. `fraction` runs from 0 to 1.

    `pause` says that the service accepts no request for this task for so many seconds.
    """

    sentence: Sentence
    fraction: float | None = None
    seconds_left: float | None = None
    pause: float | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Words of the bot itself, which stand before the answer."""

    sentence: Sentence


@dataclass(frozen=True, kw_only=True)
class Calling:
    """Announces a request to a provider. The engine sends it when the next output is taken, so the caller can hold it
    back. Users never see this.

    `service` is the host of one of the operator's own servers; empty is the engine's own service.
    """

    service: str = ""


@dataclass(frozen=True, kw_only=True)
class ImageOutput:
    """An encoded picture, as the engine sent it. `alt` is set if the engine knows what the picture shows.

    `took` is the part of the source that went into it, if there was one.
    """

    data: bytes
    media_type: str
    alt: str | None = None
    took: Literal["all", "colours"] = "all"


@dataclass(frozen=True, kw_only=True)
class SpeechOutput:
    """Encoded speech, as the engine sent it."""

    data: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """The rest of a service's own limit: so many requests in the next `seconds`; if it says so, of `limit` in each
    `window` of seconds."""

    calls: int
    seconds: float
    limit: int | None = None
    window: float | None = None


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The end of a task that succeeded.

    `engine` is `builtin` or the service's name. `reason` is `length` if a limit cut the answer. `ignored` names options
    of the request that had no effect. `tokens` were written, `prompt_tokens` read. `cost_usd` is the price of both in
    US dollars, None if unknown. `remaining` is the rest of the service's own limit, if it told.
    """

    engine: str
    model: str
    provider: str | None = None
    reason: Literal["stop", "length"] = "stop"
    tokens: int | None = None
    prompt_tokens: int | None = None
    cost_usd: float | None = None
    cached: bool = False
    ignored: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = field(default=())
    remaining: Remaining | None = None


Output = TextChunk | TextReset | ReasoningChunk | Waiting | Notice | Calling | ImageOutput | SpeechOutput | Finished


def whole_text(outputs: Iterable[Output]) -> str:
    """The text of an answer."""
    text: list[str] = []
    for output in outputs:
        match output:
            case TextChunk(more):
                text.append(more)
            case TextReset():
                text.clear()
    return "".join(text)


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
