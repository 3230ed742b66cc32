"""The `Engine` port: what Troubadour asks of whatever makes text, pictures and speech.

Every task is an asynchronous generator of `Output`, so that waiting, thinking and writing are told on the way. The last
output of a task that succeeded is `Finished`. Closing the generator closes the upstream. Seeing is chatting with
pictures in the messages.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from core.domain.sentences import Sentence
from core.domain.tasks import Task


class Purpose(StrEnum):
    """Why a chat is asked for. Models read it from the messages; engines without a model need to be told."""

    TALK = "talk"
    LIMERICK = "limerick"
    IMAGE_PROMPT = "image_prompt"
    DESCRIBE = "describe"


@dataclass(frozen=True, kw_only=True)
class ChatMessage:
    """One message. `pictures` are encoded pictures (JPEG, PNG or WebP), `name` is who speaks where several do."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[bytes, ...] = ()
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class ModelPolicy:
    """What a place allows: only engines and servers of the operator's own where `local_only`, and with `price_limit`
    any served model of at most so many US dollars for a million tokens of output, beside the configured ones."""

    local_only: bool = False
    price_limit: float | None = None


ANY_MODEL = ModelPolicy()


@dataclass(frozen=True, kw_only=True)
class InferenceRequest:
    """What all tasks share. `model` None is the engine's first; `seed` is always drawn by the caller, 0 to 2**32 - 1.

    `locale` is the language of who asks, `tenant` and `user` whom to charge (`Caller.key`), `place` where
    (`Place.key`); `fresh` wants no cached result. `weight` is the user's share where several wait for a provider (1.0
    is everybody's), `model_policy` is what the place allows. `standing` says that the model is not wished for this once but a
    choice of old, which gives way where it may not be used. `kept_only` wants an answer that was given before, or none.
    """

    model: str | None = None
    seed: int = 0
    locale: str = "en"
    tenant: str = ""
    user: str = ""
    job: str = ""
    fresh: bool = False
    place: str = ""
    weight: float = 1.0
    model_policy: ModelPolicy = ANY_MODEL
    from_preference: bool = False
    cached_only: bool = False


@dataclass(frozen=True, kw_only=True)
class ChatRequest(InferenceRequest):
    """Messages oldest first. `subject` is what the purpose is about, where it is not talk; `command_prefix` goes before
    the names of commands in words of the engine's own."""

    messages: tuple[ChatMessage, ...]
    purpose: Purpose = Purpose.TALK
    subject: str = ""
    command_prefix: str = ""
    temperature: float | None = None
    max_new_tokens: int | None = None


@dataclass(frozen=True, kw_only=True)
class TextRequest(InferenceRequest):
    """Text to go on with. `include_prompt` is the caller's business: engines yield new text only."""

    prompt: str
    temperature: float | None = None
    top_p: float | None = None
    max_new_tokens: int | None = None
    repetition_penalty: float | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImageRequest(InferenceRequest):
    """One picture; `width` and `height` in pixels. `source` is a picture to start from, where a model can; one that
    cannot paints `instead`, if that is given, and says that it ignored the source."""

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
    """Text to speak. `voice` None is chosen by the text's language; `speed` 1.0 is the voice's own."""

    text: str
    voice: str | None = None
    speed: float = 1.0


@dataclass(frozen=True)
class TextChunk:
    """More of the answer."""

    text: str


@dataclass(frozen=True)
class ReasoningChunk:
    """More of a model's reasoning: shown as progress, never as the answer."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Nothing to show yet: loading, queued, painting step 3 of 20. `fraction` from 0 to 1.

    `pause` says that the service has asked for so many seconds in which it takes no call of this task.
    """

    sentence: Sentence
    fraction: float | None = None
    seconds_left: float | None = None
    pause: float | None = None


@dataclass(frozen=True, kw_only=True)
class Calling:
    """A call is made as soon as the next output is taken, so that it can be held back until then; nobody is shown this.

    `service` names a server of the operator's own, by its host; empty is what the engine stands for.
    """

    service: str = ""


@dataclass(frozen=True, kw_only=True)
class ImageOutput:
    """An encoded picture, as the engine sent it. `alt` where the engine knows what is on it.

    `took` is what of the source went into it, where there was one.
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
    """What a service says may still be asked of it: so many calls in the next `seconds`; where it says so, of `limit`
    in each `window` of seconds."""

    calls: int
    seconds: float
    limit: int | None = None
    window: float | None = None


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The end of a task that succeeded.

    `engine` is `builtin` or the service's name. `reason` is `length` where the answer was cut by its limit.
    `ignored` names options of the ask that were not honoured. `tokens` were written, `prompt_tokens` read; `cost_usd`
    is the price of both in US dollars, None where it is not known. `remaining` is what the service has told of its own
    limit.
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


Output = TextChunk | ReasoningChunk | Waiting | Calling | ImageOutput | SpeechOutput | Finished


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """A model that can be chosen. `note` says how it is reached or what it is.

    `price` is the lowest and the highest that a million tokens of output may cost, in US dollars, where it is known;
    `providers` are those that may get to see what is asked. `local` is a model on this machine or on a server of the
    operator's own; `trouble` why it cannot be used now; `platforms` are the only ones that it answers on, None is all.
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


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A voice. `language` is a tag such as `en-GB`."""

    name: str
    language: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Health:
    """Whether an engine can answer now, in one sentence."""

    engine: str
    ok: bool
    sentence: Sentence


class Engine(Protocol):
    """Raises `core.domain.errors.EngineError` and its children, and `BadInput` for what a user can mend."""

    @property
    def name(self) -> str:
        """What users call it: `builtin`, `huggingface`."""
        ...

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """`TextChunk`s of the answer."""
        ...

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """`TextChunk`s of the continuation."""
        ...

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """One `ImageOutput`."""
        ...

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """One `SpeechOutput`."""
        ...

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """The models it offers for a task, the preferred one first; empty where it cannot do the task."""
        ...

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """The voices of a model that speaks."""
        ...

    async def check(self) -> Health:
        """Whether it can answer, without spending anything."""
        ...


@runtime_checkable
class ForgetsUsers(Protocol):
    """An engine that keeps answers."""

    def forget(self, user: str) -> None:
        """Drops what this person (`Caller.key`) was given."""
        ...


@runtime_checkable
class AnswersFromCache(Protocol):
    """An engine that gives the same answer again without a call."""

    def has_all(self, job: str) -> bool:
        """Whether everything that a job was answered would be answered again without a call."""
        ...

    def cached(self, task: Task, request: InferenceRequest) -> Sequence[Output] | None:
        """The whole answer, where it is kept and may be given again; None where a call is needed."""
        ...


@runtime_checkable
class AnnouncesRequests(Protocol):
    """An engine that may make several calls for what it is asked, or none."""

    @property
    def announces(self) -> bool:
        """Whether there is a `Calling` before each call. Where there is not, each ask is taken for one call."""
        ...


@runtime_checkable
class SearchesModels(Protocol):
    """An engine that can look things up: who serves its models, and which others there are."""

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        """As `Engine.models`, with everything that can be found out about each; may take seconds."""
        ...

    async def search(self, task: Task, typed: str, model_policy: ModelPolicy) -> Sequence[ModelCard]:
        """Further models with `typed` in their names that `permit` would let through; may take seconds."""
        ...

    async def permit(self, task: Task, model: str, model_policy: ModelPolicy) -> None:
        """Raises `NotAllowed`, with the fix, for a model that may not be used within these bounds."""
        ...


class SearchableEngine(Engine, SearchesModels, Protocol):
    """What commands are given: an engine that can be looked around in."""
