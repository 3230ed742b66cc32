"""Sends one request until it is answered, with retries for transient errors only.

Retries happen only before the first piece. If a model is loading, the caller waits and says so. A server with too many
requests is left to the fallback chain, which knows whether another one can answer. If one keeps failing, the circuit
breaker pauses it. `core.domain.retries` does not fit: these retries say what they wait for, and change the request.
"""

import json
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar
from urllib.parse import urlsplit

from core.domain.clock import Clock
from core.domain.errors import Interrupted, ModelUnavailable, UserError
from core.domain.sentences import ModelName, say
from core.inference.huggingface.circuit_breaker import CircuitBreaker, Passage
from core.inference.huggingface.credentials import ENDPOINTS_DOMAIN
from core.inference.huggingface.failures import UpstreamFailure, remaining
from core.inference.huggingface.request_options import RequestOptions
from core.inference.huggingface.stream_formats import StreamError
from core.inference.huggingface.timing import RetryPolicy
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
from core.inference.outputs import Calling, ReasoningChunk, Remaining, Waiting
from core.text.redaction import redact

logger = logging.getLogger(__name__)

_SEARCHED_BYTES = 500_000

T = TypeVar("T")
Prepare = Callable[[], Awaitable[HttpRequest]]
"""Builds the request with its options as they are now."""


class _RetryState:
    """The retries of one request so far."""

    def __init__(self) -> None:
        self.retries = 0
        self.loading = 0.0


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
        options: RequestOptions | None = None,
    ) -> AsyncGenerator[T | Waiting | Calling, None]:
        """The pieces that `read` finds in the response, waiting before them, and `Calling` before each request.

        Options that the server rejects are adjusted. Raises `EngineError` and its children, `BadInput` and
        `LimitReached`, worded for users.
        """
        state = _RetryState()
        while True:
            request = await prepare()
            passage = await self._pass_circuit(request, model)
            begun = mused = is_told = False
            try:
                yield Calling(service=urlsplit(request.url).netloc if request.key_name else "")
                try:
                    async with self._transport.send(request) as response, aclosing(read(response, request)) as pieces:
                        if self._router and request.url.startswith(self._router):
                            self.remaining = remaining(response.headers)
                        async for piece in pieces:
                            begun = begun or not isinstance(piece, ReasoningChunk | Waiting)
                            mused = True
                            yield piece
                    begun = True
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
                failure = await self._failure_of(request, trouble, model)
                is_told = True
            finally:
                if not is_told and begun:
                    await self._breaker.succeeded(request.circuit)
                elif not is_told and passage.is_trial:
                    await self._breaker.abandoned(request.circuit)
            if begun:
                raise _interrupted(trouble, model)
            if failure is not None and options is not None and options.adjust(failure):
                continue
            pause = None if mused else self._pause(trouble, failure, request, state)
            if pause is None:
                raise self._error(trouble, failure, request, model)
            yield _waiting(trouble, failure, request, model, pause)
            await self._clock.sleep(pause)

    async def _pass_circuit(self, request: HttpRequest, model: str) -> Passage:
        passage = await self._breaker.enter(request.circuit)
        if passage.rest_seconds > 0:
            raise ModelUnavailable(
                "huggingface-resting",
                provider=request.provider,
                model=ModelName(name=model),
                seconds=max(1, round(passage.rest_seconds)),
            )
        return passage

    async def _failure_of(self, request: HttpRequest, trouble: Exception, model: str) -> UpstreamFailure | None:
        """The parsed error, if the server sent one. Tells the circuit breaker, and the log."""
        failure = None
        if isinstance(trouble, HttpStatusError):
            failure = UpstreamFailure.read(trouble)
        elif isinstance(trouble, StreamError):
            failure = trouble.failure
        if failure is not None:
            said = redact(without_echo(failure.message, request.content))
            logger.info("%s: HTTP %d %s: %s", model, failure.status, failure.verdict, said)
        if (failure is not None and failure.is_alive) or isinstance(trouble, ResponseTooLarge):
            await self._breaker.succeeded(request.circuit)
        else:
            await self._breaker.failed(request.circuit)
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
        if failure is not None and failure.verdict == "overloaded":
            return None
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
            own_key = request.key_name is not None and not _is_endpoint(request)
            return failure.error(model, request.provider, own_key=own_key)
        name, provider = ModelName(name=model), request.provider
        if isinstance(trouble, ResponseTooLarge):
            return ModelUnavailable("huggingface-answer-too-large", model=name, provider=provider)
        if isinstance(trouble, DeadlineExceeded):
            return ModelUnavailable("huggingface-too-slow", model=name, provider=provider)
        return ModelUnavailable("huggingface-unreachable", kind="unreachable", model=name, provider=provider)


def without_echo(message: str, content: bytes) -> str:
    """A server's text for the log, without words that it repeats from the request: questions are never logged. Nothing
    of it beside a picture, which takes long to search."""
    if len(content) > _SEARCHED_BYTES:
        return "…"
    words, kept, at = message.split(), list[str](), 0
    while at < len(words):
        end = at
        while end < len(words) and _is_in(" ".join(words[at : end + 1]), content):
            end += 1
        is_echo = end - at >= 2 or (end > at and not words[at].isascii())
        kept.append("…" if is_echo else words[at])
        at = end if is_echo else at + 1
    return " ".join(kept)


def _is_in(words: str, content: bytes) -> bool:
    bare = words.strip("\"'“”`.,:;!?()[]{}")
    return bool(bare) and json.dumps(bare)[1:-1].encode() in content


def _is_loading(failure: UpstreamFailure, request: HttpRequest) -> bool:
    """True if a model is loading. Models say so; a dedicated endpoint that was scaled to zero only sends 503."""
    return failure.verdict == "loading" or (failure.status == 503 and _is_endpoint(request))


def _is_endpoint(request: HttpRequest) -> bool:
    """True for a dedicated Inference Endpoint, which takes Hugging Face's token."""
    return (urlsplit(request.url).hostname or "").endswith(ENDPOINTS_DOMAIN)


def _waiting(
    trouble: Exception, failure: UpstreamFailure | None, request: HttpRequest, model: str, pause: float
) -> Waiting:
    name = ModelName(name=model)
    if failure is not None and _is_loading(failure, request):
        return Waiting(sentence=say("huggingface-loading", model=name), seconds_left=failure.wait)
    unreachable = isinstance(trouble, Unreachable)
    return Waiting(
        sentence=say("huggingface-reaching-again" if unreachable else "huggingface-trying-again", model=name),
        seconds_left=pause,
    )


def _interrupted(trouble: Exception, model: str) -> UserError:
    name = ModelName(name=model)
    if isinstance(trouble, StreamError) and trouble.failure.message:
        return Interrupted("huggingface-fault", model=name, said=trouble.failure.quote())
    if isinstance(trouble, DeadlineExceeded):
        return Interrupted("huggingface-stalled", model=name)
    return Interrupted("huggingface-torn", model=name)
