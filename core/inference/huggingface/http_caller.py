"""Sends one request until it is answered, with retries for transient errors only.

Retries happen only before the first piece. If a model is loading, the caller waits and says so. If a provider asks for
a short wait, it gets it. If one keeps failing, the circuit breaker pauses it.
"""

import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from core.domain.clock import Clock
from core.domain.errors import Interrupted, ModelUnavailable, UserError
from core.domain.sentences import ModelName, Quote, say
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
"""Builds the request without the named options."""


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """`retries` follow a transient error, the first after about `pause_seconds`, then doubling. `wait_seconds` is the
    longest wait that a provider may ask for, `loading_seconds` the longest loading time of a model."""

    retries: int = 2
    pause_seconds: float = 0.5
    longest_pause_seconds: float = 8.0
    wait_seconds: float = 20.0
    loading_seconds: float = 180.0
    loading_look_seconds: float = 5.0


class _RetryState:
    """The retries of one request so far."""

    def __init__(self) -> None:
        self.retries = 0
        self.waits = 0
        self.loading = 0.0
        self.dropped: frozenset[str] = frozenset()


class HttpCaller:
    """Sends requests for one engine. `remaining` is the rest of its limit that `router`, by its address, told last."""

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
        """The pieces that `read` finds in the response, waiting before them, and `Calling` before each request.

        An option from `droppable` that the server rejects is left out and added to `dropped`. Raises `EngineError` and
        its children, `BadInput` and `LimitReached`, worded for users.
        """
        state = _RetryState()
        while True:
            request = await prepare(state.dropped)
            self._check_circuit(request, model)
            begun = mused = False
            yield Calling(service=urlsplit(request.url).netloc if request.key_name else "")
            try:
                async with self._transport.send(request) as response, aclosing(read(response, request)) as pieces:
                    if self._router and request.url.startswith(self._router):
                        self.remaining = remaining(response.headers)
                    async for piece in pieces:
                        begun = begun or not isinstance(piece, ReasoningChunk | Waiting)
                        mused = True
                        yield piece
                self._breaker.succeeded(request.circuit)
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
            failure = self._failure_of(request, trouble)
            if begun:
                raise _interrupted(trouble, model)
            unliked = next(
                (
                    name
                    for name in sorted(droppable - state.dropped, key=lambda name: (-len(name), name))
                    if failure and failure.mentions(name)
                ),
                "",
            )
            if unliked:
                state.dropped |= {unliked}
                if dropped is not None:
                    dropped.add(unliked)
                continue
            pause = None if mused else self._pause(trouble, failure, request, state)
            if pause is None:
                raise self._error(trouble, failure, request, model)
            yield _waiting(failure, model, pause)
            await self._clock.sleep(pause)

    def _check_circuit(self, request: HttpRequest, model: str) -> None:
        if rest := self._breaker.rest(request.circuit):
            raise ModelUnavailable(
                "huggingface-resting",
                provider=request.provider,
                model=ModelName(name=model),
                seconds=max(1, round(rest)),
            )

    def _failure_of(self, request: HttpRequest, trouble: Exception) -> UpstreamFailure | None:
        """The parsed error, if the server sent one. Tells the circuit breaker."""
        failure = None
        if isinstance(trouble, HttpStatusError):
            failure = UpstreamFailure.read(trouble)
        elif isinstance(trouble, StreamError):
            failure = trouble.failure
        alive = failure is not None and (failure.status < 500 or failure.loading or failure.overloaded)
        if alive or isinstance(trouble, ResponseTooLarge):
            self._breaker.succeeded(request.circuit)
        else:
            self._breaker.failed(request.circuit)
        return failure

    def _pause(
        self, trouble: Exception, failure: UpstreamFailure | None, request: HttpRequest, state: _RetryState
    ) -> float | None:
        """The seconds before the next try; None if there is none."""
        retry_policy = self._retry_policy
        if failure is not None and _is_loading(failure, request):
            left = retry_policy.loading_seconds - state.loading
            pause = min(
                max(failure.wait or retry_policy.loading_look_seconds, 1.0), retry_policy.loading_look_seconds * 4
            )
            state.loading += pause
            return pause if pause <= left else None
        if failure is not None and failure.overloaded and failure.wait is not None:
            state.waits += 1
            return (
                failure.wait
                if failure.wait <= retry_policy.wait_seconds and state.waits <= retry_policy.retries
                else None
            )
        if not (isinstance(trouble, Unreachable | ResponseInterrupted) or (failure is not None and failure.transient)):
            return None
        requested_wait = failure.wait if failure and failure.wait else 0.0
        if state.retries >= retry_policy.retries or requested_wait > retry_policy.wait_seconds:
            return None
        pause = min(retry_policy.longest_pause_seconds, retry_policy.pause_seconds * 2.0**state.retries)
        state.retries += 1
        return max(requested_wait, pause * self._chance.uniform(0.5, 1.5))

    def _error(
        self, trouble: Exception, failure: UpstreamFailure | None, request: HttpRequest, model: str
    ) -> UserError:
        if failure is not None:
            return failure.error(model, request.provider, longest_wait=self._retry_policy.wait_seconds * 3)
        name, provider = ModelName(name=model), request.provider
        if isinstance(trouble, ResponseTooLarge):
            return ModelUnavailable("huggingface-answer-too-large", model=name, provider=provider)
        if isinstance(trouble, DeadlineExceeded):
            return ModelUnavailable("huggingface-too-slow", model=name, provider=provider)
        return ModelUnavailable("huggingface-unreachable", kind="unreachable", model=name, provider=provider)


def _is_loading(failure: UpstreamFailure, request: HttpRequest) -> bool:
    """True if a model is loading. Models say so; a dedicated endpoint that was scaled to zero only sends 503."""
    return failure.loading or (failure.status == 503 and ".endpoints.huggingface.cloud" in request.url)


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
