"""The pace at which the built-in engine delivers an answer."""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from core.domain.clock import Clock
from core.inference.engine import TextChunk

_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast words come, `delay_seconds` between two of them."""

    delay_seconds: float = 1 / 60


class PacedOutput:
    """One answer on its way, which waits between its steps."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._steps = 0

    async def step(self) -> None:
        """Called before each step: a word, or one word of progress of a picture or a recording."""
        if self._steps and self._pace.delay_seconds:
            await self._clock.sleep(self._pace.delay_seconds)
        else:
            await asyncio.sleep(0)
        self._steps += 1

    async def text(self, text: str) -> AsyncGenerator[TextChunk, None]:
        """The text in words, which joined are the text."""
        for word in _WORD.findall(text):
            await self.step()
            yield TextChunk(word)
