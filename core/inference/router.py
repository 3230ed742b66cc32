"""Tries the engines of a task in order until one answers.

If a model is gone, unsupported, broken or without credits (`ModelUnavailable`), not accepting the bot's key
(`TokenRejected`), or at its limit (`LimitReached`), the router tries the next engine, as long as nothing was shown yet.
It does the same if an engine may not use the requested model. `Finished` names the model that answered. Rules never
cover up models that failed: an engine without a model answers where no model is configured, and after a failure only if
it answers on every platform; then it begins by saying what failed.

Every request to a provider passes the call gate, including an engine's retries and its requests to other models. A
cached answer needs no request and waits for nothing. The fallback chain of `huggingface` is apart from this: it walks
along addresses, which the router does not know.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from core.domain.clock import Clock, SystemClock
from core.domain.errors import EngineError, LimitReached, ModelUnavailable, NotAllowed, TokenRejected, UserError
from core.domain.limits import microseconds
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.call_session import CallSession
from core.inference.choice import is_open, model_needed, none_local, not_offered, only_local
from core.inference.engine import (
    UNKNOWN_CAPACITY,
    AnnouncesRequests,
    AnswersFromCache,
    Capacity,
    Engine,
    Health,
    ListsServedModels,
    ModelCard,
    Rest,
    SearchesModels,
    TellsCapacity,
    TellsRests,
    Voice,
)
from core.inference.gate import CallGate, Outcome, Permit
from core.inference.outputs import Calling, Finished, Notice, Output, ReasoningChunk, Waiting
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    ModelPolicy,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)

Call = Callable[[Engine], AsyncGenerator[Output, None]]


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """An engine that may answer. `by_rules` marks one without a model, `is_everywhere` one that answers on every
    platform."""

    engine: Engine
    has_requested: bool
    has_models: bool
    by_rules: bool
    is_everywhere: bool


class Router:
    """An engine made of engines, in the order they are tried. Commands use it."""

    name = "router"

    def __init__(self, routes: Mapping[Task, Sequence[Engine]], gate: CallGate, clock: Clock | None = None) -> None:
        self._routes = routes
        self._gate = gate
        self._clock = clock or SystemClock()
        self._last_number = 0

    @property
    def engines(self) -> list[Engine]:
        """Each engine once."""
        return list({engine.name: engine for route in self._routes.values() for engine in route}.values())

    def chat_completion(self, request: ChatRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.chat_completion`."""
        return self._try_engines(Task.CHAT_COMPLETION, request, lambda engine: engine.chat_completion(request))

    def text_generation(self, request: TextRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_generation`."""
        return self._try_engines(Task.TEXT_GENERATION, request, lambda engine: engine.text_generation(request))

    def text_to_image(self, request: ImageRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_image`."""
        return self._try_engines(Task.TEXT_TO_IMAGE, request, lambda engine: engine.text_to_image(request))

    def text_to_speech(self, request: TextToSpeechRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.text_to_speech`."""
        return self._try_engines(Task.TEXT_TO_SPEECH, request, lambda engine: engine.text_to_speech(request))

    def automatic_speech_recognition(self, request: SpeechRecognitionRequest) -> AsyncGenerator[Output, None]:
        """As `Engine.automatic_speech_recognition`."""
        return self._try_engines(
            Task.AUTOMATIC_SPEECH_RECOGNITION, request, lambda engine: engine.automatic_speech_recognition(request)
        )

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """The models of all engines, in the order they are tried."""
        return [card for engine in self._routes.get(task, ()) for card in await engine.models(task)]

    async def look_up(self, task: Task) -> Sequence[ModelCard]:
        """The models of all engines, with everything that can be found out about each."""
        found: list[ModelCard] = []
        for engine in self._routes.get(task, ()):
            found += await (engine.look_up(task) if isinstance(engine, SearchesModels) else engine.models(task))
        return found

    async def search(self, task: Task, typed: str, model_policy: ModelPolicy) -> Sequence[ModelCard]:
        """Models beyond the listed ones, from all engines that can search."""
        engines = [engine for engine in self._routes.get(task, ()) if isinstance(engine, SearchesModels)]
        return [card for engine in engines for card in await engine.search(task, typed, model_policy)]

    async def served(self, task: Task) -> Sequence[ModelCard]:
        """As `ListsServedModels.served`, from all engines that can tell."""
        engines = [engine for engine in self._routes.get(task, ()) if isinstance(engine, ListsServedModels)]
        return [card for engine in engines for card in await engine.served(task)]

    async def permit(self, task: Task, model: str, model_policy: ModelPolicy) -> None:
        """As `SearchesModels.permit`: one engine that allows the model is enough."""
        refusal = not_offered(model)
        for engine in self._routes.get(task, ()):
            listed = [card for card in await engine.models(task) if card.name == model]
            usable = [card for card in listed if is_open(card, model_policy)]
            if usable and usable[0].trouble is not None:
                raise NotAllowed(usable[0].trouble)
            if usable:
                return
            if listed:
                raise only_local(model)
            if isinstance(engine, SearchesModels):
                try:
                    await engine.permit(task, model, model_policy)
                except NotAllowed as error:
                    refusal = error
                else:
                    return
        raise refusal

    async def capacity(self, request: InferenceRequest) -> Capacity:
        """As `TellsCapacity.capacity`, of the engine that is tried first."""
        candidates = await self._in_order(Task.CHAT_COMPLETION, request)
        first = candidates[0].engine if candidates else None
        return await first.capacity(request) if isinstance(first, TellsCapacity) else UNKNOWN_CAPACITY

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """The voices of the first engine that has any."""
        for engine in self._routes.get(Task.TEXT_TO_SPEECH, ()):
            if voices := await engine.voices(model):
                return voices
        return []

    async def check(self) -> Health:
        """The health of the first healthy engine, or of the first engine if none is."""
        found = [await engine.check() for engine in self.engines]
        found = found or [Health(engine="none", ok=False, sentence=say("bot-no-engine"))]
        return next((health for health in found if health.ok), found[0])

    def rests(self) -> Sequence[Rest]:
        """As `TellsRests.rests`, of all engines and of the call gate."""
        engines = [engine for engine in self.engines if isinstance(engine, TellsRests)]
        return [*(rest for engine in engines for rest in engine.rests()), *self._gate.rests()]

    async def note_answers(self, key: str, job: str, user: str, began: float) -> None:
        """As `AnswersFromCache.note_answers`, for the engine that has given all."""
        for engine in self.engines:
            if isinstance(engine, AnswersFromCache):
                await engine.note_answers(key, job, user, began)

    async def has_answers(self, key: str, user: str) -> bool:
        """As `AnswersFromCache.has_answers`, for any engine."""
        for engine in self.engines:
            if isinstance(engine, AnswersFromCache) and await engine.has_answers(key, user):
                return True
        return False

    async def _try_engines(self, task: Task, request: InferenceRequest, call: Call) -> AsyncGenerator[Output, None]:
        refusal: UserError | None = None
        self._last_number = number = max(self._last_number + 1, microseconds(self._clock.now()))
        candidates = await self._in_order(task, request)
        for candidate in candidates:
            engine = candidate.engine
            permit = Permit(task=task, engine=engine.name, model=request.model, request=request, number=number)
            cached_outputs = await engine.cached(task, request) if isinstance(engine, AnswersFromCache) else None
            if cached_outputs is None and request.cached_only:
                continue
            attempt = (
                self._attempt(permit, engine, call) if cached_outputs is None else self._replay(permit, cached_outputs)
            )
            shown = False
            notice = say("model-rules-instead", why=refusal.sentence) if candidate.by_rules and refusal else None
            try:
                async with aclosing(attempt):
                    async for output in attempt:
                        shown = shown or not isinstance(output, Waiting | ReasoningChunk)
                        if shown and notice is not None:
                            yield Notice(sentence=notice)
                            notice = None
                        yield output
                return
            except (ModelUnavailable, TokenRejected, LimitReached, NotAllowed) as error:
                if shown:
                    raise
                # The first cause is told; but that a model may not be used says more than that another engine has no
                # such model.
                is_better = isinstance(error, NotAllowed) and not isinstance(refusal, NotAllowed)
                if refusal is None or (is_better and not candidates[0].has_requested):
                    refusal = error
        raise refusal or _no_engine(task, request, is_empty=not candidates)

    async def _in_order(self, task: Task, request: InferenceRequest) -> list[_Candidate]:
        """The engines that the policy and the request allow; those that list the requested model come first."""
        platform, _, _ = request.tenant.partition(":")
        policy = request.model_policy
        found: list[_Candidate] = []
        for engine in self._routes.get(task, ()):
            cards = await engine.models(task)
            is_open_here = any(is_open(card, policy, platform) for card in cards)
            if policy.local_only and not is_open_here:
                continue
            if request.needs_model and request.model is None and not cards:
                continue  # it cannot do the task
            found.append(
                _Candidate(
                    engine=engine,
                    has_requested=is_open_here and request.model in (engine.name, *(card.name for card in cards)),
                    has_models=any(not card.by_rules and (card.local or not policy.local_only) for card in cards),
                    by_rules=bool(cards) and all(card.by_rules for card in cards),
                    is_everywhere=all(card.platforms is None for card in cards),
                )
            )
        has_models = any(candidate.has_models for candidate in found)
        allowed = [
            candidate
            for candidate in found
            if not candidate.by_rules
            or (not request.needs_model and (not has_models or candidate.has_requested or candidate.is_everywhere))
        ]
        return sorted(allowed, key=lambda candidate: not candidate.has_requested)

    async def _replay(self, permit: Permit, cached_outputs: Sequence[Output]) -> AsyncGenerator[Output, None]:
        await self._gate.served_from_cache(
            permit, next((each for each in cached_outputs if isinstance(each, Finished)), None)
        )
        for output in cached_outputs:
            yield output

    async def _attempt(self, permit: Permit, engine: Engine, call: Call) -> AsyncGenerator[Output, None]:
        session = CallSession(self._gate, permit)
        outcome: Outcome = "stopped"
        finished: Finished | None = None
        try:
            if not (isinstance(engine, AnnouncesRequests) and engine.announces):
                async with aclosing(session.enter()) as waits:
                    async for waiting in waits:
                        yield waiting
            async with aclosing(call(engine)) as outputs:
                async for output in outputs:
                    match output:
                        case Calling(service=service):
                            async with aclosing(session.enter(service)) as waits:
                                async for waiting in waits:
                                    yield waiting
                            continue
                        case Finished():
                            outcome, finished = "ok", output
                        case Waiting(pause=float(seconds)):
                            await session.throttled(seconds)
                    yield output
        except Exception as error:
            outcome = "failed"
            await session.refused(error)
            raise
        finally:
            await session.end(outcome, finished)


def _no_engine(task: Task, request: InferenceRequest, *, is_empty: bool) -> UserError:
    """The refusal of a request that no engine was asked for."""
    if request.cached_only:
        return NotAllowed("limit-kept-only")
    if request.model_policy.local_only:
        return none_local(task)
    if request.needs_model and is_empty:
        return model_needed(task)
    return EngineError("no-engine", task=task.value)
