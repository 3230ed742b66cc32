"""Walks the engines of a task until one answers.

A model that is gone, unsupported, broken, unpaid (`ModelUnavailable`) or at its limit (`LimitReached`) is passed over
for the next, as long as nothing was shown yet; `Finished` says which one answered. Every call passes the call gate.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing

from core.errors import EngineError, LimitReached, ModelUnavailable, UserError
from core.inference.engine import (
    Ask,
    ChatAsk,
    CompleteAsk,
    Engine,
    Finished,
    Forgetful,
    Health,
    ModelCard,
    Output,
    PaintAsk,
    SpeakAsk,
    Task,
    Thought,
    Voice,
    Waiting,
)
from core.inference.gate import CallGate, Outcome, Ticket
from core.messages import say

Call = Callable[[Engine], AsyncGenerator[Output, None]]


class Router:
    """An engine made of engines, in the order they are to be asked; what commands use."""

    name = "router"

    def __init__(self, routes: Mapping[Task, Sequence[Engine]], gate: CallGate) -> None:
        self._routes = routes
        self._gate = gate

    @property
    def engines(self) -> list[Engine]:
        """Each engine once."""
        return list({engine.name: engine for route in self._routes.values() for engine in route}.values())

    def chat(self, ask: ChatAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.chat`."""
        return self._walk(Task.CHAT, ask, lambda engine: engine.chat(ask))

    def complete(self, ask: CompleteAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.complete`."""
        return self._walk(Task.COMPLETE, ask, lambda engine: engine.complete(ask))

    def paint(self, ask: PaintAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.paint`."""
        return self._walk(Task.PAINT, ask, lambda engine: engine.paint(ask))

    def speak(self, ask: SpeakAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.speak`."""
        return self._walk(Task.SPEAK, ask, lambda engine: engine.speak(ask))

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """Those of all engines, in the order they are asked."""
        return [card for engine in self._routes.get(task, ()) for card in await engine.models(task)]

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """Those of the first engine that has any."""
        for engine in self._routes.get(Task.SPEAK, ()):
            if voices := await engine.voices(model):
                return voices
        return []

    async def check(self) -> Health:
        """The health of the first engine that is well, else of the first."""
        found = [await engine.check() for engine in self.engines]
        found = found or [Health(engine="none", ok=False, sentence=say("bot-no-engine"))]
        return next((health for health in found if health.ok), found[0])

    def forget(self, user: str) -> None:
        """As `Forgetful.forget`, of all engines that keep answers."""
        for engine in self.engines:
            if isinstance(engine, Forgetful):
                engine.forget(user)

    async def _walk(self, task: Task, ask: Ask, call: Call) -> AsyncGenerator[Output, None]:
        refusal: UserError = EngineError("no-engine", task=task.value)
        for engine in self._routes.get(task, ()):
            attempt = self._attempt(Ticket(task=task, engine=engine.name, model=ask.model, ask=ask), call(engine))
            shown = False
            try:
                async with aclosing(attempt):
                    async for output in attempt:
                        shown = shown or not isinstance(output, Waiting | Thought)
                        yield output
                return
            except (ModelUnavailable, LimitReached) as error:
                if shown:
                    raise
                refusal = error
        raise refusal

    async def _attempt(self, ticket: Ticket, outputs: AsyncGenerator[Output, None]) -> AsyncGenerator[Output, None]:
        async with aclosing(self._gate.enter(ticket)) as waits:
            async for waiting in waits:
                yield waiting
        outcome: Outcome = "stopped"
        finished: Finished | None = None
        try:
            async with aclosing(outputs):
                async for output in outputs:
                    if isinstance(output, Finished):
                        outcome, finished = "ok", output
                    yield output
        except Exception as error:
            outcome = "failed"
            if isinstance(error, LimitReached):
                self._gate.punished(ticket, error.seconds)
            raise
        finally:
            await self._gate.leave(ticket, outcome, finished)
