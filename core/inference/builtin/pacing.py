"""The pace of the built-in engine's answers."""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from core.domain.clock import Clock
from core.inference.outputs import TextChunk

_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The speed of an answer: `delay_seconds` between two words."""

    delay_seconds: float = 1 / 60


class PacedOutput:
    """One answer that pauses between its steps."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._steps = 0

    async def step(self) -> None:
        """Waits before a step: a word, or a step of a picture or a recording."""
        if self._steps and self._pace.delay_seconds:
            await self._clock.sleep(self._pace.delay_seconds)
        else:
            await asyncio.sleep(0)
        self._steps += 1

    async def text(self, text: str) -> AsyncGenerator[TextChunk, None]:
        """The text word by word; joined, the words are the text."""
        for word in _WORD.findall(text):
            await self.step()
            yield TextChunk(word)
