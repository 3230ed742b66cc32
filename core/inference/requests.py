"""Requests to engines, one class for each task."""

import math
from dataclasses import dataclass
from typing import Literal


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
