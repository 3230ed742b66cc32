"""The fallback chain: tries one route after the other until one answers.

It is apart from the router, which tries engines: the router holds the call gate and knows nothing of addresses; the
chain knows the addresses of one engine, and what each of them said last (too many requests, no credits, no chat route).
"""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from core.domain.clock import Clock
from core.domain.errors import (
    BadInput,
    CreditsUsedUp,
    Interrupted,
    ModelUnavailable,
    TokenRejected,
    UnavailableKind,
    UserError,
)
from core.domain.sentences import ModelName, Moment, Sentence, names, say
from core.domain.tasks import Task
from core.inference.engine import Rest
from core.inference.huggingface.admin_alerts import AdminAlerts, next_month
from core.inference.huggingface.circuit_breaker import circuit_name
from core.inference.huggingface.failures import ContentRefused, TooManyRequests
from core.inference.huggingface.known_rests import KnownRests
from core.inference.huggingface.references import Reference
from core.inference.huggingface.routes import Route, Routes
from core.inference.huggingface.timing import RetryPolicy
from core.inference.outputs import Calling, Finished, Output, ReasoningChunk, Waiting
from core.store.ports.address_rests import AddressRest, AddressRests

logger = logging.getLogger(__name__)

Attempt = Callable[[Route], AsyncGenerator[Output, None]]

NOT_SERVED: frozenset[UnavailableKind] = frozenset({"not_served", "gone", "not_mapped", "no_template"})
"""The reasons that say that this route cannot reach the model."""

TEMPLATE_FIRST_SECONDS = 600.0
"""The time for which a model is assumed to have no chat route, after it answered through its own template."""
TEMPLATE_FIRST_LIMIT = 1_000
"""The number of models for which this is remembered, as users can request any name."""
PAYMENT_RETRY_SECONDS = 3600.0
"""The time after which one request is risked when credits are used up: somebody may have bought some."""
_ALMOST_NOW_SECONDS = 0.001
_ACCOUNT = "account"
"""The name of the account that pays, of which there is one."""


@dataclass
class _Walk:
    """One walk along the routes: the refusals so far, each with the name of its model. `asked` says that a route was
    tried, `answered` that one answered."""

    refusals: list[tuple[str, UserError]] = field(default_factory=list)
    token_is_rejected: bool = False
    asked: bool = False
    answered: bool = False

    @property
    def soonest(self) -> float | None:
        """The seconds until one of the routes with too many requests takes one again."""
        return min((error.seconds for _, error in self.refusals if isinstance(error, TooManyRequests)), default=None)

    @property
    def only_limits(self) -> bool:
        """True if every route has too many requests."""
        return bool(self.refusals) and all(isinstance(error, TooManyRequests) for _, error in self.refusals)


class FallbackChain:
    """Tries references in order, each over all its routes, as long as nothing was shown."""

    def __init__(
        self,
        routes: Routes,
        admin_alerts: AdminAlerts,
        clock: Clock,
        retry_policy: RetryPolicy,
        rests: AddressRests | None = None,
    ) -> None:
        """`rests` are those of all processes."""
        self._routes = routes
        self._admin_alerts = admin_alerts
        self._clock = clock
        self._retry_policy = retry_policy
        self._logged: set[tuple[Reference, str]] = set()
        self._without_chat_route: dict[Reference, float] = {}
        self._throttled = KnownRests(clock, "throttled", rests)
        self._unpaid = KnownRests(clock, "unpaid", rests)

    async def run(
        self,
        task: Task,
        references: Sequence[Reference],
        attempt: Attempt,
        requested: str | None,
        *,
        from_picture: bool = False,
    ) -> AsyncGenerator[Output, None]:
        """The outputs of the first route that answers. If none does, raises the first refusal, with the soonest time if
        it is a limit. If every route has too many requests, a short wait is waited. A refusal of the content and an
        answer that broke off are raised immediately.

        While credits are used up, the models that they pay for are skipped until the next try. If a model has only
        answered through its own template, that is tried first for a while. A server with too many requests gets none
        for this model until the time that it told.
        """
        for remaining_waits in reversed(range(self._retry_policy.retries + 1)):
            walk = _Walk()
            outputs = self._walk(walk, task, references, attempt, requested, from_picture=from_picture)
            async with aclosing(outputs):
                async for output in outputs:
                    yield output
            if walk.answered:
                return
            pause = walk.soonest
            if not walk.only_limits or pause is None or pause > self._retry_policy.wait_seconds or not remaining_waits:
                raise await self._refusal(walk, task, references)
            model, moment = ModelName(name=walk.refusals[0][0]), Moment(at=self._clock.now() + pause)
            busy, held = say("huggingface-trying-again", model=model), say("gate-held", moment=moment)
            yield Waiting(sentence=busy if walk.asked else held, seconds_left=pause, pause=pause)
            await self._clock.sleep(pause)

    async def _walk(
        self,
        walk: _Walk,
        task: Task,
        references: Sequence[Reference],
        attempt: Attempt,
        requested: str | None,
        *,
        from_picture: bool,
    ) -> AsyncGenerator[Output, None]:
        for reference in references:
            if reference.server is None and (unpaid := await self._payment_required()) is not None:
                walk.refusals.append((reference.name, ModelUnavailable(unpaid[0], kind="credits")))
                continue
            if reference.server is None and walk.token_is_rejected:
                continue
            try:
                routes = list(await self._routes.find(reference, task, from_picture=from_picture))
            except ModelUnavailable as error:
                self._report(task, reference, error)
                walk.refusals.append((reference.name, error))
                continue
            if task is Task.CHAT_COMPLETION and self._without_chat_route.get(reference, 0.0) > self._clock.now():
                routes = [*await self._templated(reference), *routes]
            passed: list[UserError] = []
            tried: list[Route] = []
            while routes:
                route = routes.pop(0)
                tried.append(route)
                if rest := await self._rest(route):
                    walk.refusals.append((reference.name, TooManyRequests(reference.name, route.provider_label, rest)))
                    continue
                shown, walk.asked = False, True
                try:
                    async with aclosing(attempt(route)) as outputs:
                        async for output in outputs:
                            shown = shown or not isinstance(output, Calling | Waiting | ReasoningChunk)
                            yield _with_notes(output, walk.refusals, requested)
                    if route.templated:
                        self._note_without_chat_route(reference)
                    await self._throttled.forget(_address(route))
                    walk.answered = True
                    return
                except (ContentRefused, Interrupted):
                    raise
                except (ModelUnavailable, TooManyRequests, TokenRejected, BadInput) as error:
                    if shown:
                        raise
                    if isinstance(error, TooManyRequests):
                        error = await self._note_rest(route, error)
                    walk.refusals.append((reference.name, error))
                    passed.append(error)
                    if reference.server is None and isinstance(error, TokenRejected) and error.kind == "unknown":
                        walk.token_is_rejected = True
                        break
                    if not isinstance(error, ModelUnavailable):
                        continue
                    if error.kind == "credits" and reference.server is None:
                        await self._note_payment_required(error)
                    if task is Task.CHAT_COMPLETION and not route.templated and error.kind in NOT_SERVED:
                        routes += [each for each in await self._templated(reference) if each not in tried]
            for number, each in enumerate(passed):
                # Without a chat route the template was tried: the operator needs only the reason for that.
                if not (number and isinstance(each, ModelUnavailable) and each.kind == "no_template"):
                    self._report(task, reference, each)

    async def _refusal(self, walk: _Walk, task: Task, references: Sequence[Reference]) -> UserError:
        """The refusal of a whole walk."""
        are_paid = all(reference.server is None for reference in references)
        if are_paid and (unpaid := await self._payment_required()) is not None:
            sentence, seconds = unpaid
            return CreditsUsedUp(sentence, seconds=seconds)
        if not walk.refusals:
            return ModelUnavailable("no-engine", task=task.value)
        _, first = walk.refusals[0]
        if not isinstance(first, TooManyRequests) or walk.soonest is None:
            return first
        limited = TooManyRequests(first.model, first.provider, walk.soonest)
        return limited if walk.only_limits else ModelUnavailable(limited.sentence, kind="limited")

    async def _rest(self, route: Route) -> float:
        """The seconds until the server takes a request for this model again."""
        rest = await self._throttled.find(_address(route))
        return rest.seconds if rest is not None and rest.seconds > _ALMOST_NOW_SECONDS else 0.0

    async def _note_rest(self, route: Route, error: TooManyRequests) -> TooManyRequests:
        """Lets the server rest as long as it says, otherwise a second and twice as long each time. Returns the error
        with that time."""
        longest, seconds = self._retry_policy.rest_seconds, 0.0

        def lengthen(rest: AddressRest | None) -> AddressRest:
            nonlocal seconds
            times = rest.failures + 1 if rest is not None and rest.seconds > -longest else 1
            seconds = error.seconds if error.is_told else min(longest, 2.0 ** (times - 1))
            return AddressRest(failures=times, seconds=seconds)

        await self._throttled.change(_address(route), lengthen)
        return TooManyRequests(error.model, error.provider, seconds)

    def _note_without_chat_route(self, reference: Reference) -> None:
        self._without_chat_route.pop(reference, None)
        self._without_chat_route[reference] = self._clock.now() + TEMPLATE_FIRST_SECONDS
        if len(self._without_chat_route) > TEMPLATE_FIRST_LIMIT:
            del self._without_chat_route[next(iter(self._without_chat_route))]

    def rests(self, engine: str) -> Sequence[Rest]:
        """The pauses of providers and servers; used-up credits pause the whole `engine`."""
        unpaid = [rest.seconds for rest in self._unpaid.seen().values()]
        throttled: dict[str, float] = {}
        for address, rest in self._throttled.seen().items():
            name = circuit_name(address)
            throttled[name] = max(rest.seconds, throttled.get(name, 0.0))
        return [
            *(Rest(provider=engine, reason="unpaid", seconds=left) for left in unpaid if left > 0),
            *(Rest(provider=name, reason="throttled", seconds=left) for name, left in throttled.items() if left > 0),
        ]

    async def _payment_required(self) -> tuple[Sentence, float] | None:
        """The reason from when credits were used up, and the seconds until the next try is due."""
        rest = await self._unpaid.find(_ACCOUNT)
        if rest is None or rest.sentence is None or rest.seconds <= 0:
            return None
        return rest.sentence, rest.seconds

    async def _note_payment_required(self, error: ModelUnavailable) -> None:
        now = self._clock.now()
        seconds = min(PAYMENT_RETRY_SECONDS, next_month(now) - now)
        rest = AddressRest(failures=1, seconds=seconds, sentence=error.sentence)
        await self._unpaid.change(_ACCOUNT, lambda _: rest)

    async def _templated(self, reference: Reference) -> Sequence[Route]:
        try:
            return await self._routes.templated(reference)
        except ModelUnavailable:
            return []

    def _report(self, task: Task, reference: Reference, error: UserError) -> None:
        """Logs and reports why a model is skipped, so that the operator can choose another."""
        self._admin_alerts.report(task, reference, error)
        kind = error.kind if isinstance(error, ModelUnavailable | TokenRejected) else type(error).__name__
        key = (reference, kind)
        level = logging.DEBUG if key in self._logged else logging.WARNING
        self._logged.add(key)
        logger.log(level, "%s is passed over: %s", reference.name, error.sentence.id)


def _address(route: Route) -> str:
    """The name by which the rest of a server for one model is known; it begins with the circuit's (`circuit_name`)."""
    return " ".join(route.key)


def _with_notes(output: Output, refusals: Sequence[tuple[str, UserError]], requested: str | None) -> Output:
    """Adds a note for a user who requested a model if another one answered."""
    if not isinstance(output, Finished) or requested is None or output.model == requested or not refusals:
        return output
    passed = names(list(dict.fromkeys(name for name, _ in refusals)))
    note = say("huggingface-instead", model=ModelName(name=output.model), passed=passed)
    return replace(output, notes=(*output.notes, note))
