"""Sending one request until it is answered: patience with what passes, none with what does not.

Retries are for the time before the first piece only. A model that loads is waited for and said to load; a provider that
asks for a short wait gets it; one that keeps failing is left alone by the breaker.
"""

import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from core.domain.clock import Clock
from core.domain.errors import Interrupted, ModelUnavailable, UserError
from core.domain.sentences import ModelName, Quote, Value, say
from core.inference.engine import Calling, ReasoningChunk, Remaining, Waiting
from core.inference.huggingface.circuit_breaker import CircuitBreaker
from core.inference.huggingface.failures import UpstreamFailure, remaining
from core.inference.huggingface.stream_formats import StreamError
from core.inference.huggingface.transport import (
    DeadlineExceeded,
    HttpRequest,
    HttpResponse,
    HttpStatusError,
    ResponseInterrupted,
    ResponseTooLarge,
    Transport,
    Unreachable,
)

T = TypeVar("T")
Prepare = Callable[[frozenset[str]], Awaitable[HttpRequest]]
"""Makes the request without the options that are named."""


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """`retries` after what may pass at once, the first about `pause_seconds` later, doubling; `wait_seconds` is the
    longest that a provider may ask for; `loading_seconds` how long a model may load."""

    retries: int = 2
    pause_seconds: float = 0.5
    longest_pause_seconds: float = 8.0
    wait_seconds: float = 20.0
    loading_seconds: float = 180.0
    loading_look_seconds: float = 5.0


class _RetryState:
    """What one exchange has behind it."""

    def __init__(self) -> None:
        self.retries = 0
        self.waits = 0
        self.loading = 0.0
        self.dropped: frozenset[str] = frozenset()


class HttpCaller:
    """Sends requests for one engine. `remaining` is what `router`, by its address, has told last of its own limit."""

    def __init__(
        self,
        transport: Transport,
        breaker: CircuitBreaker,
        retry_policy: RetryPolicy,
        clock: Clock,
        chance: random.Random,
        router: str = "",
    ) -> None:
        self.remaining: Remaining | None = None
        self._router = router
        self._transport = transport
        self._breaker = breaker
        self._retry_policy = retry_policy
        self._clock = clock
        self._chance = chance

    async def run(
        self,
        model: str,
        prepare: Prepare,
        read: Callable[[HttpResponse, HttpRequest], AsyncGenerator[T, None]],
        droppable: frozenset[str] = frozenset(),
        dropped: set[str] | None = None,
    ) -> AsyncGenerator[T | Waiting | Calling, None]:
        """The pieces that `read` finds in the answer, waiting before them, and `Calling` before each request.

        An option of `droppable` that the server does not like is left out, and added to `dropped`. Raises `EngineError`
        and its children, `BadInput` and `LimitReached`, worded.
        """
        tries = _RetryState()
        while True:
            call = await prepare(tries.dropped)
            self._check_circuit(call, model)
            begun = mused = False
            yield Calling(service=urlsplit(call.url).netloc if call.key_name else "")
            try:
                async with self._transport.send(call) as answer, aclosing(read(answer, call)) as pieces:
                    if self._router and call.url.startswith(self._router):
                        self.remaining = remaining(answer.headers)
                    async for piece in pieces:
                        begun = begun or not isinstance(piece, ReasoningChunk | Waiting)
                        mused = True
                        yield piece
                self._breaker.succeeded(call.circuit)
                return
            except (
                HttpStatusError,
                StreamError,
                Unreachable,
                ResponseInterrupted,
                DeadlineExceeded,
                ResponseTooLarge,
            ) as error:
                trouble = error
            failure = self._failure_of(call, trouble)
            if begun:
                raise _interrupted(trouble, model)
            unliked = next(
                (
                    name
                    for name in sorted(droppable - tries.dropped, key=lambda name: (-len(name), name))
                    if failure and failure.mentions(name)
                ),
                "",
            )
            if unliked:
                tries.dropped |= {unliked}
                if dropped is not None:
                    dropped.add(unliked)
                continue
            pause = None if mused else self._pause(trouble, failure, call, tries)
            if pause is None:
                raise self._error(trouble, failure, call, model)
            yield _waiting(failure, model, pause)
            await self._clock.sleep(pause)

    def _check_circuit(self, call: HttpRequest, model: str) -> None:
        if rest := self._breaker.rest(call.circuit):
            raise ModelUnavailable(
                "huggingface-resting", provider=call.provider, model=ModelName(name=model), seconds=max(1, round(rest))
            )

    def _failure_of(self, call: HttpRequest, trouble: Exception) -> UpstreamFailure | None:
        """What was said, where something was said; the breaker learns of it."""
        failure = None
        if isinstance(trouble, HttpStatusError):
            failure = UpstreamFailure.read(trouble)
        elif isinstance(trouble, StreamError):
            failure = trouble.failure
        alive = failure is not None and (failure.status < 500 or failure.loading or failure.overloaded)
        if alive or isinstance(trouble, ResponseTooLarge):
            self._breaker.succeeded(call.circuit)
        else:
            self._breaker.failed(call.circuit)
        return failure

    def _pause(
        self, trouble: Exception, failure: UpstreamFailure | None, call: HttpRequest, tries: _RetryState
    ) -> float | None:
        """How long to wait before it is tried again; None where it is not."""
        retry_policy = self._retry_policy
        if failure is not None and _is_loading(failure, call):
            left = retry_policy.loading_seconds - tries.loading
            pause = min(
                max(failure.wait or retry_policy.loading_look_seconds, 1.0), retry_policy.loading_look_seconds * 4
            )
            tries.loading += pause
            return pause if pause <= left else None
        if failure is not None and failure.overloaded and failure.wait is not None:
            tries.waits += 1
            return (
                failure.wait
                if failure.wait <= retry_policy.wait_seconds and tries.waits <= retry_policy.retries
                else None
            )
        if not (isinstance(trouble, Unreachable | ResponseInterrupted) or (failure is not None and failure.transient)):
            return None
        told = failure.wait if failure and failure.wait else 0.0
        if tries.retries >= retry_policy.retries or told > retry_policy.wait_seconds:
            return None
        pause = min(retry_policy.longest_pause_seconds, retry_policy.pause_seconds * 2.0**tries.retries)
        tries.retries += 1
        return max(told, pause * self._chance.uniform(0.5, 1.5))

    def _error(self, trouble: Exception, failure: UpstreamFailure | None, call: HttpRequest, model: str) -> UserError:
        if failure is not None:
            return failure.error(model, call.provider, longest_wait=self._retry_policy.wait_seconds * 3)
        names: dict[str, Value] = {"model": ModelName(name=model), "provider": call.provider}
        if isinstance(trouble, ResponseTooLarge):
            return ModelUnavailable("huggingface-answer-too-large", **names)
        if isinstance(trouble, DeadlineExceeded):
            return ModelUnavailable("huggingface-too-slow", **names)
        return ModelUnavailable("huggingface-unreachable", **names)


def _is_loading(failure: UpstreamFailure, call: HttpRequest) -> bool:
    """A model says when it will be there; a dedicated endpoint that was scaled to nothing only says 503."""
    return failure.loading or (failure.status == 503 and ".endpoints.huggingface.cloud" in call.url)


def _waiting(failure: UpstreamFailure | None, model: str, pause: float) -> Waiting:
    if failure is not None and failure.loading:
        return Waiting(sentence=say("huggingface-loading", model=ModelName(name=model)), seconds_left=failure.wait)
    asked = pause if failure is not None and failure.overloaded and failure.wait is not None else None
    sentence = say("huggingface-trying-again", model=ModelName(name=model))
    return Waiting(sentence=sentence, seconds_left=pause, pause=asked)


def _interrupted(trouble: Exception, model: str) -> UserError:
    name = ModelName(name=model)
    if isinstance(trouble, StreamError) and trouble.failure.message:
        return Interrupted("huggingface-fault", model=name, said=Quote(text=trouble.failure.message))
    if isinstance(trouble, DeadlineExceeded):
        return Interrupted("huggingface-stalled", model=name)
    return Interrupted("huggingface-torn", model=name)
