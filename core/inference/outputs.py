"""Outputs of engines: text, pictures and speech as they are made, and reports of how it goes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from core.domain.sentences import Sentence


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
