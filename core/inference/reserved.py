"""An engine that answers on some platforms only: the understudy, unless it may answer everywhere."""

from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

from core.domain.errors import ModelUnavailable
from core.domain.tasks import Task
from core.inference.engine import (
    Ask,
    ChatAsk,
    CompleteAsk,
    Engine,
    Health,
    ModelCard,
    Output,
    PaintAsk,
    SpeakAsk,
    Voice,
)

A = TypeVar("A", bound=Ask)


class Reserved:
    """As the engine behind it, for asks that come from `platforms`; to all others it is unavailable."""

    def __init__(self, engine: Engine, platforms: Collection[str]) -> None:
        self._engine = engine
        self._platforms = platforms

    @property
    def name(self) -> str:
        """The engine's own."""
        return self._engine.name

    def chat(self, ask: ChatAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.chat`."""
        return self._if_here(ask, self._engine.chat)

    def complete(self, ask: CompleteAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.complete`."""
        return self._if_here(ask, self._engine.complete)

    def paint(self, ask: PaintAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.paint`."""
        return self._if_here(ask, self._engine.paint)

    def speak(self, ask: SpeakAsk) -> AsyncGenerator[Output, None]:
        """As `Engine.speak`."""
        return self._if_here(ask, self._engine.speak)

    async def models(self, task: Task) -> Sequence[ModelCard]:
        """As `Engine.models`, for these platforms."""
        platforms = frozenset(self._platforms)
        return [replace(card, platforms=platforms) for card in await self._engine.models(task)]

    async def voices(self, model: str | None = None) -> Sequence[Voice]:
        """As `Engine.voices`."""
        return await self._engine.voices(model)

    async def check(self) -> Health:
        """As `Engine.check`."""
        return await self._engine.check()

    async def _if_here(self, ask: A, call: Callable[[A], AsyncGenerator[Output, None]]) -> AsyncGenerator[Output, None]:
        platform, _, _ = ask.tenant.partition(":")
        if platform not in self._platforms:
            raise ModelUnavailable("engine-not-here")
        async with aclosing(call(ask)) as outputs:
            async for output in outputs:
                yield output
