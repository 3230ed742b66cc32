"""The fallback chain: tries one route after the other until one answers."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from core.domain.clock import Clock
from core.domain.errors import CreditsUsedUp, EngineError, ModelUnavailable, UnavailableKind
from core.domain.sentences import ModelName, names, say
from core.domain.tasks import Task
from core.inference.engine import Calling, Finished, Output, ReasoningChunk, Waiting
from core.inference.huggingface.admin_alerts import AdminAlerts, next_month
from core.inference.huggingface.references import Reference
from core.inference.huggingface.routes import Route, Routes

logger = logging.getLogger(__name__)

Attempt = Callable[[Route], AsyncGenerator[Output, None]]

NOT_SERVED: frozenset[UnavailableKind] = frozenset({"not_served", "gone", "not_mapped"})
"""The reasons that say that this route cannot reach the model."""

TEMPLATE_FIRST_SECONDS = 600.0
"""The time for which a model is assumed to have no chat route, after it answered through its own template."""
TEMPLATE_FIRST_LIMIT = 1_000
"""The number of models for which this is remembered, as users can request any name."""
PAYMENT_RETRY_SECONDS = 3600.0
"""The time after which one request is risked when credits are used up: somebody may have bought some."""


class FallbackChain:
    """Tries references in order, each over all its routes, as long as nothing was shown."""

    def __init__(self, routes: Routes, admin_alerts: AdminAlerts, clock: Clock) -> None:
        self._routes = routes
        self._admin_alerts = admin_alerts
        self._clock = clock
        self._payment_required: tuple[float, ModelUnavailable] | None = None
        self._logged: set[tuple[str, UnavailableKind]] = set()
        self._without_chat_route: dict[str, float] = {}

    async def run(
        self,
        task: Task,
        references: Sequence[Reference],
        attempt: Attempt,
        requested: str | None,
        *,
        from_picture: bool = False,
    ) -> AsyncGenerator[Output, None]:
        """The outputs of the first route that answers. If none does, raises the first refusal; anything but
        `ModelUnavailable` is raised immediately.

        While credits are used up, the models that they pay for are skipped until the next try. If a model has only
        answered through its own template, that is tried first for a while.
        """
        refusals: list[tuple[str, ModelUnavailable]] = []
        for reference in references:
            if reference.server is None and (payment_error := self._current_payment_error()) is not None:
                refusals.append((reference.name, payment_error))
                continue
            try:
                routes = list(await self._routes.find(reference, task, from_picture=from_picture))
            except ModelUnavailable as error:
                self._report(task, reference, error)
                refusals.append((reference.name, error))
                continue
            if task is Task.CHAT_COMPLETION and self._without_chat_route.get(reference.name, 0.0) > self._clock.now():
                routes = [*await self._templated(reference), *routes]
            passed: list[ModelUnavailable] = []
            tried: list[Route] = []
            while routes:
                route = routes.pop(0)
                tried.append(route)
                shown = False
                try:
                    async with aclosing(attempt(route)) as outputs:
                        async for output in outputs:
                            shown = shown or not isinstance(output, Calling | Waiting | ReasoningChunk)
                            yield _with_notes(output, refusals, requested)
                    if route.templated:
                        self._note_without_chat_route(reference)
                    return
                except ModelUnavailable as error:
                    if shown:
                        raise
                    refusals.append((reference.name, error))
                    if error.kind == "credits" and reference.server is None:
                        self._payment_required = (self._clock.now() + self._payment_retry_seconds(), error)
                    if task is Task.CHAT_COMPLETION and not route.templated and error.kind in NOT_SERVED:
                        routes += [each for each in await self._templated(reference) if each not in tried]
                    passed.append(error)
                except EngineError as error:
                    self._admin_alerts.report(task, reference, error)
                    raise
            for each in passed:
                self._report(task, reference, each)
        refusal = refusals[0][1] if refusals else ModelUnavailable("no-engine", task=task.value)
        if self._payment_required is not None and all(reference.server is None for reference in references):
            until, payment_error = self._payment_required
            raise CreditsUsedUp(payment_error.sentence, seconds=until - self._clock.now())
        raise refusal

    def _note_without_chat_route(self, reference: Reference) -> None:
        self._without_chat_route.pop(reference.name, None)
        self._without_chat_route[reference.name] = self._clock.now() + TEMPLATE_FIRST_SECONDS
        if len(self._without_chat_route) > TEMPLATE_FIRST_LIMIT:
            del self._without_chat_route[next(iter(self._without_chat_route))]

    def _current_payment_error(self) -> ModelUnavailable | None:
        """The error from when credits were used up, until the next try is due."""
        if self._payment_required is not None and self._payment_required[0] <= self._clock.now():
            self._payment_required = None
        return self._payment_required[1] if self._payment_required else None

    def _payment_retry_seconds(self) -> float:
        now = self._clock.now()
        return min(PAYMENT_RETRY_SECONDS, next_month(now) - now)

    async def _templated(self, reference: Reference) -> Sequence[Route]:
        try:
            return await self._routes.templated(reference)
        except ModelUnavailable:
            return []

    def _report(self, task: Task, reference: Reference, error: ModelUnavailable) -> None:
        """Logs and reports why a model is skipped, so that the operator can choose another."""
        self._admin_alerts.report(task, reference, error)
        key = (reference.name, error.kind)
        level = logging.DEBUG if key in self._logged else logging.WARNING
        self._logged.add(key)
        logger.log(level, "%s is passed over: %s", reference.name, error.sentence.id)


def _with_notes(output: Output, refusals: Sequence[tuple[str, ModelUnavailable]], requested: str | None) -> Output:
    """Adds a note for a user who requested a model if another one answered."""
    if not isinstance(output, Finished) or requested is None or output.model == requested or not refusals:
        return output
    passed = names(list(dict.fromkeys(name for name, _ in refusals)))
    note = say("huggingface-instead", model=ModelName(name=output.model), passed=passed)
    return replace(output, notes=(*output.notes, note))
